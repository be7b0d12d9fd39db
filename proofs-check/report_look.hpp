#pragma once
/// Style and script of the report page (report_page.hpp): the page holds both, so that it is one file.

#include <string>

namespace softlin::check {

/// Light and dark, wide and narrow screens, paper. Every text has a contrast of at least 4.5 to what it stands on
/// (WCAG 2.1 AA; measured in tests/browser).
const std::string& report_style();

/// Filters, their state in the address (#q=...&verdict=...&unexpected&figures&at=CLAIM), the choice of light or dark,
/// buttons that copy. The page is whole without it.
const std::string& report_script();

}  // namespace softlin::check
