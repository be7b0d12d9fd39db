#pragma once
/// Suite files: a list of claims, read and checked for sense but not computed.
///
///     title = "My claims"              # optional; default: the file's stem; mathematics as in statements
///     [[claim]]
///     id = "prop-3.1-as-printed"       # required, one line, unique in the suite
///     source = "arXiv 2512.11784v1, Proposition 3.1"            # optional
///     statement = "The error is at most `c1 ln(L)/L` for every `L >= 2`."   # optional, one sentence for readers; what stands
///                                      # between backquotes is mathematics (math_markup.hpp, notation `prose`), typeset in
///                                      # the report and shown without the backquotes elsewhere
///     kind = "deviation"               # deviation (default) | identity (its keys: identity_claim.hpp) |
///                                      # regression (regression_claim.hpp)
///     quantity = "output"              # output (default) | grad-v | grad-u | bias, or a probability that the error's size
///                                      # exceeds a radius: exceedance (of the output) | exceedance-v | exceedance-u
///     target = "limit"                 # limit (default) | linear | inverse
///     relation = "<="                  # "<=" (default) | ">=" | "="
///     bound = "c1*log(L)/L"            # required: a formula, a bound on an error named as in `softlin constants --list`,
///                                      # or "best", the smallest (for ">=" the largest) of them that applies
///     factor = "1/2"                   # positive, default 1: multiplies the bound, as in a control of a named one
///     radius = "3*sqrt(trace/L)"       # for an exceedance: a formula in the same symbols, or a bound on the radius named
///                                      # as in `softlin constants --list`, whose delta is then the number in `bound`
///     radius_factor = "1/2"            # positive, default 1: multiplies the radius
///     constants = { c1 = "any" }       # a number, or "any": every positive value
///     sigma = 1                        # positive
///     lengths = [1, 16, 1e6, "inf"]    # required; or { from = 1, to = 1000000, factor = 10 }, or one length
///     scales = [1]                     # default [1]: U is multiplied by each in turn
///     model = "standard-normal-1d.toml"  # a path beside the suite, a NAME of [models.NAME], or a table [claim.model]
///     method = "exact"                 # exact (default) | reduced | naive | both
///     expected = "holds"               # proved | violated | consistent | undecided | holds (default)
///     confidence = 0.999               # between 0 and 1
///     prompts = 10000                  # 2 to 10^9, for sampled methods
///     seed = 1
///     stop_early = false               # true: sampling ends when the evidence suffices for `violated`
///
/// [models.NAME] tables hold what a model file holds, [regressions.NAME] tables what a regression file holds; each is checked even when no claim uses it. A single [claim]
/// table is a suite of one claim. The formula itself is parsed later, with the symbols that its claim offers.

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "proofs-check/claim.hpp"
#include "proofs-check/toml_input.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

/// Reads a suite file; models given by path are looked up beside it.
/// Errors : InputError with file, line and key for anything unreadable, unknown keys included, and for contradictions:
///          - method reduced with tokens that are not Gaussian; exact (or both) with such tokens at a finite length unless
///            tokens and query have few atoms (symbolic/finite_law.hpp);
///          - a sampled method with length inf, with a constant "any", or with quantity bias;
///          - an exceedance by another method than naive, or without a radius; a radius or its factor with another
///            quantity; stop_early with the method exact;
///          - an expected verdict that the method cannot give: consistent when exact, proved when sampled, either of
///            them when both;
///          - target inverse with a gradient; a length, scale or id twice; a constant with a reserved name;
///          - an identity expected to be consistent; a suite without claims.
Suite read_suite(const std::filesystem::path& path);

/// The same from text: `file_name` is what messages show and names the suite, `folder_for_models` is where model paths
/// start.
Suite parse_suite(std::string_view text, const std::string& file_name, const std::filesystem::path& folder_for_models);

/// "16", "1e6", "inf".
/// Errors : InputError at `place` unless it is a whole number from 1 to 10^18 or, where allowed, inf.
Length parse_length(std::string_view text, const Place& place, bool infinite_allowed = true);

/// "16, 64,1e6": lengths with commas between them, in the order given.
/// Errors : as parse_length; InputError for an empty or repeated entry.
std::vector<Length> parse_length_list(std::string_view text, const Place& place, bool infinite_allowed = true);

/// Lengths as a claim lists them: an array, { from, to, factor }, or one length.
/// Errors : as parse_length; InputError for an empty list or a repeated length.
std::vector<Length> read_lengths(const TomlValue& value);

/// The inverses of name_of.
/// Errors : InputError at `place` that lists the words.
Quantity parse_quantity(std::string_view text, const Place& place);
Method parse_method(std::string_view text, const Place& place);
Relation parse_relation(std::string_view text, const Place& place);
Verdict parse_verdict(std::string_view text, const Place& place);
Target parse_target(std::string_view text, const Place& place);

/// Names a formula already gives a meaning to (L, sigma, d, s, ..., pi and every function): no constant may take one.
const std::set<std::string>& reserved_names();

}  // namespace softlin::check
