#include "numeric/regression_time.hpp"

#include <vector>

#include "numeric/eigenvalues.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/precision.hpp"
#include "symbolic/regression_form.hpp"

namespace softlin::numeric {

namespace {

using symbolic::Matrix;
using symbolic::Number;

/// The numbers of section 2 of the theory, for Omega = I.
struct FlowNumbers {
  long d;
  Interval alpha;
  Interval lo;
  Interval hi;
  Interval bmax;
  Interval blow_square;   ///< of I2.4
  Interval start_sum;     ///< S(0) = alpha tr ThetaThetaT
  Interval square_trace;  ///< tr Sigma^2
  Interval decay;         ///< ln(R_0/eps)
};

FlowNumbers flow_numbers(const Matrix& sigma, const std::vector<Interval>& lambda, const Number& alpha,
                         const Matrix& theta_square, const Interval& decay, Bits bits) {
  const long d = static_cast<long>(sigma.rows());
  const Interval a = enclose(alpha, bits);
  const Interval lo = lambda.back().with_precision(bits);
  const Interval hi = lambda.front().with_precision(bits);
  const Interval trace = enclose(symbolic::trace_of(sigma), bits);
  const Interval bmax = sqrt(max(sqr(a), sqrt(trace) / (lo * sqrt(lo))));  // I2.3
  Interval blow_square(0, bits);
  // m_i = min(f_i(0), 1/(bmax lambda_i)); sums over i.
  if (symbolic::is_multiple_of_identity(theta_square)) {
    const Interval f = a * enclose(theta_square(0, 0), bits);
    for (const Interval& value : lambda) blow_square += sqr(min(f, 1 / (bmax * value)));
  } else if (symbolic::is_diagonal(theta_square) && symbolic::is_diagonal(sigma)) {
    for (Eigen::Index i = 0; i < d; ++i) {
      blow_square += sqr(min(a * enclose(theta_square(i, i), bits), 1 / (bmax * enclose(sigma(i, i), bits))));
    }
  } else {
    blow_square = sqr(min(a / sqrt(Interval(d, bits)), 1 / (bmax * hi)));
  }
  return {d,
          a,
          lo,
          hi,
          bmax,
          blow_square,
          a * enclose(symbolic::trace_of(theta_square), bits),
          enclose(symbolic::entrywise_dot(sigma, sigma), bits),
          decay};
}

Interval least_time(const FlowNumbers& at) { return at.decay / (pow(at.hi, 3) * sqr(at.bmax) * 4); }

Interval direct_time(const FlowNumbers& at) { return at.decay / (pow(at.lo, 3) * at.blow_square * 2); }

/// I2.7 with this kappa. The first phase ends at once where alpha >= b_1; its bound, at least 0, holds then as well.
Interval two_phase_time(const FlowNumbers& at, const Rational& kappa) {
  const Bits bits = at.alpha.precision();
  const Interval k(kappa, bits);
  const Interval root = sqrt(Interval(at.d, bits));
  const Interval b1 = sqrt(k / at.hi);
  Interval first(0, bits);
  if (!certainly_less_equal(b1, at.alpha)) {
    first = root / ((1 - k) * at.square_trace) * max(log(root * b1 / at.start_sum), Interval(0, bits));
  }
  const Interval b2 = min(max(b1, at.alpha) / root, 1 / (at.bmax * at.hi));
  return first + at.decay / (pow(at.lo, 3) * sqr(b2) * 2);
}

}  // namespace

std::string why_no_time(const symbolic::RegressionModel& model) {
  if (model.generator != symbolic::Generator::matched) {
    return "the generator " + symbolic::name_of(model.generator);
  }
  if (!symbolic::is_multiple_of_identity(model.omega)) return "an Omega that is not a multiple of the identity";
  if (model.omega(0, 0).is_recognised_zero()) return "Omega = 0";
  return "";
}

RegressionTime regression_time(const symbolic::RegressionModel& model, const Number& alpha, const Matrix& theta_square,
                               const Number& eps, int digits) {
  if (const std::string missing = why_no_time(model); !missing.empty()) throw Error("regression time: " + missing);
  const symbolic::RegressionLaws laws = symbolic::laws_of(model);
  const Matrix start =
      symbolic::regression_point(laws, product(theta_square, symbolic::identity(laws.dimension(), alpha)), alpha).map;
  const Number initial = symbolic::infinite_risk(laws, start);
  if (require_sign(initial - eps, "risk at the start") <= 0) {
    const Interval zero(0, bits_for_digits(digits));
    return {zero, zero, zero};
  }
  const Number omega = model.omega(0, 0);
  const std::vector<Interval> lambda = eigenvalues(model.sigma);
  const auto numbers = [&](Bits bits) {
    const Interval decay = log(enclose(initial / eps, bits));
    return flow_numbers(model.sigma, lambda, alpha, theta_square, decay, bits);
  };
  // The best kappa, from midpoints: any is true.
  Rational best(1, 2);
  double shortest = std::numeric_limits<double>::infinity();
  const FlowNumbers rough = numbers(Bits(64));
  for (int k = 1; k < 128; ++k) {
    const Rational kappa(k, 128);
    const double value = two_phase_time(rough, kappa).mid_double();
    if (value < shortest) {
      shortest = value;
      best = kappa;
    }
  }
  constexpr long k_cap = 420;  // the precision of the eigenvalues
  const auto enclosed = [&](const auto& time, const char* what) {
    return raise_precision([&](Bits bits) { return time(numbers(bits)) / enclose(omega, bits); }, digits, what, k_cap);
  };
  return {enclosed(direct_time, "T(eps) of I2.6"),
          enclosed([&](const FlowNumbers& at) { return two_phase_time(at, best); }, "T(eps) of I2.7"),
          enclosed(least_time, "the least T(eps)")};
}

}  // namespace softlin::numeric
