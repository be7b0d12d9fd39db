#pragma once
/// A drawing as part of an HTML page.

#include <optional>
#include <string>
#include <string_view>

namespace softlin::check {

/// The SVG document `svg` as one `<svg>` element.
///
/// Kept    : shapes, text, groups, and what they refer to, with the attributes that describe their look; whatever nothing
///           refers to, comments, titles, empty groups and superfluous white space are left out
/// Names   : ids and references to them begin with `prefix`, so that many drawings can stand on one page
/// Safety  : elements and attributes are those of a fixed list; scripts, styles, links, images and references out of the
///           document are not on it, and all text is escaped. Anything else means no result, so that no drawing is shown
///           in part: titles, descriptions and filters, which change nothing that is seen, are the only ones left out
/// Label   : what the drawing is called for people who do not see it
/// Checked by : tests/proofs-check/inline_svg_test.cpp, tests/browser
std::optional<std::string> inline_svg(std::string_view svg, std::string_view prefix, std::string_view label);

}  // namespace softlin::check
