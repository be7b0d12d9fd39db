#pragma once
/// Random monomials in softmax statistics.

#include <algorithm>
#include <ostream>

#include "symbolic/score_polynomial.hpp"
#include "tests/effort.hpp"

namespace softlin::tests {

/// One to five factors S(n,p), n from 1 to 4, p from 0 to 4, with at most the degrees given, some of them equal.
inline symbolic::ScoreMonomial draw_monomial(Dice& dice, int most_weights, int most_scores) {
  symbolic::ScoreMonomial out;
  const long factors = dice.between(1, 5);
  int weights = 0;
  int scores = 0;
  for (long k = 0; k < factors; ++k) {
    std::pair<int, int> factor(static_cast<int>(dice.between(1, 4)), static_cast<int>(dice.between(0, 4)));
    if (k > 0 && dice.one_in(3)) factor = out.back();
    if (weights + factor.first > most_weights || scores + factor.second > most_scores) continue;
    weights += factor.first;
    scores += factor.second;
    out.push_back(factor);
  }
  if (out.empty()) out.emplace_back(1, 1);
  std::sort(out.begin(), out.end());
  return out;
}

/// "S(1,1)*S(2,0)"
inline std::string text_of(const symbolic::ScoreMonomial& monomial) {
  std::string out;
  for (const auto& [n, p] : monomial) {
    out += (out.empty() ? "S(" : "*S(") + std::to_string(n) + "," + std::to_string(p) + ")";
  }
  return out;
}

}  // namespace softlin::tests
