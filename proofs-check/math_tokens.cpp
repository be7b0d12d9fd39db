#include "proofs-check/math_tokens.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace softlin::check {

const MathWords& greek_letters() {
  static const MathWords letters{
      {"alpha", "α"}, {"beta", "β"},  {"gamma", "γ"}, {"delta", "δ"},  {"epsilon", "ε"}, {"eps", "ε"}, {"zeta", "ζ"},
      {"eta", "η"},   {"theta", "θ"}, {"kappa", "κ"}, {"lambda", "λ"}, {"mu", "μ"},      {"nu", "ν"},  {"xi", "ξ"},
      {"pi", "π"},    {"rho", "ρ"},   {"sigma", "σ"}, {"tau", "τ"},    {"phi", "φ"},     {"chi", "χ"}, {"psi", "ψ"},
      {"omega", "ω"}, {"Gamma", "Γ"}, {"Delta", "Δ"}, {"Theta", "Θ"},  {"Lambda", "Λ"},  {"Xi", "Ξ"},  {"Pi", "Π"},
      {"Sigma", "Σ"}, {"Phi", "Φ"},   {"Psi", "Ψ"},   {"Omega", "Ω"}};
  return letters;
}

const MathWords& short_greek() {
  static const MathWords letters{{"al", "α"}, {"be", "β"}, {"gam", "γ"}, {"de", "δ"},
                                 {"th", "θ"}, {"ka", "κ"}, {"lam", "λ"}, {"om", "ω"}};
  return letters;
}

const MathWords& math_symbols(MathNotation notation) {
  static const MathWords none;
  static const MathWords of_bounds{{"rows", "rows(V)"},
                                   {"trace", "tr(V Gamma V^T)"},
                                   {"signal", "|V Gamma U z|^2"},
                                   {"trace_gamma", "tr(Gamma)"},
                                   {"signal_gamma", "|Gamma U z|^2"},
                                   {"norm_u", "|U|"},
                                   {"norm_v", "|V|"}};
  static const MathWords of_regression{{"trace", "tr(Sigma)"}, {"hi", "lambda_max(Sigma)"}, {"lo", "lambda_min(Sigma)"},
                                       {"null", "R_0"},        {"label", "E[y^2]"},         {"noise", "tau^2"},
                                       {"b2", "b*^2"}};
  static const MathWords of_identities{{"tau2", "tau^2"}, {"VHAT", "E[vhat]"}};
  switch (notation) {
    case MathNotation::formula: return of_bounds;
    case MathNotation::regression: return of_regression;
    case MathNotation::identity: return of_identities;
    case MathNotation::prose: break;
  }
  return none;
}

bool is_operator_word(std::string_view word) {
  static const std::set<std::string, std::less<>> words{"ln",  "log",  "exp",  "min",  "max",  "tr",  "rows",
                                                        "erf", "erfc", "sinh", "cosh", "tanh", "dim", "cov"};
  return words.count(word) > 0;
}

bool is_statement_word(std::string_view word) {
  static const std::set<std::string, std::less<>> words{
      "any",     "with",       "from",    "for",     "if",   "and",     "where",   "averaged", "over",  "the",
      "query",   "law",        "one",     "bound",   "at",   "of",      "lies",    "above",    "below", "beyond",
      "tail",    "same",       "smaller", "each",    "its",  "own",     "no",      "all",      "laws",  "every",
      "is",      "to",         "does",    "has",     "rank", "without", "steps",   "or",       "on",    "every",
      "this",    "holds",      "tokens",  "have",    "are",  "mean",    "centred", "fixed",    "pair",  "Gaussian",
      "largest", "eigenvalue", "known",   "exactly", "some", "not"};
  return words.count(word) > 0;
}

std::vector<MathToken> math_tokens(std::string_view text, MathNotation notation) {
  static constexpr std::array<std::string_view, 18> k_marks{"...", "<=", ">=", "!=", "<", ">", "=", "+", "-",
                                                            "*",   "/",  "^",  "_",  "(", ")", "[", "]", "|"};
  std::vector<MathToken> out;
  bool space = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == ' ') {
      space = true;
      ++at;
      continue;
    }
    MathToken token{MathToken::Kind::mark, {}, space};
    space = false;
    std::size_t end = at;
    if (is_ascii_digit(c)) {
      token.kind = MathToken::Kind::number;
      while (end < text.size() && is_ascii_digit(text[end])) ++end;
      if (end + 1 < text.size() && text[end] == '.' && is_ascii_digit(text[end + 1])) {
        for (++end; end < text.size() && is_ascii_digit(text[end]);) ++end;
      }
    } else if (is_ascii_letter(c)) {
      token.kind = MathToken::Kind::word;
      const bool joined = notation != MathNotation::prose;
      while (end < text.size() &&
             (is_ascii_letter(text[end]) || is_ascii_digit(text[end]) || (joined && text[end] == '_')))
        ++end;
    } else {
      const auto found = std::find_if(k_marks.begin(), k_marks.end(),
                                      [&](std::string_view mark) { return text.substr(at, mark.size()) == mark; });
      if (found != k_marks.end()) {
        end = at + found->size();
      } else if (c == '{' || c == '}' || c == ',' || c == ';' || c == ':' || c == '\'') {
        end = at + 1;
      } else {
        throw MathRefused{};
      }
    }
    token.text = std::string(text.substr(at, end - at));
    out.push_back(std::move(token));
    at = end;
  }
  out.push_back({});
  return out;
}

}  // namespace softlin::check
