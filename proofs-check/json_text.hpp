#pragma once
/// How values stand in JSON output.

#include <nlohmann/json.hpp>
#include <string>

#include "numeric/interval_text.hpp"

namespace softlin::check {

/// The ends of an enclosure as decimals rounded outward: {"lower": ..., "upper": ...}.
inline nlohmann::ordered_json ends(const numeric::Interval& x) {
  return {{"lower", numeric::lower_text(x)}, {"upper", numeric::upper_text(x)}};
}

/// One line; bytes that are not UTF-8 (of a file name, say) are replaced.
inline std::string one_line(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace softlin::check
