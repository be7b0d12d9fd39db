#pragma once
/// Sums over all prompts of tokens with few atoms: only how often each atom occurs matters.

#include <cstddef>
#include <vector>

#include "numeric/interval.hpp"

namespace softlin::numeric {

/// Formula    : sum over n_1 + ... + n_K = L of L!/(n_1! ... n_K!) p_1^{n_1} ... p_K^{n_K} f(n) = E f(counts of L tokens)
/// Inputs     : p not empty, enclosures of probabilities; f(const std::vector<long>& counts) gives an Interval
/// Cost       : binomial(L + K - 1, L) calls of f
/// Checked by : tests/numeric/prompt_enumeration_test.cpp
template <class F>
Interval sum_over_counts(const std::vector<Interval>& p, long L, const F& f) {
  const Bits bits = p.front().precision();
  std::vector<long> counts(p.size(), 0);
  Interval sum(0, bits);
  // `part` is the multinomial probability of the counts chosen so far.
  const auto choose = [&](const auto& self, std::size_t k, long left, Interval part) -> void {
    if (k + 1 == p.size()) {
      counts[k] = left;
      sum += part * pow(p[k], left) * f(counts);
      return;
    }
    for (long n = 0; n <= left; ++n) {
      counts[k] = n;
      self(self, k + 1, left - n, part);
      part = part * p[k] * (left - n) / (n + 1);  // binomial(left, n + 1) over binomial(left, n)
    }
  };
  choose(choose, 0, L, Interval(1, bits));
  return sum;
}

}  // namespace softlin::numeric
