#include "proofs-check/symbol_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "proofs-check/html_escape.hpp"
#include "proofs-check/latex_text.hpp"
#include "symbolic/ascii.hpp"

namespace softlin::check {

namespace {

struct TypesetSymbol {
  std::string_view word;
  std::string_view latex;
  std::string_view html;
};

constexpr std::array<TypesetSymbol, 22> k_typeset{{
    {"L", "L", "<i>L</i>"},
    {"s", "s", "<i>s</i>"},
    {"u", "u", "<i>u</i>"},
    {"d", "d", "<i>d</i>"},
    {"t", "t", "<i>t</i>"},
    {"b", "b", "<i>b</i>"},
    {"K", "K", "<i>K</i>"},
    {"b^2", "b^2", "<i>b</i><sup>2</sup>"},
    {"b_square", "b^2", "<i>b</i><sup>2</sup>"},
    {"lambda", "\\lambda", "<i>\xce\xbb</i>"},
    {"gamma", "\\gamma", "<i>\xce\xb3</i>"},
    {"sigma", "\\sigma", "<i>\xcf\x83</i>"},
    {"rho*", "\\rho^*", "<i>\xcf\x81</i>*"},
    {"eps", "\\varepsilon", "<i>\xce\xb5</i>"},
    {"T(eps)", "T(\\varepsilon)", "<i>T</i>(<i>\xce\xb5</i>)"},
    {"E(L)", "E(L)", "<i>E</i>(<i>L</i>)"},
    {"R_L", "R_L", "<i>R</i><sub>L</sub>"},
    {"=", "=", "="},
    {"<=", "\\le", "\xe2\x89\xa4"},
    {">=", "\\ge", "\xe2\x89\xa5"},
    {"-ln(E(L2)/E(L1))/ln(L2/L1)", "-\\ln(E(L_2)/E(L_1))/\\ln(L_2/L_1)",
     "-ln(<i>E</i>(<i>L</i><sub>2</sub>)/<i>E</i>(<i>L</i><sub>1</sub>))/ln(<i>L</i><sub>2</sub>/<i>L</i><sub>1</"
     "sub>)"},
    {"|T_L-T|", "|T_L-T|", "|<i>T</i><sub>L</sub> \xe2\x88\x92 <i>T</i>|"},
}};

struct Indexed {
  bool is_derivative = false;  ///< dR/d in front
  char letter = 'x';
  std::string index;  ///< "1", "1,2"
};

/// "c1", "L2", "f_1", "A_1_2", "dR/dA_1_2".
std::optional<Indexed> indexed(std::string_view word) {
  Indexed out;
  if (word.substr(0, 4) == "dR/d") {
    out.is_derivative = true;
    word.remove_prefix(4);
  }
  if (word.empty() || !is_ascii_letter(word[0])) return std::nullopt;
  out.letter = word[0];
  std::size_t at = 1;
  while (at < word.size()) {
    if (word[at] == '_') ++at;
    const std::size_t start = at;
    while (at < word.size() && is_ascii_digit(word[at])) ++at;
    if (at == start) return std::nullopt;
    out.index += (out.index.empty() ? "" : ",") + std::string(word.substr(start, at - start));
  }
  if (out.index.empty() && !out.is_derivative) return std::nullopt;
  return out;
}

/// Calls word(text) for each word and joins the results with blanks.
template <class Word>
std::string by_words(std::string_view text, Word word) {
  std::string out;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    out += (start == 0 ? "" : " ") + word(text.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

const TypesetSymbol* symbol_of(std::string_view word) {
  const auto found =
      std::find_if(k_typeset.begin(), k_typeset.end(), [&](const auto& known) { return known.word == word; });
  return found == k_typeset.end() ? nullptr : &*found;
}

}  // namespace

std::string symbols_in_latex(std::string_view text) {
  return by_words(text, [](std::string_view word) {
    if (const auto* known = symbol_of(word)) return "$" + std::string(known->latex) + "$";
    if (const auto found = indexed(word)) {
      const std::string base(1, found->letter);
      const std::string symbol = found->index.empty() ? base : base + "_{" + found->index + "}";
      return found->is_derivative ? "$\\partial R/\\partial " + symbol + "$" : "$" + symbol + "$";
    }
    return latex_escape(word);
  });
}

std::string symbols_in_html(std::string_view text) {
  return by_words(text, [](std::string_view word) {
    if (const auto* known = symbol_of(word)) return std::string(known->html);
    if (const auto found = indexed(word)) {
      std::string symbol = "<i>" + std::string(1, found->letter) + "</i>";
      if (!found->index.empty()) symbol += "<sub>" + found->index + "</sub>";
      return (found->is_derivative ? "\xe2\x88\x82<i>R</i>/\xe2\x88\x82" : "") + symbol;
    }
    return html_escape(word);
  });
}

std::string unit_of_symbol(std::string_view text) {
  return text == "L" || text == "L1" || text == "L2" || text == "at L" ? "tokens" : "";
}

}  // namespace softlin::check
