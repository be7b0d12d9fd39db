#pragma once
/// What the report page says of the claims, beside their rows.

#include <map>
#include <string>
#include <vector>

#include "proofs-check/claim.hpp"
#include "proofs-check/math_markup.hpp"
#include "proofs-check/result_row.hpp"

namespace softlin::check {

/// A bound of the catalogue that a claim names.
struct ReportBound {
  std::string name;
  std::string statement;   ///< as the catalogue has it (statement_markup)
  std::string hypotheses;  ///< the same
  std::string source;
};

struct ReportClaim {
  std::string id;
  std::string statement;  ///< mathematics between backquotes (sentence_markup)
  std::string source;
  std::string suite;     ///< title of its suite
  std::string expected;  ///< "violated", ..., "holds"

  /// The comparison: `quantity` relation factor * (bound). In `notation` is the bound, unless it is a name, and what
  /// `quantity` holds when `quantity_is_formula`; otherwise this is prose.
  MathNotation notation = MathNotation::formula;
  std::string quantity;  ///< empty for an identity
  bool quantity_is_formula = false;
  std::string relation;
  std::string factor;  ///< empty: 1
  std::string bound;
  bool bound_is_name = false;
  std::string radius_factor;
  std::string radius;  ///< of an exceedance
  bool radius_is_name = false;

  std::vector<std::string> equations;  ///< of an identity, in the notation `identity`
  std::vector<std::string> notes;      ///< what symbols mean: sentences with mathematics between backquotes
  std::vector<ReportBound> bounds;     ///< those that the claim names, or that were chosen for its rows
  std::string inputs;                  ///< a model or regression file, with the claim's other inputs as comments
  std::string figure;                  ///< an SVG document, or empty
};

/// Longer model files are left out of the page, which then says so.
inline constexpr std::size_t k_longest_inputs = 20000;

/// The claims of a suite, in order. `rows` are theirs: they name the bounds that `best` has chosen. `titles` are the suites'
/// titles (suite_files.hpp).
/// Checked by : tests/proofs-check/report_claims_test.cpp
std::vector<ReportClaim> report_claims(const Suite& suite, const std::map<std::string, std::string>& titles,
                                       const std::vector<ResultRow>& rows);

}  // namespace softlin::check
