#include "proofs-check/shell_text.hpp"

#include <algorithm>
#include <string_view>

#include "symbolic/ascii.hpp"

namespace softlin::check {

std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string shell_quoted(const std::string& text) {
  const auto is_plain = [](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || std::string_view("-_./,:=+@").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_plain) ? text : shell_word(text);
}

}  // namespace softlin::check
