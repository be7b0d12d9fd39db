#include "proofs-check/steps/discrete_prompt.hpp"

#include <utility>

#include "numeric/prompt_counts.hpp"

namespace softlin::check {

using numeric::Bits;
using numeric::Interval;

namespace {

DiscreteLaw product(const DiscreteLaw& a, const DiscreteLaw& b) {
  DiscreteLaw out;
  out.sigma_squared = std::max(a.sigma_squared, b.sigma_squared);
  for (std::size_t i = 0; i < a.atoms.size(); ++i) {
    for (std::size_t j = 0; j < b.atoms.size(); ++j) {
      out.atoms.push_back({a.atoms[i][0], b.atoms[j][0]});
      out.probabilities.push_back(a.probabilities[i] * b.probabilities[j]);
    }
  }
  return out;
}

Rational dot(const RationalVector& x, const RationalVector& y) {
  Rational sum;
  for (std::size_t k = 0; k < x.size(); ++k) sum += x[k] * y[k];
  return sum;
}

}  // namespace

const std::vector<DiscreteLaw>& discrete_laws() {
  static const std::vector<DiscreteLaw> all = [] {
    const Rational half(1, 2);
    const DiscreteLaw signs{{{-1}, {1}}, {half, half}, 1};
    const DiscreteLaw large{{{-2}, {2}}, {half, half}, 4};
    // Range 2: 31/16 with probability 1/32, -1/16 otherwise.
    const DiscreteLaw skewed{{{Rational(-1, 16)}, {Rational(31, 16)}}, {Rational(31, 32), Rational(1, 32)}, 1};
    const DiscreteLaw sparse{{{-1}, {0}, {1}}, {Rational(1, 8), Rational(3, 4), Rational(1, 8)}, 1};
    return std::vector<DiscreteLaw>{signs, large, skewed, sparse, product(signs, signs), product(skewed, signs)};
  }();
  return all;
}

Interval square(const IntervalVector& x) {
  Interval sum = sqr(x.front());
  for (std::size_t k = 1; k < x.size(); ++k) sum += sqr(x[k]);
  return sum;
}

TiltedLaw::TiltedLaw(const DiscreteLaw& law, RationalVector a, Bits bits)
    : law_(&law), a_(std::move(a)), bits_(bits), psi_(0, bits), trace_(0, bits) {
  Interval total(0, bits);
  for (std::size_t k = 0; k < law.atoms.size(); ++k) {
    y_.push_back(exp(Interval(dot(a_, law.atoms[k]), bits)));
    total += Interval(law.probabilities[k], bits) * y_.back();
  }
  psi_ = log(total);
  for (Interval& y : y_) y = y / total;
  for (std::size_t i = 0; i < law.dimension(); ++i)
    mean_.push_back(expect([&](std::size_t k) { return Interval(law.atoms[k][i], bits_); }));
  trace_ = expect([&](std::size_t k) { return square_about_mean(k); });
}

Interval TiltedLaw::b() const { return {law_->sigma_squared * dot(a_, a_), bits_}; }

Interval TiltedLaw::expect(const std::function<Interval(std::size_t)>& f) const {
  Interval sum(0, bits_);
  for (std::size_t k = 0; k < y_.size(); ++k) sum += Interval(law_->probabilities[k], bits_) * y_[k] * f(k);
  return sum;
}

Interval TiltedLaw::square_of_atom(std::size_t k) const { return {dot(law_->atoms[k], law_->atoms[k]), bits_}; }

Interval TiltedLaw::square_about_mean(std::size_t k) const {
  Interval sum(0, bits_);
  for (std::size_t i = 0; i < mean_.size(); ++i) sum += sqr(Interval(law_->atoms[k][i], bits_) - mean_[i]);
  return sum;
}

namespace {

/// The prompt in which atom k occurs counts[k] times.
DiscretePrompt prompt_of(const TiltedLaw& law, const std::vector<long>& counts, int L) {
  const Bits bits = law.bits();
  const Interval zero(0, bits);
  const auto& atoms = law.law().atoms;
  const std::size_t d = law.law().dimension();
  DiscretePrompt out{zero, zero, zero, zero, zero, zero, zero};
  Interval total = zero;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    total += law.y(k) * counts[k];
    if (counts[k] > 0) out.largest = max(out.largest, law.square_of_atom(k));
  }
  out.D = total / L;
  const auto weighted = [&](const std::function<Interval(std::size_t)>& f) {
    Interval sum = zero;
    for (std::size_t k = 0; k < counts.size(); ++k) sum += law.y(k) * counts[k] * f(k) / total;
    return sum;
  };
  IntervalVector shift;  // T_L - T
  const auto off = [&](std::size_t k, std::size_t i) { return Interval(atoms[k][i], bits) - law.mean()[i]; };
  for (std::size_t i = 0; i < d; ++i) shift.push_back(weighted([&](std::size_t k) { return off(k, i); }));
  out.error = square(shift);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const auto both = [&](std::size_t k) { return off(k, i) * off(k, j); };
      const Interval covariance = law.expect(both);
      const Interval spread = weighted(both) - covariance;
      out.spread += sqr(spread);
      if (i == j) out.spread_trace += spread;
      out.covariance += sqr(spread - shift[i] * shift[j]);
      out.along += shift[i] * covariance * shift[j];
    }
  }
  return out;
}

}  // namespace

Interval expect_prompts(const TiltedLaw& law, int L, const std::function<Interval(const DiscretePrompt&)>& f) {
  std::vector<Interval> probabilities;
  for (const Rational& p : law.law().probabilities) probabilities.emplace_back(p, law.bits());
  return numeric::sum_over_counts(probabilities, L,
                                  [&](const std::vector<long>& counts) { return f(prompt_of(law, counts, L)); });
}

Interval below(const DiscretePrompt& prompt, const Interval& c) {
  const Interval zero(0, c.precision());
  const Interval one(1, c.precision());
  if (certainly_less(prompt.D, c)) return one;
  return certainly_less_equal(c, prompt.D) ? zero : Interval::from_ends(zero, one);
}

}  // namespace softlin::check
