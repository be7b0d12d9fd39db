#pragma once
/// Keys that claims share with other files that speak of errors and bounds (own_table_file.hpp).
/// Errors : InputError at the key, with file, line, what was found and what was expected
/// Checked by : tests/proofs-check/claim_file_test.cpp, tests/golden/check_bad_*.case

#include <map>
#include <optional>
#include <string>

#include "proofs-check/claim.hpp"
#include "proofs-check/toml_input.hpp"
#include "symbolic/number.hpp"

namespace softlin::check {

/// The name of a bound, or a formula; a number is a formula too.
std::string read_bound(TomlTable& table, const std::string& key);

/// Reads `quantity`, the error itself or the probability that it exceeds a radius, and `radius_factor`.
/// Result : is it a probability? Then read_bound(table, "radius") reads the radius, which is refused here otherwise
bool read_quantity(TomlTable& table, Claim& claim);

symbolic::Number read_positive(const TomlValue& value);

/// A number between 0 and 1.
double read_confidence(const TomlValue& value);

/// { c1 = 2, c2 = "any" }: "any" has no value. Names that formulas give a meaning to are refused.
std::map<std::string, std::optional<symbolic::Number>> read_constants(TomlTable table);

}  // namespace softlin::check
