#include "proofs-check/steps/discrete_trial.hpp"

#include <algorithm>

namespace softlin::check {

using numeric::Interval;

namespace {

std::vector<StepParameter> joined(std::vector<StepParameter> first, std::vector<StepParameter> more) {
  for (StepParameter& parameter : more) first.push_back(std::move(parameter));
  return first;
}

RationalVector times_ones(const Rational& u, std::size_t d) { return RationalVector(d, u); }

/// Independent coordinates with these values.
DiscreteQuery product_query(const RationalVector& values, const RationalVector& probabilities, std::size_t d) {
  DiscreteQuery out{{{}}, {1}};
  for (std::size_t i = 0; i < d; ++i) {
    DiscreteQuery longer;
    for (std::size_t j = 0; j < out.atoms.size(); ++j) {
      for (std::size_t k = 0; k < values.size(); ++k) {
        longer.atoms.push_back(out.atoms[j]);
        longer.atoms.back().push_back(values[k]);
        longer.probabilities.push_back(out.probabilities[j] * probabilities[k]);
      }
    }
    out = std::move(longer);
  }
  return out;
}

}  // namespace

DiscreteQuery sign_query(std::size_t d) { return product_query({-1, 1}, {Rational(1, 2), Rational(1, 2)}, d); }

DiscreteQuery spread_query(std::size_t d) {
  const Rational far(17, 10);
  return product_query({-far, 0, far}, {Rational(1, 6), Rational(2, 3), Rational(1, 6)}, d);
}

Rational square(const RationalVector& x) {
  Rational sum;
  for (const Rational& entry : x) sum += entry * entry;
  return sum;
}

std::vector<StepParameter> law_parameters(std::vector<StepParameter> more) {
  return joined({{"law", 0, static_cast<long>(discrete_laws().size()) - 1, Spread::even, true, {}},
                 {"u", Rational(1, 16), 2, Spread::even, false, {Rational(1, 16), Rational(1, 2), 2}}},
                std::move(more));
}

std::vector<StepParameter> prompt_parameters(std::vector<StepParameter> more) {
  return joined(joined(law_parameters(), {{"L", 2, 6, Spread::even, true, {2, 6}}}), std::move(more));
}

DiscreteTrial::DiscreteTrial(const StepTrial& trial, bool with_prompt)
    : t(trial),
      law(discrete_laws()[static_cast<std::size_t>(trial.whole("law"))]),
      tilted(law, times_ones(trial.exact("u"), law.dimension()), trial.bits()),
      doubled(law, times_ones(2 * trial.exact("u"), law.dimension()), trial.bits()),
      sigma(sqrt(trial.number(law.sigma_squared))),
      b(tilted.b()),
      u(trial("u")),
      L(with_prompt ? trial("L") : trial.number(1)) {}

Interval DiscreteTrial::exponential_moment(const TiltedLaw& under, const Interval& ka) const {
  const Interval lambda = ka / (2 * sqr(sigma));
  return under.expect([&](std::size_t k) { return exp(lambda * under.square_of_atom(k)); });
}

Interval DiscreteTrial::weighted_variance() const {
  // E y^2 f(X) = E y^2 E_{2a} f(X)
  return second_moment() * doubled.expect([&](std::size_t k) { return tilted.square_about_mean(k); });
}

Interval DiscreteTrial::error() const {
  return prompts([](const DiscretePrompt& p) { return p.error; });
}
Interval DiscreteTrial::covariance() const {
  return prompts([](const DiscretePrompt& p) { return p.covariance; });
}

Interval DiscreteTrial::over(const DiscreteQuery& query, const QueryFunction& f) const {
  Interval sum = t.number(0);
  for (std::size_t k = 0; k < query.atoms.size(); ++k) {
    RationalVector a = query.atoms[k];
    for (Rational& entry : a) entry *= t.exact("u");
    sum += t.number(query.probabilities[k]) * f(query.atoms[k], TiltedLaw(law, a, t.bits()));
  }
  return sum;
}

Interval DiscreteTrial::error_at(const TiltedLaw& at) const {
  return expect_prompts(at, static_cast<int>(t.whole("L")), [](const DiscretePrompt& p) { return p.error; });
}
Interval DiscreteTrial::covariance_at(const TiltedLaw& at) const {
  return expect_prompts(at, static_cast<int>(t.whole("L")), [](const DiscretePrompt& p) { return p.covariance; });
}

Interval DiscreteTrial::averaged_error() const {
  return over(sign_query(law.dimension()), [&](const RationalVector&, const TiltedLaw& at) { return error_at(at); });
}
Interval DiscreteTrial::averaged_covariance() const {
  return over(sign_query(law.dimension()),
              [&](const RationalVector&, const TiltedLaw& at) { return covariance_at(at); });
}
Interval DiscreteTrial::spread_error() const {
  return over(spread_query(law.dimension()), [&](const RationalVector&, const TiltedLaw& at) { return error_at(at); });
}

ProofStep discrete_step(const std::string& id, const std::string& statement, const std::string& domain,
                        std::vector<StepParameter> parameters, const Rational& constant, const Rational& twin,
                        std::function<std::vector<StepSides>(const DiscreteTrial&)> sides) {
  const bool with_prompt =
      std::any_of(parameters.begin(), parameters.end(), [](const StepParameter& p) { return p.name == "L"; });
  return {id,
          statement,
          (domain.empty() ? "" : domain + "; ") + "V = I, a = u (1,..,1), six laws with few atoms",
          std::move(parameters),
          constant,
          twin,
          [with_prompt, sides = std::move(sides)](const StepTrial& t) { return sides(DiscreteTrial(t, with_prompt)); }};
}

}  // namespace softlin::check
