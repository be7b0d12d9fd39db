#pragma once
/// The rows of a check as a table for readers.

#include <string>
#include <vector>

#include "proofs-check/result_row.hpp"
#include "proofs-check/table.hpp"

namespace softlin::check {

/// What the heading of a claim says.
struct ClaimText {
  std::string id;
  std::string statement;  ///< mathematics may stand between backquotes (sentence_markup.hpp): tables leave these out
  std::string source;
};

/// Rows of one claim, in their order.
struct ClaimRows {
  std::string claim;
  std::vector<const ResultRow*> rows;  ///< into the vector given
};

/// Rows by claim, claims in the order in which they first appear.
std::vector<ClaimRows> rows_by_claim(const std::vector<ResultRow>& rows);

/// One row a result: claim, model, L, method, deviation, bound, ratio, verdict, expected; a column for the factor on U
/// where it varies. Groups by claim, each under "claim: quantity <= bound [source]". Unexpected verdicts are marked, and so is the
/// first step that fails of an identity.
/// Checked by : tests/proofs-check/results_table_test.cpp
Table results_table(const std::vector<ResultRow>& rows, const std::string& caption,
                    const std::vector<ClaimText>& claims = {});

/// "112 rows: 80 proved, 20 violated, 12 consistent, 0 undecided; all as expected", or "...; 3 not as expected".
std::string results_summary(const std::vector<ResultRow>& rows);

/// "exact", "naive", ...; "algebra" for an identity.
std::string method_cell(const ResultRow& row);

/// "output <= c1*log(L)/L"; the equations of an identity.
std::string comparison_text(const ResultRow& row);

}  // namespace softlin::check
