#pragma once
/// One result of a check: one claim at one length, by one method. Stored as one line of JSON.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proofs-check/claim.hpp"

namespace softlin::check {

/// What an identity row has instead of numbers.
struct IdentityOutcome {
  std::vector<std::string> equations;
  std::size_t steps = 0;        ///< of the certificate
  std::size_t failed_step = 0;  ///< the first that does not hold, counted from 1; 0 when all hold
  std::string rule;             ///< its rule
  std::string reason;           ///< why it does not hold
};

struct ResultRow {
  std::string claim;
  std::string source;
  std::string model;
  symbolic::Quantity quantity = symbolic::Quantity::output;
  std::string regression_quantity;  ///< of a regression claim, in place of `quantity`: "risk", ..., or a formula
  Relation relation = Relation::at_most;
  Length length;
  Method method = Method::exact;  ///< exact, reduced or naive
  std::string scale = "1";        ///< factor on U, as text
  std::string inputs;  ///< model (before the factor), target, constants, sigma: exact, enough to repeat the row

  // Ends are decimals rounded outward; the exact hexadecimal ends stand beside them in exact rows.
  std::string bound_text;  ///< formula or name of the bound
  std::string bound_lower;
  std::string bound_upper;
  std::string bound_lower_hex;
  std::string bound_upper_hex;

  // Exact rows.
  std::string deviation_lower;
  std::string deviation_upper;
  std::string deviation_lower_hex;
  std::string deviation_upper_hex;

  // Sampled rows.
  std::optional<double> mean;
  std::optional<double> std_error;
  std::optional<double> predicted_std_error;
  std::optional<double> e_value;
  std::uint64_t prompts = 0;  ///< asked for
  std::uint64_t seed = 0;
  double confidence = 0;
  bool stop_early = false;
  std::optional<std::uint64_t> prompts_used;  ///< with stop_early

  // Exceedance rows: `mean` is the part of the prompts whose error exceeds the radius, the bound is on its probability.
  std::string radius_text;  ///< formula or name; empty in other rows
  std::string radius_lower;
  std::string radius_upper;
  std::optional<std::uint64_t> exceedances;
  /// Clopper-Pearson interval of the probability at 1 - (1 - confidence)/(sampled rows); not with stop_early.
  std::optional<double> proportion_lower;
  std::optional<double> proportion_upper;

  std::optional<IdentityOutcome> identity;  ///< of an identity claim: `model` is "statistic" or "matrix"

  // Rounded for tables (rounding.hpp).
  std::string deviation_shown;
  std::string bound_shown;
  std::string ratio_shown;

  Verdict verdict = Verdict::undecided;
  std::optional<Verdict> expected;  ///< none: the claim holds
  bool as_expected = false;
  std::string witness;
  std::string version;  ///< of softlin
};

/// The quantity as claims call it: "output", ..., "exceedance", ..., "risk", ...
std::string quantity_text(const ResultRow& row);

/// Puts "-" where an identity row has nothing to show.
void show_no_numbers(ResultRow& row);

/// The verdict's name, or "holds".
std::string expected_text(const ResultRow& row);

/// One JSON object on one line, without the line break.
///
/// Result : lengths and ends as strings, mean, std_error, e_value as numbers that read back to the same value, an
///          infinite one as "inf". Keys that do not apply to the row are left out. Bytes that are not UTF-8 become
///          U+FFFD.
///          The same row gives the same bytes: to_json_line(from_json_line(line)) == line for every line made here
/// Errors : Error for a NaN
std::string to_json_line(const ResultRow& row);

/// Reads such a line. Keys it does not know are passed over, keys beyond the contract may be missing.
/// Errors : InputError that names the key, what was found and what was expected
/// Checked by : tests/proofs-check/result_row_test.cpp
ResultRow from_json_line(std::string_view line);

}  // namespace softlin::check
