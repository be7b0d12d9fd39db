#pragma once
/// The rows of a check as one HTML page.

#include <string>
#include <vector>

#include "proofs-check/report_claims.hpp"
#include "proofs-check/result_row.hpp"

namespace softlin::check {

struct CheckReport {
  std::string title;
  std::string version;                 ///< of softlin
  std::vector<std::string> arguments;  ///< of `softlin check`, as far as results depend on them: files, --digits, ...
  std::vector<ReportClaim> claims;
};

/// A complete HTML document.
///
/// Result   : one file that loads nothing, as its content security policy says, which names its style and its script by
///            their hashes. Claims by suite, those of the report in their order, then others as they appear in `rows`:
///            statement and comparison as MathML, figure, rows with the verdict in words, sign and colour; enclosures,
///            witness and the command that repeats the row behind a native disclosure; the model as a file. Filters by
///            text, verdict and expectation, kept in the address; light and dark; narrow screens; paper. Without
///            JavaScript all rows are shown. The same arguments give the same bytes
/// Inputs   : any text; it is escaped, and control characters become U+FFFD
/// Checked by : tests/proofs-check/report_page_test.cpp, tests/browser; described in docs/how-to/report.md
std::string report_page(const CheckReport& report, const std::vector<ResultRow>& rows);

}  // namespace softlin::check
