#include "symbolic/hermite_reduction.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace softlin::symbolic {

namespace {

Integer factorial(int n) {
  Integer out = 1;
  for (int i = 2; i <= n; ++i) out *= i;
  return out;
}

/// One block: sum of coefficient * s^power * m_index(u).
struct BlockTerm {
  int s_power;
  int index;
  Rational coefficient;
};

/// E[xi^p G_n(u + s xi)] in terms of m_n, m_{n+1}, ...
std::vector<BlockTerm> expand_block(int n, int p) {
  // xi^p = sum_j C(p,j) s^{p-j} y^j and y^j = sum_m j!/(2^m m! (j-2m)!) He_{j-2m}(y): on[q][e] multiplies s^e He_q(y).
  std::map<int, std::map<int, Rational>> on;
  for (int j = 0; j <= p; ++j) {
    const Rational binomial(factorial(p), factorial(j) * factorial(p - j));
    for (int m = 0; 2 * m <= j; ++m) {
      on[j - 2 * m][p - j] +=
          binomial * Rational(factorial(j), (Integer(1) << m) * factorial(m) * factorial(j - 2 * m));
    }
  }
  std::map<std::pair<int, int>, Rational> sum;  // (power of s, index)
  std::vector<Integer> a{1};                    // a^{(n)}_{q,k} of (2)
  for (int q = 0; q <= p; ++q) {
    for (const auto& [e, coefficient] : on[q]) {
      for (int k = 0; k <= q; ++k) {
        sum[{e + q, n + k}] += coefficient * Rational(a[static_cast<std::size_t>(k)]);
      }
    }
    std::vector<Integer> next(a.size() + 1, 0);
    for (std::size_t k = 0; k < a.size(); ++k) {
      next[k] += (n + static_cast<int>(k) - 1) * a[k];
      next[k + 1] -= a[k];
    }
    a = std::move(next);
  }
  std::vector<BlockTerm> out;
  for (const auto& [key, coefficient] : sum) {
    if (!coefficient.is_zero()) out.push_back({key.first, key.second, coefficient});
  }
  return out;
}

/// The set partitions of the factors, told apart by the sums of n and of p in their blocks only, and how many have them.
std::map<ScoreMonomial, Integer> partitions_of(const ScoreMonomial& factors) {
  std::map<ScoreMonomial, Integer> shapes{{{}, 1}};
  for (const auto& [n, p] : factors) {
    std::map<ScoreMonomial, Integer> grown;
    for (const auto& [blocks, count] : shapes) {
      for (std::size_t block = 0; block <= blocks.size(); ++block) {  // joins a block, or opens one
        ScoreMonomial next = blocks;
        if (block == blocks.size()) next.emplace_back(0, 0);
        next[block].first += n;
        next[block].second += p;
        std::sort(next.begin(), next.end());
        grown[std::move(next)] += count;
      }
    }
    shapes = std::move(grown);
  }
  return shapes;
}

/// A power of s, and the indices n' of a product of m_n', in increasing order.
using Product = std::pair<int, std::vector<int>>;
using Products = std::map<Product, Rational>;

std::vector<int> with(std::vector<int> indices, int extra) {
  indices.insert(std::upper_bound(indices.begin(), indices.end(), extra), extra);
  return indices;
}

/// Rewrites distinct sums until no exponent is 1, most ones first: as S_1 = 1, sum(rest with 1) = sum(rest) less the
/// sums in which one of the rest has 1 more.
Products without_ones(const Products& sums) {
  const auto ones = [](const std::vector<int>& v) { return std::count(v.begin(), v.end(), 1); };
  std::map<std::ptrdiff_t, Products> by_ones;
  for (const auto& [product, coefficient] : sums) by_ones[ones(product.second)][product] += coefficient;
  for (std::ptrdiff_t most = by_ones.empty() ? 0 : by_ones.rbegin()->first; most > 0; --most) {
    for (const auto& [product, coefficient] : by_ones[most]) {
      const std::vector<int> rest(product.second.begin() + 1, product.second.end());
      by_ones[most - 1][{product.first, rest}] += coefficient;
      for (std::size_t k = 0; k < rest.size(); ++k) {
        std::vector<int> more = rest;
        ++more[k];
        std::sort(more.begin(), more.end());
        by_ones[ones(more)][{product.first, std::move(more)}] -= coefficient;
      }
    }
  }
  return by_ones[0];
}

/// Conversions to power sums, each made once.
class DistinctSums {
 public:
  /// S_n sum(rest) = sum(rest with n) + sum_k sum(rest with n added to its k-th exponent), solved for the first term.
  /// The exponents: at least 2, in increasing order.
  const WeightPolynomial& of(const std::vector<int>& exponents) {
    const auto known = known_.find(exponents);
    if (known != known_.end()) return known->second;
    WeightPolynomial out(Rational(1));
    if (!exponents.empty()) {
      const int n = exponents.front();
      const std::vector<int> rest(exponents.begin() + 1, exponents.end());
      out = WeightPolynomial::power_sum(n) * of(rest);
      for (std::size_t k = 0; k < rest.size();) {
        std::size_t same = k;  // equal exponents give equal sums
        while (same < rest.size() && rest[same] == rest[k]) ++same;
        std::vector<int> joined = rest;
        joined.erase(joined.begin() + static_cast<std::ptrdiff_t>(k));
        out = std::move(out) + Rational(-static_cast<long>(same - k)) * of(with(std::move(joined), rest[k] + n));
        k = same;
      }
    }
    return known_.emplace(exponents, std::move(out)).first->second;
  }

 private:
  std::map<std::vector<int>, WeightPolynomial> known_;
};

}  // namespace

WeightPolynomial distinct_sum(const std::vector<int>& exponents) {
  DistinctSums sums;
  WeightPolynomial out;
  for (const auto& [product, coefficient] : without_ones({{{0, exponents}, 1}})) {
    out = std::move(out) + coefficient * sums.of(product.second);
  }
  return out;
}

std::map<int, WeightPolynomial> hermite_reduction(const ScoreMonomial& monomial) {
  ScoreMonomial factors = monomial;
  std::erase(factors, std::pair(1, 0));             // S_1 = 1
  if (factors.empty()) factors.emplace_back(1, 0);  // but (1) needs N >= 1
  int N = 0;
  for (const auto& factor : factors) N += factor.first;

  std::map<std::pair<int, int>, std::vector<BlockTerm>> blocks;
  Products sum;
  for (const auto& [shape, count] : partitions_of(factors)) {
    Products products{{{0, {}}, Rational(count)}};
    for (const auto& block : shape) {
      auto found = blocks.find(block);
      if (found == blocks.end()) found = blocks.emplace(block, expand_block(block.first, block.second)).first;
      Products grown;
      for (const auto& [product, coefficient] : products) {
        for (const BlockTerm& term : found->second) {
          grown[{product.first + term.s_power, with(product.second, term.index)}] += coefficient * term.coefficient;
        }
      }
      products = std::move(grown);
    }
    for (const auto& [product, coefficient] : products) sum[product] += coefficient;
  }

  Products scaled;
  for (const auto& [product, coefficient] : sum) {
    const int total = std::accumulate(product.second.begin(), product.second.end(), 0);
    scaled[product] = coefficient * Rational(factorial(total - 1), factorial(N - 1));
  }
  DistinctSums sums;
  std::map<int, WeightPolynomial> out;
  for (const auto& [product, coefficient] : without_ones(scaled)) {
    WeightPolynomial& place = out[product.first];
    place = std::move(place) + coefficient * sums.of(product.second);
  }
  std::erase_if(out, [](const auto& entry) { return entry.second.terms().empty(); });
  return out;
}

}  // namespace softlin::symbolic
