#include "numeric/softmax_expectation.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/pair_lattice.hpp"
#include "numeric/parallel_for.hpp"
#include "numeric/precision.hpp"
#include "numeric/small_slope.hpp"
#include "numeric/softmax_lattice.hpp"

namespace softlin::numeric {

using symbolic::WeightPolynomial;
using Monomial = WeightPolynomial::Monomial;

ScoreVariance::ScoreVariance(const symbolic::Number& s_squared)
    : enclose_([value = s_squared.compile()](Bits bits) { return evaluate(value, bits); }) {
  const int sign = require_sign(s_squared, "score variance");
  if (sign < 0) throw Error("score variance: found " + s_squared.text() + ", expected a number >= 0");
  zero_ = sign == 0;
  const Rational most(k_max_slope * k_max_slope);
  if (certainly_less(Interval(most, Bits(64)), enclose(Bits(64)))) {
    throw Error("score standard deviation s: found s^2 = " + s_squared.text() + ", expected s at most " +
                std::to_string(k_max_slope));
  }
}

namespace {

std::vector<Monomial> monomials_of(const std::vector<WeightPolynomial>& statistics) {
  std::set<Monomial> monomials;
  for (const auto& f : statistics) {
    for (const auto& [monomial, coefficient] : f.terms()) {
      if (!monomial.empty()) monomials.insert(monomial);
    }
  }
  return {monomials.begin(), monomials.end()};
}

class Stopwatch {
 public:
  /// Seconds since the last call, or since the start.
  double lap() {
    const auto now = Clock::now();
    return std::chrono::duration<double>(now - std::exchange(last_, now)).count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
};

Interval combine(const WeightPolynomial& f, const std::map<Monomial, Interval>& values, Bits bits) {
  Interval sum(0, bits);
  for (const auto& [monomial, coefficient] : f.terms()) {
    const Interval c(coefficient, bits);
    sum += monomial.empty() ? c : c * values.at(monomial);
  }
  return sum;
}

/// Adds to this evaluation's report the times of those before it and the certified errors at length L.
LatticeReport complete(LatticeReport now, const LatticeReport& before, const PartitionTerms& terms,
                       const LatticeErrors& errors, const Integer& L, const NodeRange& range) {
  now.plan_seconds += before.plan_seconds;
  now.table_seconds += before.table_seconds;
  now.sum_seconds += before.sum_seconds;
  now.outer_step = errors.outer_step().mid_double();
  now.inner_step = errors.inner_step().mid_double();
  now.most_degree = terms.most_degree();
  now.aliasing = errors.aliasing(now.most_degree).upper_double();
  now.strip = errors.strip().upper_double();
  for (const auto& tail : errors.tails(L.convert_to<std::uint64_t>(), range)) {
    now.tail = std::max(now.tail, tail.second.upper_double());
  }
  return now;
}

}  // namespace

std::vector<std::vector<Interval>> expect_weights(const std::vector<WeightPolynomial>& statistics,
                                                  const ScoreVariance& s_squared, const std::vector<Integer>& lengths,
                                                  int digits, unsigned threads, LatticeReport* report) {
  Stopwatch watch;
  if (digits < 1 || digits > k_max_digits) {
    throw InputError("digits", std::to_string(digits), "1 to " + std::to_string(k_max_digits));
  }
  for (const Integer& L : lengths) {
    if (L < 1 || L > k_max_length) throw InputError("length", L.str(), "a whole number of tokens from 1 to 2^63");
  }
  const Bits outer_bits = bits_for_digits(digits, 40);
  std::vector<std::vector<Interval>> out(lengths.size());
  std::vector<Integer> left;  // lengths for the lattice
  std::vector<std::size_t> place;
  std::optional<SmallSlopeSeries> near_zero;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    const Integer& L = lengths[l];
    if (L > 1 && !s_squared.is_zero() && !near_zero) {
      near_zero.emplace(statistics, s_squared.enclose(outer_bits), digits, outer_bits);
    }
    if (L == 1 || s_squared.is_zero()) {
      for (const auto& f : statistics) out[l].push_back(Interval(f.at_equal_weights(L), outer_bits));
    } else if (auto series = near_zero->at(L)) {
      out[l] = std::move(*series);
    } else {
      left.push_back(L);
      place.push_back(l);
    }
  }
  if (left.empty()) return out;

  const std::vector<Monomial> monomials = monomials_of(statistics);
  if (monomials.empty()) {  // constants only
    for (const std::size_t l : place) {
      for (const auto& f : statistics) out[l].push_back(combine(f, {}, outer_bits));
    }
    return out;
  }
  const double s = std::sqrt(s_squared.enclose(Bits(64)).mid_double());
  const PartitionTerms terms(monomials);
  LatticePlan plan = plan_lattice(monomials, s, left, digits);
  const LatticeErrors errors(plan, s_squared.enclose(LatticeErrors::k_bits), terms.degrees());
  const auto collect = [&](const auto& expectations) {
    parallel_for(left.size(), threads, [&](std::size_t i) {
      const std::vector<Interval> found = expectations(left[i].convert_to<std::uint64_t>(), plan.ranges[i]);
      std::map<Monomial, Interval> values;
      for (std::size_t k = 0; k < monomials.size(); ++k) values.emplace(monomials[k], found[k]);
      for (const auto& f : statistics) out[place[i]].push_back(combine(f, values, outer_bits));
    });
  };
  LatticeReport times;
  std::optional<PairLattice> pairs;
  if (digits <= PairLattice::k_most_digits) {
    times.plan_seconds += watch.lap();
    pairs = PairLattice::make(plan, terms, errors, s_squared.enclose(PairLattice::k_input_bits), digits);
    times.table_seconds += watch.lap();
  }
  if (pairs) {
    collect([&](std::uint64_t L, const NodeRange& range) { return pairs->expectations(L, range, outer_bits); });
    times.sum_seconds += watch.lap();
    pairs->describe(times);
  } else {
    plan_bits(plan, monomials, s, left);
    times.plan_seconds += watch.lap();
    const SoftmaxLattice lattice(plan, terms, errors, s_squared.enclose(SoftmaxLattice::precision(plan)), outer_bits,
                                 threads);
    times.table_seconds += watch.lap();
    collect([&](std::uint64_t L, const NodeRange& range) { return lattice.expectations(L, range); });
    times.sum_seconds += watch.lap();
    lattice.describe(times);
  }
  if (report != nullptr) *report = complete(times, *report, terms, errors, left.front(), plan.ranges.front());
  return out;
}

std::vector<Interval> expect_weights(const std::vector<WeightPolynomial>& statistics, const ScoreVariance& s_squared,
                                     const Integer& L, int digits, unsigned threads) {
  return expect_weights(statistics, s_squared, std::vector<Integer>{L}, digits, threads).front();
}

}  // namespace softlin::numeric
