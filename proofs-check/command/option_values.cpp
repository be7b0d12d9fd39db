#include "proofs-check/command/option_values.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace softlin::check {

namespace {

constexpr std::size_t k_fewest_words = 2;  // one word alone is a noun: "threads (0: all)"

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string without_remarks(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == ')' && depth > 0) --depth;
  }
  return out;
}

bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_word(std::string_view item) {
  const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_'; };
  return !item.empty() && is_letter_or_digit(item.front()) && is_letter_or_digit(item.back()) &&
         std::all_of(item.begin(), item.end(), allowed) && item.find("..") == std::string_view::npos;
}

/// The text before the first of several separators; the rest stays in `text`.
std::string_view cut_item(std::string_view& text) {
  std::size_t end = text.size();
  std::size_t next = text.size();
  for (const std::string_view separator : {", or ", ",", " or ", " and "}) {
    const std::size_t at = text.find(separator);
    if (at < end) {
      end = at;
      next = at + separator.size();
    }
  }
  const std::string_view item = trimmed(text.substr(0, end));
  text.remove_prefix(next);
  return item;
}

/// The words at the beginning of a text without remarks.
std::vector<std::string> leading_words(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view piece = text.substr(0, end);
    std::string_view head = piece.substr(0, piece.find(':'));
    while (!head.empty()) {
      const std::string_view item = cut_item(head);
      if (!is_word(item)) return out;
      out.emplace_back(item);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::vector<std::string> words_of_type(const std::string& type) {
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  return leading_words(std::string_view(type).substr(begin + 1, end - begin - 1));
}

std::vector<std::string> words_of(const std::string& description, const std::string& type) {
  if (std::vector<std::string> out = words_of_type(type); !out.empty()) return out;
  const std::string text = without_remarks(description);
  std::vector<std::string> out = leading_words(text);
  if (const std::size_t colon = text.find(':'); out.size() < k_fewest_words && colon != std::string::npos) {
    out = leading_words(std::string_view(text).substr(colon + 1));
  }
  if (out.size() < k_fewest_words) out.clear();
  return out;
}

/// Whether `word`, or its plural, stands alone in the text.
bool speaks_of(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    std::size_t end = at + word.size();
    if (end < text.size() && text[end] == 's') ++end;
    const bool begins = at == 0 || !is_letter_or_digit(text[at - 1]);
    const bool ends = end == text.size() || !is_letter_or_digit(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

PathKind path_of(const std::string& description, const std::string& type, const std::vector<std::string>& words) {
  const auto is_value = [&words](const char* word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  if (type == "DIR" || (speaks_of(description, "folder") && !is_value("folder"))) return PathKind::folder;
  if (type != "FILE" && (!speaks_of(description, "file") || is_value("file"))) return PathKind::none;
  const bool toml =
      speaks_of(description, "TOML") || speaks_of(description, "model file") || speaks_of(description, "suite file");
  return toml ? PathKind::toml_file : PathKind::file;
}

}  // namespace

OptionValues option_values(const std::string& description, const std::string& type) {
  OptionValues out;
  out.words = words_of(description, type);
  out.path = path_of(description, type, out.words);
  return out;
}

}  // namespace softlin::check
