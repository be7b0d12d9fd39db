// Proofs by subdivision: what holds is proved, what is wrong is not.

#include <boost/test/unit_test.hpp>

#include "numeric/softmax_expectation.hpp"
#include "proofs-check/steps/closed_form_region.hpp"
#include "proofs-check/steps/drawn_weights.hpp"
#include "proofs-check/steps/exponential_ratio_region.hpp"
#include "proofs-check/steps/headline_region.hpp"
#include "proofs-check/steps/weight_signs.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::check;
using symbolic::WeightPolynomial;

namespace {

RegionResult headline(const Rational& least_s, const Rational& most_s, long least, long most, const Rational& c = 1) {
  return prove_headline({least_s, most_s, least, most, c}, 1);
}

std::string verdict_of(const RegionResult& result) { return name_of(result.verdict); }

}  // namespace

BOOST_AUTO_TEST_SUITE(region)

BOOST_AUTO_TEST_CASE(headline_is_proved) {
  const RegionResult result = headline(0, 2, 1, 300);
  BOOST_TEST(verdict_of(result) == "proved", result.open_box);
  BOOST_TEST(result.boxes > 300);
  BOOST_TEST(result.open_box.empty());
  BOOST_TEST(verdict_of(headline(Rational(1, 3), Rational(1, 2), 900000, 1000000)) == "proved");
  BOOST_TEST(verdict_of(headline(3, 4, 5, 5)) == "proved");
  BOOST_TEST(verdict_of(headline(0, 0, 1, 10)) == "proved");
  BOOST_TEST(verdict_of(headline(0, 5, 1, 1)) == "proved");
}

BOOST_AUTO_TEST_CASE(weaker_bounds_are_proved_and_stronger_refuted) {
  BOOST_TEST(verdict_of(headline(0, 1, 1, 100, 2)) == "proved");
  for (const Rational& c : {Rational(1, 2), Rational(15, 16), Rational(999, 1000)}) {
    for (const long least : {2L, 50L, 1000L}) {
      const RegionResult result = headline(Rational(1, 4), 1, least, 2 * least, c);
      BOOST_TEST_CONTEXT(c << " from " << least) {
        BOOST_TEST(verdict_of(result) != "proved");
        BOOST_TEST(!result.open_box.empty());
      }
    }
  }
  BOOST_TEST(verdict_of(headline(Rational(1, 4), 1, 1000, 2000, Rational(15, 16))) == "violated");
}

BOOST_AUTO_TEST_CASE(headline_input) {
  BOOST_CHECK_THROW(headline(2, 1, 1, 2), InputError);
  BOOST_CHECK_THROW(headline(0, 15, 1, 2), InputError);
  BOOST_CHECK_THROW(headline(-1, 1, 1, 2), InputError);
  BOOST_CHECK_THROW(headline(0, 1, 0, 2), InputError);
  BOOST_CHECK_THROW(headline(0, 1, 3, 2), InputError);
  BOOST_CHECK_THROW(headline(0, 1, 1, 2000000000), InputError);
  BOOST_CHECK_THROW(headline(0, 1, 1, 2, 0), InputError);
}

/// What the boxes rest on: with K factors, E prod p_n over (L)_K does not rise with L, and E prod p_n does not fall with s.
BOOST_AUTO_TEST_CASE(corner_values_bound_the_box) {
  tests::Dice dice(20240607);
  for (int k = 0; k < tests::scaled(12); ++k) {
    const Integer L = dice.between(3, 4000);
    const Integer M = L + dice.between(1, 60);
    const Rational u(dice.between(1, 500), 100);
    const Rational v = u + Rational(dice.between(1, 100), 100);
    const auto p2 = WeightPolynomial::power_sum(2);
    const auto p3 = WeightPolynomial::power_sum(3);
    const std::vector<WeightPolynomial> f{p2, p3, p2 * p2, p2 * p3, p2 * p2 * p2};
    const std::vector<unsigned> factors{1, 1, 2, 2, 3};
    const auto at = [&](const Rational& s2, const Integer& length) {
      return numeric::expect_weights(f, numeric::ScoreVariance(symbolic::Number(s2)), length, 18);
    };
    const auto left = at(u, L);
    const auto longer = at(u, M);
    const auto steeper = at(v, L);
    BOOST_TEST_CONTEXT("seed 20240607: L = " << L << ", " << M << ", s^2 = " << u << ", " << v) {
      for (std::size_t i = 0; i < f.size(); ++i) {
        Rational ratio = 1;
        for (unsigned j = 0; j < factors[i]; ++j) ratio *= Rational(M - j, L - j);
        BOOST_TEST(certainly_less(longer[i], left[i] * numeric::Interval(ratio, numeric::Bits(128))));
        BOOST_TEST(certainly_less(left[i], steeper[i]));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(weight_signs) {
  for (const WeightSign sign : {WeightSign::first, WeightSign::second}) {
    const Rational c = constant_of(sign);
    const RegionResult result = prove_weight_sign(sign, c);
    BOOST_TEST(verdict_of(result) == "proved", result.open_box);
    BOOST_TEST(result.boxes > 1000);
    const RegionResult wrong = prove_weight_sign(sign, c * Rational(3, 2));
    BOOST_TEST(verdict_of(wrong) == "undecided");
    BOOST_TEST(!wrong.open_box.empty());
    const RegionResult cut = prove_weight_sign(sign, c, 100);
    BOOST_TEST(verdict_of(cut) == "undecided");
    BOOST_TEST(cut.open_box.find("X = ") == 0U, cut.open_box);
  }
}

BOOST_AUTO_TEST_CASE(closed_forms) {
  const RegionResult output = prove_closed_form(OutputClosedForm{});
  BOOST_TEST(verdict_of(output) == "proved", output.open_box);
  BOOST_TEST(output.boxes > 1000);
  BOOST_TEST(output.methods.size() == 2u);
  const RegionResult gradient = prove_closed_form(GradientClosedForm{});
  BOOST_TEST(verdict_of(gradient) == "proved", gradient.open_box);
  BOOST_TEST(gradient.boxes > 800);
  BOOST_TEST(gradient.methods.size() == 2u);
}

BOOST_AUTO_TEST_CASE(smaller_closed_forms_are_not_proved) {
  const std::vector<RegionResult> all{
      prove_closed_form(OutputClosedForm{2, 50, 7}), prove_closed_form(OutputClosedForm{3, 70, 1}),
      prove_closed_form(GradientClosedForm{1, 3, 28}), prove_closed_form(GradientClosedForm{1, 4, 14})};
  for (std::size_t k = 0; k < all.size(); ++k) {
    BOOST_TEST(verdict_of(all[k]) == "undecided", k);
    BOOST_TEST(all[k].open_box.find("b = ") == 0U, all[k].open_box);
  }
}

BOOST_AUTO_TEST_CASE(powers_and_exponentials) {
  for (const auto& prove : {prove_exponential_majorants, prove_power_majorants}) {
    const RegionResult result = prove(1);
    BOOST_TEST(verdict_of(result) == "proved", result.open_box);
    BOOST_TEST(result.boxes > 1000);
    const RegionResult wrong = prove(Rational(98, 100));
    BOOST_TEST(verdict_of(wrong) == "undecided");
    BOOST_TEST(!wrong.open_box.empty());
  }
  // Where h is too large for the argument about negative w, or c_h for that about small w.
  for (const auto& [h, c] : exponential_constants()) {
    BOOST_TEST((h > Rational(11, 5) && h <= 6));
    BOOST_TEST((c * h * h > 2));
  }
}

BOOST_AUTO_TEST_CASE(drawn_weight_vectors) {
  const auto p2 = WeightPolynomial::power_sum(2);
  BOOST_TEST((value_at(p2 * p2, {Rational(1, 2), Rational(1, 2)}) == Rational(1, 4)));
  for (long k = 1; k < 50; ++k) {
    Rational sum;
    for (const Rational& w : drawn_weights(k, k % 7)) {
      BOOST_TEST((w > 0));
      sum += w;
    }
    BOOST_TEST((sum == 1), k);
  }
}

BOOST_AUTO_TEST_SUITE_END()
