// Sums of lognormals against closed forms and against themselves on finer meshes.

#include "proofs-check/steps/lognormal_sum.hpp"

#include <boost/test/unit_test.hpp>

#include "numeric/interval_text.hpp"
#include "numeric/special.hpp"
#include "proofs-check/steps/gaussian_mean.hpp"

using namespace softlin;
using namespace softlin::check;
using numeric::Interval;

namespace {

constexpr numeric::Bits k_bits{96};
Interval number(const Rational& x) { return {x, k_bits}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(lognormal_sum)

BOOST_AUTO_TEST_CASE(one_copy) {
  // P(y < e^{-s^2/2}) = P(xi < 0)
  const Interval s = number(Rational(3, 4));
  const Interval half = lognormal_lower_tail(1, exp(-sqr(s) / 2), s, 128);
  BOOST_TEST(contains(half, Rational(1, 2)), numeric::to_text(half));
  BOOST_TEST(half.relative_width() < 1e-20);
}

BOOST_AUTO_TEST_CASE(finer_meshes_are_narrower_and_meet) {
  for (const int n : {2, 3, 5, 8}) {
    for (const Rational& share : {Rational(1, 4), Rational(1), Rational(2)}) {
      const Interval c = number(share * n);
      const Interval coarse = lognormal_lower_tail(n, c, number(1), 64);
      const Interval fine = lognormal_lower_tail(n, c, number(1), 256);
      BOOST_TEST_CONTEXT(n << " copies below " << share << " n: " << numeric::to_text(coarse) << " "
                           << numeric::to_text(fine)) {
        BOOST_TEST(overlap(coarse, fine));
        BOOST_TEST(fine.upper_double() - fine.lower_double() < 0.5 * (coarse.upper_double() - coarse.lower_double()));
        BOOST_TEST(fine.upper_double() <= 1);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(two_copies_by_quadrature) {
  // P(y1 + y2 < c) between the two Riemann sums of E Phi((ln(c - y1) + s^2/2)/s), which falls in y1.
  const Interval s = number(Rational(1, 2));
  const Interval c = number(Rational(3, 2));
  const int cells = 200;
  Interval low = number(0);
  Interval high = number(0);
  for (int j = 0; j < cells; ++j) {
    const Interval mass = lognormal_distribution(c * (j + 1) / cells, s) -
                          (j == 0 ? number(0) : lognormal_distribution(c * j / cells, s));
    high += mass * lognormal_distribution(c - c * j / cells, s);
    if (j + 1 < cells) low += mass * lognormal_distribution(c - c * (j + 1) / cells, s);
  }
  const Interval quadrature = Interval::from_ends(low.lower(), high.upper());
  const Interval tail = lognormal_lower_tail(2, c, s, 256);
  BOOST_TEST(overlap(quadrature, tail), numeric::to_text(quadrature) << " " << numeric::to_text(tail));
  BOOST_TEST(tail.relative_width() < 0.1);
  // A control: another slope is told apart.
  BOOST_TEST(!overlap(quadrature, lognormal_lower_tail(2, c, number(1), 256)));
}

BOOST_AUTO_TEST_CASE(capped_moments) {
  // Far above 1 the cap does nothing: E (y/c)^k; far below it is always reached.
  const Interval s = number(Rational(1, 2));
  const Interval c = number(1000000);
  const Interval free = exp(sqr(s)) / sqr(c);
  const Interval capped = capped_moment(2, c, s);
  BOOST_TEST(abs(capped / free - 1).upper_double() < 1e-15, numeric::to_text(capped / free));
  BOOST_TEST(abs(capped_moment(2, number(Rational(1, 1000000)), s) - 1).upper_double() < 1e-15);
  BOOST_TEST(certainly_less(capped_moment(3, number(1), s), capped_moment(2, number(1), s)));
}

BOOST_AUTO_TEST_CASE(means_of_smooth_functions) {
  // E xi^2 = 1, E e^xi = sqrt(e)
  const SmoothFunction square{[](const Interval& x) { return sqr(x); }, [](const Interval& x) { return 2 * x; }};
  const SmoothFunction power{[](const Interval& x) { return exp(x); }, [](const Interval& x) { return exp(x); }};
  const Interval one = gaussian_mean(square, 12, 32, k_bits);
  const Interval root = gaussian_mean(power, 14, 32, k_bits);
  BOOST_TEST(overlap(one, number(1)), numeric::to_text(one));
  BOOST_TEST(overlap(root, sqrt(exp(number(1)))), numeric::to_text(root));
  BOOST_TEST(one.relative_width() < 2e-2);
  BOOST_TEST(root.relative_width() < 2e-2);
}

BOOST_AUTO_TEST_SUITE_END()
