#include "proofs-check/sentence_markup.hpp"

#include <algorithm>

#include "proofs-check/html_escape.hpp"
#include "proofs-check/math_tokens.hpp"

namespace softlin::check {

namespace {

/// "E3.3", a step of a proof.
bool is_step(std::string_view word) {
  const std::size_t dot = word.find('.');
  return dot != std::string_view::npos && dot > 1 && word[0] >= 'A' && word[0] <= 'Z' &&
         std::all_of(word.begin() + 1, word.end(), [](char c) { return is_ascii_digit(c) || c == '.'; });
}

/// "a-logistic", "one-query", "sub-Gaussian": letters with hyphens between them, one part a word of some length. `x-y`
/// stays a difference.
bool is_hyphenated(std::string_view word) {
  if (word.find('-') == std::string_view::npos || word.back() == '-') return false;
  std::size_t longest = 0;
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t end = std::min(word.find('-', at), word.size());
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  return longest > 3;
}

/// Letters, digits and hyphens, and dots between digits.
std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  const auto goes_on = [&] {
    const char c = text[end];
    return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' ||
           (c == '.' && end + 1 < text.size() && is_ascii_digit(text[end + 1]));
  };
  while (end < text.size() && goes_on()) ++end;
  return text.substr(at, end - at);
}

/// Is `word`, before `rest`, one of the sentence and not of a formula?
bool is_word_of_statement(std::string_view word, std::string_view rest) {
  if (!rest.empty() && std::string_view(" ,:;").find(rest.front()) == std::string_view::npos) return false;
  if (word == "a") return rest.rfind(" pair", 0) == 0;
  return is_statement_word(word) || is_hyphenated(word) || is_step(word);
}

}  // namespace

std::string sentence_markup(std::string_view sentence) {
  if (std::count(sentence.begin(), sentence.end(), '`') % 2 != 0) return html_escape(sentence);
  std::string out;
  bool is_math = false;
  for (std::size_t at = 0; at <= sentence.size(); is_math = !is_math) {
    const std::size_t end = std::min(sentence.find('`', at), sentence.size());
    const std::string_view part = sentence.substr(at, end - at);
    if (is_math && !part.empty()) {
      out += inline_math(part, MathNotation::prose);
    } else {
      out += html_escape(part);
    }
    at = end + 1;
  }
  return out;
}

std::string sentence_text(std::string_view sentence) {
  std::string out(sentence);
  if (std::count(out.begin(), out.end(), '`') % 2 == 0) out.erase(std::remove(out.begin(), out.end(), '`'), out.end());
  return out;
}

std::string statement_markup(std::string_view statement) {
  std::string out;
  std::string formula;
  int depth = 0;
  bool refused = false;
  const auto end_formula = [&] {
    const std::size_t first = formula.find_first_not_of(' ');
    if (first != std::string::npos) {
      const std::size_t last = formula.find_last_not_of(' ');
      const auto found = inline_math_if_read(formula.substr(first, last + 1 - first), MathNotation::prose);
      if (!found) refused = true;
      out += std::string(first > 0 ? " " : "") + found.value_or("") + (last + 1 < formula.size() ? " " : "");
    } else {
      out += formula;
    }
    formula.clear();
  };
  for (std::size_t at = 0; at < statement.size();) {
    const char c = statement[at];
    if (depth == 0 && (is_ascii_letter(c) || is_ascii_digit(c)) && (at == 0 || statement[at - 1] == ' ')) {
      const std::string_view word = word_at(statement, at);
      if (is_word_of_statement(word, statement.substr(at + word.size()))) {
        end_formula();
        out += html_escape(word);
        at += word.size();
        continue;
      }
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    const bool pause =
        depth == 0 && (c == ',' || c == ':' || c == ';') && at + 1 < statement.size() && statement[at + 1] == ' ';
    if (pause) {
      end_formula();
      out += c;
    } else {
      formula += c;
    }
    ++at;
  }
  end_formula();
  return refused ? code_markup(statement) : out;
}

}  // namespace softlin::check
