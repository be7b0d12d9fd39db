#pragma once
/// Identity claims of a suite: kind = "identity".
///
///     [[claim]]
///     id = "a1.4"                      # id, source, statement and expected are as for other claims (claim_file.hpp)
///     kind = "identity"
///     identity = "a1.4"                # a name of `softlin identity --list`, or
///     equations = ["B = A + s^2*(S2 - 6*S3 + 6*S2^2)"]
///     setting = ["scalar t v"]         # with equations: declarations (symbolic/matrix_identity.hpp)
///     dimensions = [1, 2, 3, 4]        # with equations in matrices: checked entry by entry in these, 1 to 6
///     change = { from = "6*S3", to = "5*S3" }   # a text that occurs once in the equations is replaced: for controls

#include "proofs-check/toml_input.hpp"
#include "symbolic/identity.hpp"

namespace softlin::check {

/// Reads the keys of the table that belong to the identity.
/// Errors : InputError with file, line and key for an unknown name, for both or neither of `identity` and `equations`, for
///          keys that do not go together, and for a change whose text does not occur exactly once.
/// Not checked : whether the equations can be read; plan_rows() does that.
symbolic::Identity read_identity_claim(TomlTable& table, const std::string& id);

}  // namespace softlin::check
