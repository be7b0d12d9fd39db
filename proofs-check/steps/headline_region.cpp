#include "proofs-check/steps/headline_region.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "numeric/interval_text.hpp"
#include "numeric/softmax_expectation.hpp"

namespace softlin::check {

namespace {

using numeric::Bits;
using numeric::Interval;
using symbolic::WeightPolynomial;

constexpr Bits k_bits{128};
constexpr long k_single_lengths = 64;  // lengths up to here are boxes of their own
constexpr int k_most_slope = 14;  // beyond, the lattice for products of three power sums overflows while it is planned
constexpr int k_deepest = 12;     // halvings of a box that is not proved at once

/// E of each monomial at one (u, L).
using Corner = std::map<WeightPolynomial::Monomial, Interval>;

/// (b)_K/(a)_K, (x)_K = x(x-1)...(x-K+1); a = b, or both at least K.
Interval falling_ratio(const Integer& b, const Integer& a, std::size_t K) {
  if (a == b) return {1, k_bits};
  Rational out = 1;
  for (std::size_t k = 0; k < K; ++k) out *= Rational(b - k, a - k);
  return {out, k_bits};
}

class Walk {
 public:
  Walk(const HeadlineRegion& region, unsigned threads) : region_(region), threads_(threads) {
    const auto p2 = WeightPolynomial::power_sum(2);
    g_ = Rational(4) * WeightPolynomial::power_sum(3) - Rational(3) * (p2 * p2) + Rational(region.constant - 1) * p2;
    a_slope_ = p2.heat_flow();
    g_slope_ = g_.heat_flow();
    for (const WeightPolynomial* f : std::initializer_list<const WeightPolynomial*>{&p2, &a_slope_, &g_, &g_slope_}) {
      for (const auto& term : f->terms()) monomials_.push_back(term.first);
    }
    std::sort(monomials_.begin(), monomials_.end());
    monomials_.erase(std::unique(monomials_.begin(), monomials_.end()), monomials_.end());
    for (const auto& monomial : monomials_) {
      WeightPolynomial product(Rational(1));
      for (const int n : monomial) product = product * WeightPolynomial::power_sum(n);
      statistics_.push_back(product);
    }
    // Widths are relative to A, while the smallest products are of the order of A/L^2.
    digits_ = 12 + static_cast<int>(std::ceil(std::log10(region.most_length.convert_to<double>() + 1)));
  }

  RegionResult run(const std::function<void(double)>& progress) {
    const Rational end = region_.most_s * region_.most_s;
    std::vector<Block> blocks = first_blocks();
    std::vector<Integer> ends;
    for (const Block& block : blocks) {
      ends.push_back(block.first);
      ends.push_back(block.last);
    }
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    for (const Rational& s : {region_.least_s, region_.most_s}) {
      const Block corners{region_.least_length, region_.most_length};
      evaluate(s * s, {corners.first, corners.last});
      if (is_violated(corners, s * s)) return result_;
    }
    Rational u = 0;
    evaluate(u, ends);
    while (!blocks.empty() && u < end) {
      // Steps that the `difference` argument mostly takes at once.
      Rational next = u + std::max(Rational(1, 32), Rational(mp::numerator(u * 8) / mp::denominator(u * 8), 128));
      if (next > end) next = end;
      evaluate(next, ends);
      for (Block& block : blocks) {
        if (!prove(block, u, next, 0)) return result_;
      }
      corners_.clear_before(next);
      u = next;
      if (progress) progress((u / end).convert_to<double>());
    }
    result_.verdict = Verdict::proved;
    return result_;
  }

 private:
  /// Lengths first <= L <= last; `rising`: F >= 0 at the left end of the next box, for each of them.
  struct Block {
    Integer first;
    Integer last;
    bool rising = false;
  };

  /// The corners of the two values of u in use.
  class Corners {
   public:
    const Corner* find(const Rational& u, const Integer& L) const {
      const auto row = rows_.find(u);
      if (row == rows_.end()) return nullptr;
      const auto it = row->second.find(L);
      return it == row->second.end() ? nullptr : &it->second;
    }
    void insert(const Rational& u, const Integer& L, Corner corner) { rows_[u].emplace(L, std::move(corner)); }
    void clear_before(const Rational& u) { rows_.erase(rows_.begin(), rows_.find(u)); }

   private:
    std::map<Rational, std::map<Integer, Corner>> rows_;
  };

  std::vector<Block> first_blocks() {
    std::vector<Block> out;
    Integer L = region_.least_length;
    if (L == 1) {
      ++result_.boxes;  // A = 1 = W
      ++result_.methods["one token"];
      ++L;
    }
    for (; L <= region_.most_length && L <= k_single_lengths; ++L) out.push_back({L, L, region_.constant >= 1});
    // At u = 0 the weights are equal, and F = (c - 1)(1/L - 1/L^2).
    while (L <= region_.most_length) {
      const Integer last = std::min<Integer>(region_.most_length, L + L / 50);
      out.push_back({L, last, region_.constant >= 1});
      L = last + 1;
    }
    return out;
  }

  void evaluate(const Rational& u, const std::vector<Integer>& lengths) {
    std::vector<Integer> missing;
    for (const Integer& L : lengths) {
      if (corners_.find(u, L) == nullptr) missing.push_back(L);
    }
    if (missing.empty()) return;
    const auto values =
        expect_weights(statistics_, numeric::ScoreVariance(symbolic::Number(u)), missing, digits_, threads_);
    for (std::size_t l = 0; l < missing.size(); ++l) {
      Corner corner;
      for (std::size_t k = 0; k < monomials_.size(); ++k)
        corner.emplace(monomials_[k], values[l][k].with_precision(k_bits));
      corners_.insert(u, missing[l], std::move(corner));
    }
  }

  /// E of each monomial over the box.
  Corner over(const Block& block, const Rational& left, const Rational& right) const {
    Corner out;
    const Corner& low = *corners_.find(left, block.last);
    const Corner& high = *corners_.find(right, block.first);
    for (const auto& [monomial, value] : low) {
      const std::size_t K = monomial.size();
      out.emplace(monomial,
                  Interval::from_ends((value * falling_ratio(block.first, block.last, K)).lower(),
                                      (high.at(monomial) * falling_ratio(block.last, block.first, K)).upper()));
    }
    return out;
  }

  static Interval value(const WeightPolynomial& f, const Corner& corner) {
    Interval sum(0, k_bits);
    for (const auto& [monomial, coefficient] : f.terms()) sum += Interval(coefficient, k_bits) * corner.at(monomial);
    return sum;
  }

  Interval constant() const { return {region_.constant, k_bits}; }
  Interval F(const Corner& box) const { return value(g_, box) - constant() * sqr(box.at({2})); }
  Interval F_slope(const Corner& box) const {
    return value(g_slope_, box) - 2 * constant() * box.at({2}) * value(a_slope_, box);
  }
  Interval W(const Rational& u, const Integer& L) const {
    return 1 / (1 + (Interval(L, k_bits) - 1) * exp(-constant() * Interval(u, k_bits)));
  }

  /// A <= W on the box [left, right] x block. Sets block.rising for the next box, or the result's open box.
  bool prove(Block& block, const Rational& left, const Rational& right, int depth) {
    evaluate(left, {block.first, block.last});
    evaluate(right, {block.first, block.last});
    const Corner box = over(block, left, right);
    if (block.rising && certainly_nonnegative(F_slope(box))) return proved("growth");
    const bool rises = certainly_nonnegative(F(box));
    if (rises) {
      block.rising = true;
      return proved("difference");
    }
    // L (1 + (L-1) e^{-c u}) grows with L, and A/L falls: the worst length is the last.
    const Interval A = corners_.find(right, block.first)->at({2}) * falling_ratio(block.last, block.first, 1);
    if (certainly_less_equal(A, W(left, block.last))) {
      block.rising = certainly_nonnegative(F(over(block, right, right)));
      return proved("direct");
    }
    if (is_violated(block, right)) return false;
    if (depth == k_deepest) {
      result_.open_box = box_text(block, left, right);
      return false;
    }
    // In turn, so that neither side stays long.
    if (depth % 2 == 1 && block.first < block.last) {
      const Integer middle = (block.first + block.last) / 2;
      Block lower{block.first, middle, block.rising};
      Block upper{middle + 1, block.last, block.rising};
      if (!prove(lower, left, right, depth + 1) || !prove(upper, left, right, depth + 1)) return false;
      block.rising = lower.rising && upper.rising;
      return true;
    }
    const Rational middle = (left + right) / 2;
    return prove(block, left, middle, depth + 1) && prove(block, middle, right, depth + 1);
  }

  bool proved(const char* method) {
    ++result_.boxes;
    ++result_.methods[method];
    return true;
  }

  /// A > W at a corner that lies in the region itself.
  bool is_violated(const Block& block, const Rational& u) {
    if (u < region_.least_s * region_.least_s) return false;
    for (const Integer& L : {block.first, block.last}) {
      const Interval A = corners_.find(u, L)->at({2});
      if (!certainly_less(W(u, L), A)) continue;
      result_.verdict = Verdict::violated;
      result_.open_box = "s = " + slope_text(u) + ", L = " + L.str() + ": A = " + numeric::to_text(A, 20) + " > " +
                         numeric::to_text(W(u, L), 20);
      return true;
    }
    return false;
  }

  static std::string slope_text(const Rational& u) { return numeric::to_text(sqrt(Interval(u, k_bits)), 12); }
  static std::string box_text(const Block& block, const Rational& left, const Rational& right) {
    return "s = " + slope_text(left) + " .. " + slope_text(right) + ", L = " + block.first.str() + " .. " +
           block.last.str();
  }

  HeadlineRegion region_;
  unsigned threads_;
  int digits_;
  WeightPolynomial g_, a_slope_, g_slope_;
  std::vector<WeightPolynomial::Monomial> monomials_;
  std::vector<WeightPolynomial> statistics_;
  Corners corners_;
  RegionResult result_;
};

}  // namespace

RegionResult prove_headline(const HeadlineRegion& region, unsigned threads,
                            const std::function<void(double)>& progress) {
  const Integer longest("1000000000");
  if (region.least_s < 0 || region.least_s > region.most_s || region.most_s > k_most_slope)
    throw InputError("--s", symbolic::to_text(region.least_s) + ".." + symbolic::to_text(region.most_s),
                     "slopes from 0 to " + std::to_string(k_most_slope) + ", the smaller first");
  if (region.least_length < 1 || region.least_length > region.most_length || region.most_length > longest)
    throw InputError("--length", region.least_length.str() + ".." + region.most_length.str(),
                     "whole numbers from 1 to 10^9, the smaller first");
  if (region.constant <= 0) throw InputError("--constant", symbolic::to_text(region.constant), "a positive number");
  return Walk(region, threads).run(progress);
}

}  // namespace softlin::check
