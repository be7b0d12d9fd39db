#include "proofs-check/constant_dependence.hpp"

namespace softlin::check {

namespace {

using GiNaC::ex;
using symbolic::Formula;

bool is_exp(const ex& e) {
  return GiNaC::is_a<GiNaC::function>(e) && GiNaC::ex_to<GiNaC::function>(e).get_name() == "exp";
}

/// The derivative of `e`, when it is free of c.
std::optional<ex> slope(const ex& e, const GiNaC::symbol& c) {
  const ex derivative = e.diff(c);
  if (!derivative.has(c)) return derivative;
  const ex expanded = derivative.expand();
  if (!expanded.has(c)) return expanded;
  return std::nullopt;
}

/// r with product(c) = product(0) e^{r c}.
std::optional<ex> exponential_rate(const ex& e, const GiNaC::symbol& c) {
  if (!e.has(c)) return ex(0);
  if (is_exp(e)) return slope(e.op(0), c);
  if (GiNaC::is_a<GiNaC::mul>(e)) {
    ex sum = 0;
    for (const ex& factor : e) {
      const auto rate = exponential_rate(factor, c);
      if (!rate) return std::nullopt;
      sum += *rate;
    }
    return sum;
  }
  if (!GiNaC::is_a<GiNaC::power>(e)) return std::nullopt;
  const ex base = e.op(0), exponent = e.op(1);
  if (!base.has(c)) {
    const auto rate = slope(exponent, c);
    return rate ? std::optional<ex>(*rate * GiNaC::log(base)) : std::nullopt;
  }
  if (exponent.has(c)) return std::nullopt;
  const auto rate = exponential_rate(base, c);
  return rate ? std::optional<ex>(*rate * exponent) : std::nullopt;
}

std::optional<ConstantDependence> affine(const ex& e, const GiNaC::symbol& c) {
  const auto factor = slope(e, c);
  if (!factor) return std::nullopt;
  return ConstantDependence{ConstantDependence::Kind::affine, Formula(e.subs(c == 0)), Formula(*factor), Formula()};
}

/// One term with c beside any number of terms without.
std::optional<ConstantDependence> exponential(const ex& e, const GiNaC::symbol& c) {
  ex rest = 0, term = e;
  if (GiNaC::is_a<GiNaC::add>(e)) {
    term = 0;
    for (const ex& part : e) {
      if (!part.has(c)) {
        rest += part;
      } else if (term.is_zero()) {
        term = part;
      } else {
        return std::nullopt;
      }
    }
  }
  const auto rate = exponential_rate(term, c);
  if (!rate) return std::nullopt;
  return ConstantDependence{ConstantDependence::Kind::exponential, Formula(rest), Formula(term.subs(c == 0)),
                            Formula(*rate)};
}

}  // namespace

std::optional<ConstantDependence> dependence_on(const Formula& formula, const std::string& constant) {
  const Formula symbol = Formula::symbol(constant);  // kept: a reference into it follows
  const auto& c = GiNaC::ex_to<GiNaC::symbol>(symbol.expression());
  try {
    for (const Formula& form : {formula, formula.expanded()}) {
      if (auto found = affine(form.expression(), c)) return found;
      if (auto found = exponential(form.expression(), c)) return found;
    }
  } catch (const std::exception&) {  // a pole at c = 0: of neither form
  }
  return std::nullopt;
}

}  // namespace softlin::check
