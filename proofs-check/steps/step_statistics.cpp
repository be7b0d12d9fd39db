#include "proofs-check/steps/step_statistics.hpp"

#include <map>

#include "numeric/expectation.hpp"
#include "symbolic/hermite_reduction.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

using numeric::Interval;

std::vector<Interval> expectations(const std::vector<WeightPolynomial>& f, const Rational& s, const Integer& L,
                                   const StepTrial& trial) {
  return expect_weights(f, numeric::ScoreVariance(symbolic::Number(Rational(s * s))), L, trial.digits());
}

Interval expectation(const WeightPolynomial& f, const Rational& s, const Integer& L, const StepTrial& trial) {
  return expectations({f}, s, L, trial).front();
}

Interval expectation(const WeightPolynomial& f, const StepTrial& trial) {
  return expectation(f, trial.exact("s"), length(trial), trial);
}

Interval expectation_by_definition(const std::string& polynomial, const StepTrial& trial) {
  const auto form = symbolic::ScorePolynomial::parse(polynomial, Place{"step", 0, ""})
                        .reduce(symbolic::Number(trial.exact("s")), symbolic::hermite_reduction);
  return numeric::Expectation(form).enclose(length(trial), trial.digits() - 4);
}

MeanPair mean_pair(const Rational& s, const Integer& L, const StepTrial& trial) {
  const auto both = expectations({power_sum(2), symbolic::softmax::a2()}, s, L, trial);
  return {both[0], both[0] + trial.number(s * s) * both[1]};
}

StepParameter slope_parameter(const Rational& least, const Rational& most) {
  StepParameter out{.name = "s", .least = least, .most = most, .extremes = {}};
  for (const Rational& value : {Rational(0), Rational(1, 64), Rational(1, 4), Rational(1), Rational(2), Rational(4)}) {
    if (value >= least && value <= most) out.extremes.push_back(value);
  }
  return out;
}

StepParameter length_parameter(const Integer& least, const Integer& most) {
  StepParameter out{
      .name = "L", .least = least, .most = most, .spread = Spread::by_orders, .whole = true, .extremes = {}};
  for (const long value : {1L, 2L, 3L, 16L, 1000000L}) {
    if (value >= least && value <= most) out.extremes.push_back(Rational(value));
  }
  return out;
}

}  // namespace softlin::check
