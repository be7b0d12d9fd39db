#pragma once
/// Lists of words as one text, and back.
/// Checked by : the golden cases of every command that lists names or reads a list, tests/golden/

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace softlin::check {

/// "a, b, c"
inline std::string joined(const std::vector<std::string>& words, std::string_view between = ", ") {
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : between).append(word);
  return out;
}

/// "a,b,,c" -> a, b, an empty one, c; none of an empty text.
inline std::vector<std::string> comma_parts(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t start = 0; !text.empty() && start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    out.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

}  // namespace softlin::check
