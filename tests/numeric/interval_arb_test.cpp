/// Arb as an independent oracle: its ball and our interval enclose the same value, so they must overlap.

#include <arb.h>
#include <arb_hypgeom.h>

#include <boost/test/unit_test.hpp>

#include "numeric/special.hpp"
#include "tests/numeric/draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

/// An Arb ball with automatic clean-up.
class Ball {
 public:
  Ball() { arb_init(x_); }
  Ball(const Ball&) = delete;
  Ball& operator=(const Ball&) = delete;
  ~Ball() { arb_clear(x_); }
  arb_ptr get() { return x_; }

  /// Contains the interval.
  void set(const Interval& x, long bits) {
    arf_t low, high;
    arf_init(low);
    arf_init(high);
    arf_set_mpfr(low, &x.raw()->left);
    arf_set_mpfr(high, &x.raw()->right);
    arb_set_interval_arf(x_, low, high, bits);
    arf_clear(low);
    arf_clear(high);
  }
  void set(const Rational& q, long bits) {
    fmpq_t exact;
    fmpq_init(exact);
    fmpq_set_mpq(exact, q.backend().data());
    arb_set_fmpq(x_, exact, bits);
    fmpq_clear(exact);
  }
  /// Both ends as MPFR numbers, rounded outward.
  Interval interval(long bits) const {
    Interval out = Interval::blank(Bits(bits));
    arb_get_interval_mpfr(&out.raw()->left, &out.raw()->right, x_);
    return out;
  }

 private:
  arb_t x_;
};

struct Case {
  std::string name;
  Interval (*ours)(const Interval&);
  void (*arb)(arb_ptr, arb_srcptr, slong);
  /// Arguments are multiples of 2^-20 in [low, high], and thin or wide boxes around them.
  long low;
  long high;
};

void arb_normal_tail(arb_ptr y, arb_srcptr x, slong bits) {
  Ball root;
  arb_sqrt_ui(root.get(), 2, bits);
  arb_div(y, x, root.get(), bits);
  arb_hypgeom_erfc(y, y, bits);
  arb_mul_2exp_si(y, y, -1);
}

void arb_normal_distribution(arb_ptr y, arb_srcptr x, slong bits) {
  Ball root;
  Ball one;
  arb_sqrt_ui(root.get(), 2, bits);
  arb_div(y, x, root.get(), bits);
  arb_hypgeom_erf(y, y, bits);
  arb_one(one.get());
  arb_add(y, y, one.get(), bits);
  arb_mul_2exp_si(y, y, -1);
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"exp", exp, [](arb_ptr y, arb_srcptr x, slong p) { arb_exp(y, x, p); }, -1000, 1000},
      {"expm1", expm1, [](arb_ptr y, arb_srcptr x, slong p) { arb_expm1(y, x, p); }, -1000, 1000},
      {"log", log, [](arb_ptr y, arb_srcptr x, slong p) { arb_log(y, x, p); }, 0, 1000},
      {"log1p", log1p, [](arb_ptr y, arb_srcptr x, slong p) { arb_log1p(y, x, p); }, -1, 1000},
      {"sqrt", sqrt, [](arb_ptr y, arb_srcptr x, slong p) { arb_sqrt(y, x, p); }, 0, 1000},
      {"sinh", sinh, [](arb_ptr y, arb_srcptr x, slong p) { arb_sinh(y, x, p); }, -200, 200},
      {"cosh", cosh, [](arb_ptr y, arb_srcptr x, slong p) { arb_cosh(y, x, p); }, -200, 200},
      {"tanh", tanh, [](arb_ptr y, arb_srcptr x, slong p) { arb_tanh(y, x, p); }, -200, 200},
      {"erf", erf, [](arb_ptr y, arb_srcptr x, slong p) { arb_hypgeom_erf(y, x, p); }, -20, 20},
      {"erfc", erfc, [](arb_ptr y, arb_srcptr x, slong p) { arb_hypgeom_erfc(y, x, p); }, -20, 40},
      {"normal_tail", normal_tail, arb_normal_tail, -20, 40},
      {"normal_distribution", normal_distribution, arb_normal_distribution, -20, 20},
  };
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(interval_arb)

BOOST_AUTO_TEST_CASE(points) {
  const std::uint64_t seed = 8001;
  Dice dice(seed);
  for (const Case& f : cases()) {
    for (int i = 0; i < scaled(80); ++i) {
      const long p = dice.between(10, 300);
      Rational q = Rational(dice.between(f.low * 1048576 + 1, f.high * 1048576), 1048576);
      if (dice.one_in(3)) q = f.low == -1 ? Rational(q / 1000000007) : Rational(q * power_of_two(-dice.between(1, 60)));
      if (f.low == -1 && q <= -1) continue;
      BOOST_TEST_CONTEXT("seed " << seed << " " << f.name << " case " << i << " x " << q.str() << " bits " << p) {
        const Interval ours = f.ours(Interval(q, Bits(p)));
        Ball x;
        Ball y;
        x.set(q, 2 * p + 100);
        f.arb(y.get(), x.get(), 2 * p + 100);
        const Interval theirs = y.interval(2 * p + 200);
        BOOST_TEST(overlap(ours, theirs), shown(ours) << " " << shown(theirs));
        // Arb's ball is far narrower than a unit in our last place, so an error of one unit separates the two. Only
        // 1 + erf(x) loses the bits of the tail: |x| <= 20 and e^{-x^2/2} leave it no relative accuracy to ask for.
        if (f.name == "normal_distribution") continue;
        BOOST_TEST(
            certainly_less_equal(theirs.upper() - theirs.lower(), scale_by_power_of_two(abs(ours).upper(), -p - 10)));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(boxes) {
  // The value at every point of a box, by Arb, lies in our enclosure of the box.
  const std::uint64_t seed = 8002;
  Dice dice(seed);
  for (const Case& f : cases()) {
    for (int i = 0; i < scaled(40); ++i) {
      const long p = dice.between(10, 200);
      const Rational a(dice.between(f.low * 1024 + 1, f.high * 1024), 1024);
      const Rational b(dice.between(f.low * 1024 + 1, f.high * 1024), 1024);
      const Box box = a < b ? Box{a, b} : Box{b, a};
      BOOST_TEST_CONTEXT("seed " << seed << " " << f.name << " case " << i << " x " << box << " bits " << p) {
        Interval argument = box.at(Bits(p));
        if ((f.name == "log" && !certainly_positive(argument)) || (f.name == "log1p" && box.low < Rational(-1, 2)))
          continue;
        const Interval ours = f.ours(argument);
        for (int k = 0; k < 5; ++k) {
          const Rational q = draw_inside(dice, box);
          Ball x;
          Ball y;
          x.set(q, 2 * p + 100);
          f.arb(y.get(), x.get(), 2 * p + 100);
          BOOST_TEST(overlap(y.interval(2 * p + 200), ours), q.str() << " " << shown(ours));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(constants) {
  for (const long p : {2L, 53L, 500L}) {
    Ball y;
    arb_const_pi(y.get(), 2 * p + 100);
    BOOST_TEST(subset(y.interval(2 * p + 200), Interval::pi(Bits(p))));
    for (const unsigned long n : {0UL, 1UL, 5UL, 20UL, 200UL}) {
      arb_fac_ui(y.get(), n, 2000);
      BOOST_TEST(overlap(y.interval(2100), factorial(n, Bits(p))));
      BOOST_TEST(factorial(n, Bits(p)).relative_width() <= std::ldexp(1.0, 1 - static_cast<int>(p)) * (1 + 0x1p-50));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
