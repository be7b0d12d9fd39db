#pragma once
/// The rows of a check as one HTML page.

#include <string>
#include <vector>

#include "proofs-check/results_table.hpp"

namespace softlin::check {

/// A complete HTML document.
///
/// Result   : one file that loads nothing; a section a claim (those of `claims` in their order, then others as they
///            appear in `rows`), verdicts in words and colours, enclosures and witness behind a native disclosure,
///            filters by verdict and claim that print as they are set; without JavaScript all rows are shown. The same
///            arguments give the same bytes
/// Inputs   : any text; it is escaped, and control characters become U+FFFD
/// Checked by : tests/proofs-check/report_page_test.cpp
std::string report_page(const std::vector<ResultRow>& rows, const std::vector<ClaimText>& claims,
                        const std::string& title, const std::string& version);

}  // namespace softlin::check
