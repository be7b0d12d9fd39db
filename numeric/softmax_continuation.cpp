#include "numeric/softmax_continuation.hpp"

#include "numeric/special.hpp"

namespace softlin::numeric {

Interval continuation_size(const symbolic::WeightPolynomial& f, const Interval& cosine) {
  Interval sum(0, cosine.precision());
  for (const auto& [monomial, c] : f.terms()) {
    int degree = 0;
    for (const int n : monomial) degree += n;
    sum += Interval(Rational(mp::abs(c)), cosine.precision()) / pow(cosine, degree);
  }
  return sum;
}

Interval continuation_factor(const Interval& tangent_square, const Interval& k) {
  const Interval inner2 = sqr(k) / (1 - tangent_square);
  const Interval stretch = sqrt((1 + tangent_square) / (1 - tangent_square));
  return 1 + 2 * (stretch * normal_tail(sqrt(inner2)) * exp((inner2 - sqr(k)) / 2) - normal_tail(k));
}

}  // namespace softlin::numeric
