#include "proofs-check/identity_verdict.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "numeric/interval_text.hpp"
#include "numeric/softmax_expectation.hpp"
#include "symbolic/certificate_check.hpp"
#include "symbolic/identity_catalogue.hpp"

namespace softlin::check {

namespace {

using numeric::Bits;
using numeric::Interval;
using symbolic::StatisticProof;
using symbolic::WeightForm;

/// Where two sides are evaluated: a slope, a length, and values of the free scalars.
struct Point {
  Rational s;
  Integer length;
  std::map<std::string, Rational> scalars;

  std::string text() const {
    std::string out = "s = " + symbolic::to_text(s) + ", L = " + length.str();
    for (const auto& [name, value] : scalars) out += ", " + name + " = " + symbolic::to_text(value);
    return out;
  }
};

Rational power(const Rational& base, int exponent) {
  const Rational size(mp::pow(mp::numerator(base), static_cast<unsigned>(std::abs(exponent))),
                      mp::pow(mp::denominator(base), static_cast<unsigned>(std::abs(exponent))));
  return exponent < 0 ? Rational(1 / size) : size;
}

/// The value of a product of scalars; nothing at a pole.
std::optional<Rational> value_of(const symbolic::ScalarMonomial& scalars, const Point& point) {
  Rational out = 1;
  for (const auto& [name, exponent] : scalars) {
    const Rational base = name == "s" ? point.s : point.scalars.at(name);
    if (base.is_zero() && exponent < 0) return std::nullopt;
    out *= power(base, exponent);
  }
  return out;
}

/// The exact value at L = 1 or s = 0, where every weight is 1/L.
std::optional<Rational> exact_value(const WeightForm& form, const Point& point) {
  Rational sum = 0;
  for (const auto& [scalars, f] : form) {
    const auto factor = value_of(scalars, point);
    if (!factor) return std::nullopt;
    sum += *factor * f.at_equal_weights(point.length);
  }
  return sum;
}

Interval enclosure(const WeightForm& form, const Point& point, int digits) {
  const Bits bits(4L * digits + 64);
  std::vector<symbolic::WeightPolynomial> statistics;
  std::vector<Rational> factors;
  for (const auto& [scalars, f] : form) {
    statistics.push_back(f);
    factors.push_back(*value_of(scalars, point));  // s > 0
  }
  Interval sum(0, bits);
  if (statistics.empty()) return sum;
  const Rational s_squared = point.s * point.s;
  const numeric::ScoreVariance variance([s_squared](Bits b) { return Interval(s_squared, b); });
  const auto values = numeric::expect_weights(statistics, variance, point.length, digits);
  for (std::size_t i = 0; i < values.size(); ++i) sum += Interval(factors[i], bits) * values[i];
  return sum;
}

std::map<std::string, Rational> scalar_values(const WeightForm& rest, const WeightForm& left, const WeightForm& right) {
  std::map<std::string, Rational> out;
  for (const WeightForm* form : {&rest, &left, &right}) {
    for (const auto& term : *form) {
      for (const auto& factor : term.first) {
        if (factor.first != "s") out.emplace(factor.first, 0);
      }
    }
  }
  long value = 1;  // any values would do; these differ from each other
  for (auto& entry : out) entry.second = ++value;
  return out;
}

/// A point where the sides certainly differ, with their values.
std::optional<std::string> difference_witness(const StatisticProof& proof) {
  Point point;
  point.scalars = scalar_values(proof.rest, proof.left, proof.right);
  const auto differs_exactly = [&]() -> std::optional<std::string> {
    const auto left = exact_value(proof.left, point);
    const auto right = exact_value(proof.right, point);
    if (!left || !right || *left == *right) return std::nullopt;
    return point.text() + ": left " + symbolic::to_text(*left) + ", right " + symbolic::to_text(*right);
  };
  point.length = 1;
  for (const Rational& s : {Rational(1), Rational(2), Rational(1, 2)}) {
    point.s = s;
    if (auto witness = differs_exactly()) return witness;
  }
  point.s = 0;
  for (const int length : {2, 3, 5}) {
    point.length = length;
    if (auto witness = differs_exactly()) return witness;
  }
  const std::vector<std::pair<Rational, int>> places{{1, 2}, {1, 3}, {Rational(1, 2), 2}, {2, 10}};
  for (const int digits : {15, 45}) {
    for (const auto& [s, length] : places) {
      point.s = s;
      point.length = length;
      const Interval left = enclosure(proof.left, point, digits);
      const Interval right = enclosure(proof.right, point, digits);
      if (overlap(left, right)) continue;
      return point.text() + ": left " + numeric::to_text(left, digits) + ", right " + numeric::to_text(right, digits);
    }
  }
  return std::nullopt;
}

}  // namespace

IdentityVerdict judge_identity(const symbolic::Identity& identity) {
  IdentityVerdict out;
  out.proof = prove(identity);
  const symbolic::CertificateVerdict check = check_certificate(out.proof.certificate);
  if (out.proof.derived && !check.accepted) {
    throw Error("the certificate of " + identity.name + " fails at step " + std::to_string(check.failed_step) + ": " +
                check.reason);
  }
  if (check.accepted) {
    if (!out.proof.derived) throw Error("a certificate of " + identity.name + ", which is not derived, is accepted");
    out.verdict = Verdict::proved;
    return out;
  }
  const auto& steps = out.proof.certificate.steps;
  out.failed_step = check.failed_step;
  out.rule = check.failed_step <= steps.size() ? steps[check.failed_step - 1].rule : "end";
  out.reason = check.reason;
  const std::string several = identity.equations.size() > 1 ? "equation " : "";
  if (identity.kind == symbolic::IdentityKind::matrix) {
    // Entries that differ as polynomials are a proof; words that differ in a dimension not tried are none.
    if (out.rule == "entries") {
      out.verdict = Verdict::violated;
      const int equation = steps[check.failed_step - 1].equation;
      out.witness = (several.empty() ? "" : several + std::to_string(equation) + ", ") + check.reason;
    }
    return out;
  }
  for (std::size_t k = 0; k < out.proof.statistics.size(); ++k) {
    if (out.proof.statistics[k].proved()) continue;
    if (const auto witness = difference_witness(out.proof.statistics[k])) {
      out.verdict = Verdict::violated;
      out.witness = (several.empty() ? "" : several + std::to_string(k + 1) + ", ") + *witness;
      return out;
    }
  }
  return out;
}

symbolic::Identity identity_of(const std::string& text, const Place& place) {
  if (const symbolic::Identity* known = symbolic::find_identity(text)) return *known;
  if (text.find('=') == std::string::npos) {
    std::string names;
    for (const auto& entry : symbolic::identity_catalogue()) names += (names.empty() ? "" : ", ") + entry.name;
    throw InputError(place, "'" + text + "'", "an equation between softmax statistics, or one of " + names);
  }
  const symbolic::Equation equation = symbolic::Equation::parse(text, place);
  for (const symbolic::Expression* side : {&equation.left, &equation.right}) reduce_statistic(*side, {}, place);
  symbolic::Identity out;
  out.name = equation.text();
  out.equations = {equation.text()};
  return out;
}

}  // namespace softlin::check
