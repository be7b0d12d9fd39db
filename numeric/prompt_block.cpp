#include "numeric/prompt_block.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace softlin::numeric {

namespace {

using symbolic::WeightPolynomial;

WeightPolynomial A_polynomial() { return WeightPolynomial::power_sum(2); }

/// H = S_2 + 6 S_3 - 6 S_2^2
WeightPolynomial H_polynomial() {
  const WeightPolynomial s2 = WeightPolynomial::power_sum(2);
  return s2 + Rational(6) * WeightPolynomial::power_sum(3) - Rational(6) * (s2 * s2);
}

/// The largest possible |A|, |dA/du|, |H|, |dH/du| as multiples of A (icl-regression.md I3.2).
constexpr std::array<double, 4> k_multiples{1, 1, 7, 14.75};

/// Growths of majorants: which is best depends on the variances of the scores.
constexpr std::array<double, 12> k_growths{0, 0.03, 0.06, 0.1, 0.16, 0.25, 0.35, 0.45, 0.55, 0.7, 0.85, 1};
/// Accuracy of fits that meet no interval arithmetic over boxes.
constexpr double k_finest = 1e-9;

double sum_up(double x, double y) {
  return (Interval::point(x, Bits(64)) + Interval::point(y, Bits(64))).upper_double();
}

/// Up to k_block_nodes lengths between first and last, both included, near Chebyshev's.
std::vector<Integer> nodes_of(const Integer& first, const Integer& last) {
  std::vector<Integer> out;
  if (last - first < Integer(k_block_nodes)) {
    for (Integer L = first; L <= last; ++L) out.push_back(L);
    return out;
  }
  const Integer gap = last - first;
  for (std::size_t i = 0; i < k_block_nodes; ++i) {
    const double part = 0.5 - 0.5 * std::cos(std::numbers::pi * static_cast<double>(i) / (k_block_nodes - 1.0));
    const Integer L = first + gap * static_cast<long>(std::llround(part * 1e6)) / 1000000;
    out.push_back(out.empty() || L > out.back() ? L : Integer(out.back() + 1));
  }
  out.back() = last;
  return out;
}

/// weights[n][i]: F_n = sum_i weights[n][i] F(L_i), the Chebyshev coefficients of the polynomial through the nodes.
std::vector<std::vector<Rational>> chebyshev_weights(const std::vector<Integer>& nodes) {
  const std::size_t N = nodes.size();
  const Rational middle = Rational(nodes.front() + nodes.back()) / 2;
  const Rational half = Rational(nodes.back() - nodes.front()) / 2;
  // Solve sum_n T_n(x_i) F_n = F(L_i) by elimination on [T | I].
  std::vector<std::vector<Rational>> rows(N, std::vector<Rational>(2 * N, Rational(0)));
  for (std::size_t i = 0; i < N; ++i) {
    const Rational x = N == 1 ? Rational(0) : Rational((Rational(nodes[i]) - middle) / half);
    rows[i][0] = 1;
    if (N > 1) rows[i][1] = x;
    for (std::size_t n = 2; n < N; ++n) rows[i][n] = 2 * x * rows[i][n - 1] - rows[i][n - 2];
    rows[i][N + i] = 1;
  }
  for (std::size_t k = 0; k < N; ++k) {
    std::size_t pivot = k;
    while (rows[pivot][k] == 0) ++pivot;
    std::swap(rows[k], rows[pivot]);
    const Rational scale = rows[k][k];
    for (Rational& x : rows[k]) x /= scale;
    for (std::size_t i = 0; i < N; ++i) {
      if (i == k || rows[i][k] == 0) continue;
      const Rational factor = rows[i][k];
      for (std::size_t j = k; j < 2 * N; ++j) rows[i][j] -= factor * rows[k][j];
    }
  }
  std::vector<std::vector<Rational>> out;
  for (const auto& row : rows) out.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(N), row.end());
  return out;
}

/// A bound of |f at L - polynomial through the nodes| for the lengths between them, as an average at the length `below`.
///
/// E m = sum over set partitions of (L)_k int (...) phi^{L-k}, 0 <= phi <= 1, k at most the number of factors of m, is analytic in L; on
/// the circle of radius R = middle - below around the middle of the block |(z)_k phi^{z-k}| <= (middle + R)_k phi^{below-k}. So the bound of Hermite's
/// remainder is R/(R - half) prod_i (|L - L_i|/(R - |L_i - middle|)) sum |c| (middle + R)_k/(below)_k E_below m.
WeightPolynomial interpolation_rest(const WeightPolynomial& f, const Integer& below,
                                    const std::vector<Integer>& nodes) {
  const Rational middle = Rational(nodes.front() + nodes.back()) / 2;
  const Rational half = Rational(nodes.back() - nodes.front()) / 2;
  const Rational R = middle - Rational(below);
  const Rational far = middle + R;
  // prod |L - L_i| in each gap between nodes: the two nearest give at most (gap/2)^2, the others their farther end.
  Rational most(0);
  for (std::size_t g = 0; g + 1 < nodes.size(); ++g) {
    const Rational width(nodes[g + 1] - nodes[g]);
    Rational product = width * width / 4;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (i < g) product *= Rational(nodes[g + 1] - nodes[i]);
      if (i > g + 1) product *= Rational(nodes[i] - nodes[g]);
    }
    if (product > most) most = product;
  }
  Rational factor = most * R / (R - half);
  for (const Integer& node : nodes) factor /= R - Rational(mp::abs(Rational(Rational(node) - middle)));
  WeightPolynomial out;
  for (const auto& [monomial, c] : f.terms()) {
    WeightPolynomial m(Rational(mp::abs(c)));
    for (const int n : monomial) m = m * WeightPolynomial::power_sum(n);
    Rational growth = factor;
    for (std::size_t i = 0; i < monomial.size(); ++i) {
      growth *= (far - Rational(i)) / Rational(below - i);
    }
    out = out + growth * m;
  }
  return out;
}

}  // namespace

BlockStatistics::BlockStatistics(const PromptBlock& block, double reach, double accuracy, unsigned threads)
    : block_(block), reach_(reach) {
  const Integer& first = block.first;
  if (first < 2) throw Error("prompt block: it begins at " + first.str());
  if (block.last && *block.last < first) throw Error("prompt block: it ends before it begins");
  const WeightPolynomial A = A_polynomial();
  const WeightPolynomial H = H_polynomial();
  at_most_ = k_multiples;
  if (!block.last) {
    all_ = SoftmaxFunctions({{A, {Rational(1)}, 0}}, {first}, reach, k_finest, threads).fit(0, k_finest);
    return;
  }
  std::vector<Integer> lengths = nodes_of(first, *block.last);
  std::vector<std::vector<Rational>> weights = chebyshev_weights(lengths);
  std::vector<Rational> at_below(lengths.size(), Rational(0));
  std::vector<WeightPolynomial> rests;
  if (Integer(lengths.size()) != *block.last - first + 1) {
    if (first < 16 || *block.last > 3 * first) throw Error("prompt block: too many lengths from " + first.str());
    // Far enough from the block for a small factor, near enough for E_below to be of the size of E_first.
    const Integer below = first * 6 / 10;
    for (const WeightPolynomial& f : {A, A.heat_flow(), H, H.heat_flow()}) {
      rests.push_back(interpolation_rest(f, below, lengths));
    }
    for (auto& row : weights) row.emplace_back(0);
    at_below.emplace_back(1);
    lengths.push_back(below);
  }
  std::vector<SoftmaxFunction> functions;
  for (const auto& row : weights) {
    functions.push_back({A, row, 1});
    functions.push_back({H, row, 1});
  }
  for (const WeightPolynomial& rest : rests) functions.push_back({rest, at_below, 0});
  const SoftmaxFunctions all(functions, lengths, reach, accuracy, threads);
  for (std::size_t k = 0; k < 2; ++k) middle_.push_back(all.fit(k, accuracy));
  for (std::size_t k = 0; k < 4; ++k) at_most_[k] = sum_up(at_most_[k], middle_[k / 2].size[k % 2]);
  if (weights.size() == 1) return;
  for (std::size_t k = 2; k < 4; ++k) {
    // A rough fit has small coefficients, and its error adds to a small change.
    const double rough = all.majorant(k, 0, 0) / 100;
    change_.push_back(all.fit(k, rough));
  }
  for (std::size_t k = 0; k < 4; ++k) at_most_[k] = sum_up(at_most_[k], change_[k / 2].size[k % 2]);
  for (const double growth : k_growths) {
    std::array<double, 4> row{};
    std::array<double, 4> change{};
    for (std::size_t k = 0; k < 4; ++k) {
      for (std::size_t n = 2; n < weights.size(); ++n) {
        row[k] = sum_up(row[k], all.majorant(2 * n + k / 2, static_cast<int>(k % 2), growth));
      }
      if (!rests.empty()) row[k] = sum_up(row[k], all.majorant(2 * weights.size() + k, 0, growth));
    }
    for (std::size_t k = 0; k < 4; ++k) change[k] = all.majorant(2 + k / 2, static_cast<int>(k % 2), growth);
    majorants_.push_back(row);
    change_majorants_.push_back(change);
  }
}

std::vector<StatisticErrors> BlockStatistics::errors(double largest_variance, bool whole) const {
  // Beyond reach: what the statistics and the sums can be at most, times e^{nu (u - reach)} >= 1.
  const double nu = 0.4 / largest_variance;
  const Interval decay = exp(-(Interval::point(nu, Bits(64)) * Interval::point(reach_, Bits(64))));
  const auto scaled = [](double x, const Interval& factor) {
    return (Interval::point(x, Bits(64)) * factor).upper_double();
  };
  StatisticErrors common;
  StatisticErrors::Term beyond{-nu, {0, 0, 0, 0}};
  StatisticErrors::Term constant{0, {0, 0, 0, 0}};
  for (std::size_t k = 0; k < 4; ++k) {
    beyond.weight[k] = scaled(at_most_[k], decay);
    if (!middle_.empty()) constant.weight[k] = middle_[k / 2].error[k % 2];
    if (!whole && !change_.empty()) constant.weight[k] = sum_up(constant.weight[k], change_[k / 2].error[k % 2]);
    if (all_) constant.weight[k] = scaled(all_->error[0], Interval::point(k_multiples[k], Bits(64)));
  }
  common.terms = {beyond, constant};
  if (all_) {
    for (std::size_t j = 0; j < all_->rate.size(); ++j) {
      StatisticErrors::Term term{all_->rate[j], {0, 0, 0, 0}};
      for (std::size_t k = 0; k < 4; ++k) {
        term.weight[k] = scaled(all_->coefficient[j], Interval::point(k_multiples[k], Bits(64)));
      }
      common.terms.push_back(term);
    }
  }
  if (majorants_.empty()) return {common};
  std::vector<StatisticErrors> out;
  for (std::size_t g = 0; g < k_growths.size(); ++g) {
    if (2 * k_growths[g] * largest_variance > 0.95) break;
    StatisticErrors one = common;
    StatisticErrors::Term term{-k_growths[g], {0, 0, 0, 0}};
    for (std::size_t k = 0; k < 4; ++k) {
      term.weight[k] = sum_up(majorants_[g][k], whole ? change_majorants_[g][k] : 0);
    }
    one.terms.push_back(term);
    out.push_back(std::move(one));
  }
  return out;
}

double BlockStatistics::fit_error() const {
  double largest = 0;
  for (const ExponentialSum& sum : middle_) {
    largest = std::max(largest, *std::max_element(sum.error.begin(), sum.error.end()));
  }
  return all_ ? all_->error[0] : largest;
}

}  // namespace softlin::numeric
