#pragma once
/// Some rows of a suite, and the command that repeats one of them.

#include <string>
#include <vector>

#include "proofs-check/row_plan.hpp"
#include "proofs-check/suite_run.hpp"

namespace softlin::check {

/// A row is meant when it agrees with every list that is not empty.
struct RowSelection {
  std::vector<std::string> claims;  ///< ids
  std::vector<Length> lengths;
  std::vector<symbolic::Number> scales;
  std::vector<Method> methods;            ///< exact, reduced, naive
  std::string claims_option = "--claim";  ///< what messages call the list of claims

  bool is_everything() const { return claims.empty() && lengths.empty() && scales.empty() && methods.empty(); }
};

/// The rows of a selection, ready to be computed as parts of the whole suite.
struct SelectedRows {
  std::vector<RowPlan> plans;        ///< every row of the claims that are meant
  std::vector<std::size_t> numbers;  ///< of the plans, in the whole suite
  std::vector<std::size_t> asked;    ///< places in `plans`, ascending
  std::size_t rows_of_suite = 0;
  std::size_t sampled_rows_of_suite = 0;

  bool is_part() const { return asked.size() < rows_of_suite; }
};

/// Plans the claims that are meant, and no others: planning takes long where a bound is to be chosen.
/// Errors : InputError naming the option (--claim, --length, --scale, --method) for an entry that no row has which the
///          options before it leave; as plan_rows().
SelectedRows select_rows(const Suite& suite, const RowSelection& selection);

/// Everything that the results of these rows depend on, as text: a row holds its inputs exactly. It names a run, so that another
/// one is not continued by mistake.
std::string run_inputs(const SelectedRows& rows, const std::string& version, int digits);

/// The options of run_suite() that make these rows parts of the whole suite; the others have their defaults.
RunOptions run_of(const SelectedRows& rows);

/// The command that repeats one row and prints it as JSON: `arguments` are the words that chose suite and accuracy, `claim_rows`
/// the rows of the same claim. Options that all rows of the claim share are left out.
///
/// Result     : a line for a POSIX shell
/// Checked by : tests/proofs-check/row_selection_test.cpp, tests/golden/check_row*.case, tests/browser
std::string row_command(const std::vector<std::string>& arguments, const ResultRow& row,
                        const std::vector<const ResultRow*>& claim_rows);

}  // namespace softlin::check
