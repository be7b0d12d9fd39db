#include "symbolic/gaussian_moment.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "symbolic/moment_expression.hpp"
#include "tests/effort.hpp"
#include "tests/symbolic/double_value.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using namespace softlin::tests;

namespace {

using Values = std::map<std::string, Formula>;

const Place k_place{"test", 0, {}};

int sign_of(const Formula& closed) {
  if (const auto value = closed.as_rational()) return value->sign();
  const double value = testing::double_value(closed.compile());
  return value > 0 ? 1 : -1;  // no test asks for the sign of an irrational zero
}

Formula number(const Rational& value) { return Formula(value); }

GaussianLaw law_of(const std::vector<Rational>& mean, const std::vector<std::vector<Rational>>& covariance) {
  GaussianLaw law;
  for (const auto& entry : mean) law.mean.push_back(number(entry));
  for (const auto& row : covariance) {
    law.covariance.emplace_back();
    for (const auto& entry : row) law.covariance.back().push_back(number(entry));
  }
  return law;
}

const GaussianLaw k_standard = law_of({0}, {{1}});

GaussianMoment moment(const std::string& text, const GaussianLaw& law, const Values& values = {}) {
  return MomentExpression::parse(text, k_place).value({{number(1), law}}, values, sign_of);
}

std::string text_of(const std::string& text, const GaussianLaw& law) { return moment(text, law).value.text(); }

struct Draw {
  std::vector<Rational> mean;
  std::vector<std::vector<Rational>> covariance;
  GaussianLaw law() const { return law_of(mean, covariance); }
  std::string text() const {
    std::string out = "mean";
    for (const auto& entry : mean) out += " " + entry.str();
    out += " covariance";
    for (const auto& row : covariance) {
      for (const auto& entry : row) out += " " + entry.str();
    }
    return out;
  }
};

/// Covariance F F^T with F of `rank` columns: singular when rank < dimension.
Draw draw_law(Dice& dice, std::size_t dimension, std::size_t rank) {
  Draw out;
  std::vector<std::vector<Rational>> factor(dimension, std::vector<Rational>(rank));
  for (auto& row : factor) {
    for (auto& entry : row) entry = Rational(dice.between(-3, 3), dice.between(1, 3));
  }
  out.covariance.assign(dimension, std::vector<Rational>(dimension));
  for (std::size_t i = 0; i < dimension; ++i) {
    out.mean.push_back(Rational(dice.between(-4, 4), dice.between(1, 3)));
    for (std::size_t j = 0; j < dimension; ++j) {
      for (std::size_t k = 0; k < rank; ++k) out.covariance[i][j] += factor[i][k] * factor[j][k];
    }
  }
  return out;
}

/// E prod of the listed coordinates: each is either its mean or paired with a later one (Isserlis, by brute force).
Rational by_pairings(std::vector<std::size_t> factors, const Draw& law) {
  if (factors.empty()) return 1;
  const std::size_t first = factors.front();
  factors.erase(factors.begin());
  Rational sum = law.mean[first] * by_pairings(factors, law);
  for (std::size_t k = 0; k < factors.size(); ++k) {
    std::vector<std::size_t> rest = factors;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(k));
    sum += law.covariance[first][factors[k]] * by_pairings(rest, law);
  }
  return sum;
}

std::string monomial_text(const std::vector<std::size_t>& factors) {
  std::string out = "1";
  for (const std::size_t i : factors) out += "*x" + std::to_string(i + 1);
  return out;
}

std::string bracketed(const Rational& value) { return "(" + value.str() + ")"; }

double simpson(double from, double to, int pieces, const std::function<double(double)>& f) {
  const double h = (to - from) / (2 * pieces);
  double sum = f(from) + f(to);
  for (int i = 1; i < 2 * pieces; ++i) sum += (i % 2 == 1 ? 4 : 2) * f(from + i * h);
  return sum * h / 3;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gaussian_moment)

BOOST_AUTO_TEST_CASE(known_moments) {
  BOOST_TEST(text_of("E[x1^20]", k_standard) == "654729075");  // 19!!
  BOOST_TEST(text_of("E[x1^7]", k_standard) == "0");
  BOOST_TEST(text_of("E[1]", k_standard) == "1");
  BOOST_TEST(text_of("E[exp(x1)]", k_standard) == "exp(1/2)");
  BOOST_TEST(text_of("E[exp(x1^2/4)]", k_standard) == "sqrt(2)");
  BOOST_TEST(text_of("E[cosh(x1)] - E[exp(x1)]", k_standard) == "0");
  BOOST_TEST(text_of("E[x1*sinh(x1)] - E[exp(x1)]", k_standard) == "0");
  BOOST_TEST(text_of("E[exp(x1/2)^2] - E[exp(x1)]", k_standard) == "0");
  BOOST_TEST(text_of("E[E[x1^2]*x1^4]", k_standard) == "3");
  BOOST_TEST(text_of("E[x1^4] - 3*E[x1^2]^2", k_standard) == "0");
  BOOST_TEST(text_of("E[x1*positive(x1)]*sqrt(2*pi)", k_standard) == "1");
  BOOST_TEST(text_of("E[x1^2*positive(x1)]", k_standard) == "1/2");
  BOOST_TEST(text_of("E[positive(x1)^3]", k_standard) == "1/2");
  BOOST_TEST(text_of("E[x1*positive(2 + 0*x1)]", law_of({3}, {{1}})) == "3");
  BOOST_TEST(text_of("E[x1^2*positive(x1 - 1)]", law_of({1}, {{0}})) == "0");  // the boundary itself is outside
  BOOST_TEST(text_of("E[x1^2*positive(x1)]", law_of({1}, {{0}})) == "1");
  BOOST_TEST(text_of("E[exp(7*x1^2)]", law_of({1}, {{0}})) == "exp(7)");
}

BOOST_AUTO_TEST_CASE(open_symbols) {
  const GaussianLaw open = GaussianLaw::open(2);
  BOOST_TEST(text_of("E[x1^4] - 3*E[x1^2]^2", open) == "-2*m1^4");
  BOOST_TEST(text_of("E[x1*x2] - E[x1]*E[x2]", open) == "g12");
  BOOST_TEST(text_of("E[exp(a1*x1)]", open) == "exp(a1*m1 + a1^2*g11/2)");
  const auto quadratic = moment("E[exp(b*x1^2)]", open);
  BOOST_TEST_REQUIRE(quadratic.positive.size() == 1U);
  BOOST_TEST(quadratic.positive[0].text() == "-2*b*g11 + 1");
  // d/da E x^p e^{a x} = E x^{p+1} e^{a x}, with everything open.
  for (const char* side : {"", "*positive(x1 + c*x2 - 1)", "*exp(b*x1*x2)"}) {
    const std::string rest = "*x2^2*exp(a1*x1)" + std::string(side);
    const Formula lower = moment("E[x1" + rest + "]", open).value;
    const Formula upper = moment("E[x1^2" + rest + "]", open).value;
    const Values at{{"a1", number(Rational(1, 3))},
                    {"m1", number(Rational(1, 2))},
                    {"m2", number(-1)},
                    {"g11", number(1)},
                    {"g12", number(Rational(1, 2))},
                    {"g22", number(2)},
                    {"b", number(Rational(1, 9))},
                    {"c", number(Rational(2, 3))}};
    const double left = testing::double_value(lower.derivative("a1").substitute(at).compile());
    const double right = testing::double_value(upper.substitute(at).compile());
    BOOST_TEST_CONTEXT(rest) {
      BOOST_TEST(std::abs(left - right) < 1e-12 * (1 + std::abs(right)));
      // Values put first, and put last, give the same number.
      const double first =
          testing::double_value(moment("E[x1^2" + rest + "]", open.substitute(at), at).value.compile());
      BOOST_TEST(std::abs(first - right) < 1e-12 * (1 + std::abs(right)));
    }
  }
}

BOOST_AUTO_TEST_CASE(random_moments_are_sums_over_pairings) {
  constexpr std::uint64_t k_seed = 201;
  Dice dice(k_seed);
  for (int n = scaled(60); n > 0; --n) {
    const auto d = static_cast<std::size_t>(dice.between(1, 3));
    const Draw law = draw_law(dice, d, static_cast<std::size_t>(dice.between(1, static_cast<long>(d))));
    std::vector<std::size_t> factors;
    for (long k = dice.between(1, 7); k > 0; --k)
      factors.push_back(static_cast<std::size_t>(dice.between(1, static_cast<long>(d))) - 1);
    const Rational expected = by_pairings(factors, law);
    BOOST_TEST_CONTEXT("seed " << k_seed << ", " << law.text() << ", " << monomial_text(factors)) {
      BOOST_TEST((moment("E[" + monomial_text(factors) + "]", law.law()).value.as_rational() == expected));
      // In open symbols, then with the values: the same.
      const GaussianLaw open = GaussianLaw::open(d);
      Values values;
      for (std::size_t i = 0; i < d; ++i) {
        values[open.mean[i].text()] = number(law.mean[i]);
        for (std::size_t j = 0; j < d; ++j) values[open.covariance[i][j].text()] = number(law.covariance[i][j]);
      }
      const Formula formula = moment("E[" + monomial_text(factors) + "]", open).value;
      BOOST_TEST((formula.substitute(values).as_rational() == expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(random_tilting_identity) {
  // E p(x) e^{<a,x>} = e^{<a,m> + a^T Gamma a/2} E p(x + Gamma a), also for singular Gamma.
  constexpr std::uint64_t k_seed = 202;
  Dice dice(k_seed);
  for (int n = scaled(30); n > 0; --n) {
    const auto d = static_cast<std::size_t>(dice.between(1, 3));
    const Draw law = draw_law(dice, d, static_cast<std::size_t>(dice.between(1, static_cast<long>(d))));
    std::vector<Rational> a;
    for (std::size_t i = 0; i < d; ++i) a.push_back(Rational(dice.between(-3, 3), dice.between(1, 4)));
    Rational exponent = 0;
    std::string linear = "0";
    std::string shifted = "1";
    std::string plain = "1";
    for (std::size_t i = 0; i < d; ++i) {
      Rational shift = 0;
      for (std::size_t j = 0; j < d; ++j) shift += law.covariance[i][j] * a[j];
      exponent += a[i] * (law.mean[i] + shift / 2);
      const std::string x = "x" + std::to_string(i + 1);
      const std::string power = ")^" + std::to_string(dice.between(0, 3));
      linear += "+" + bracketed(a[i]) + "*" + x;
      plain += "*(" + x + power;
      shifted += "*(" + x + "+" + bracketed(shift) + power;
    }
    const std::string left = "E[" + plain + "*exp(" + linear + ")]";
    const std::string right = "exp(" + bracketed(exponent) + ")*E[" + shifted + "]";
    BOOST_TEST_CONTEXT("seed " << k_seed << ", " << law.text() << ", " << left) {
      BOOST_TEST(moment(left + "-" + right, law.law()).value.is_identically_zero());
      BOOST_TEST(!moment(left + "-" + right + " - 1", law.law()).value.is_identically_zero());
    }
  }
}

BOOST_AUTO_TEST_CASE(divergence_is_decided_exactly) {
  const auto diverges = [](const std::string& text, const GaussianLaw& law) {
    try {
      moment(text, law);
      return false;
    } catch (const DomainError&) {
      return true;
    }
  };
  BOOST_TEST(diverges("E[exp(x1^2/2)]", k_standard));  // 2 b var = 1
  BOOST_TEST(!diverges("E[exp((1/2 - 1e-40)*x1^2)]", k_standard));
  BOOST_TEST(diverges("E[exp((1/2 + 1e-40)*x1^2)]", k_standard));
  BOOST_TEST(diverges("E[x1*exp(x1^2/4)]", law_of({0}, {{2}})));
  const GaussianLaw identity = law_of({0, 0}, {{1, 0}, {0, 1}});
  BOOST_TEST(diverges("E[exp(x1^2 + x2^2)]", identity));  // det(I - 2B) = 1 > 0 all the same
  BOOST_TEST(diverges("E[exp(x1*x2)]", identity));
  BOOST_TEST(!diverges("E[exp(99/100*x1*x2)]", identity));
  const GaussianLaw singular = law_of({0, 0}, {{1, 1}, {1, 1}});  // x1 = x2
  BOOST_TEST(diverges("E[exp(x1^2/4 + x2^2/4)]", singular));
  BOOST_TEST(!diverges("E[exp(x1^2/4 + x2^2/5)]", singular));
  BOOST_TEST(text_of("E[exp(9*x1^2 - 9*x2^2)]", singular) == "1");
  BOOST_TEST(text_of("E[x1^2*exp(9*x1^2 - 9*x1*x2)]", singular) == "1");
  BOOST_TEST(text_of("E[exp(9*x2^2)]", law_of({0, 0}, {{1, 0}, {0, 0}})) == "1");
  // On a half-space the refusal does not claim divergence: this one converges, to 1/sqrt(2 pi).
  BOOST_CHECK_EXCEPTION(moment("E[exp(x1^2/2 - x1)*positive(x1)]", k_standard), DomainError, [](const DomainError& e) {
    return std::string(e.what()).find("diverges") == std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(random_integrals_in_the_plane) {
  // Simpson's rule on a rectangle of 12 standard deviations, the inner integral cut at the half-space's edge.
  constexpr std::uint64_t k_seed = 203;
  Dice dice(k_seed);
  for (int n = scaled(8); n > 0; --n) {
    const double r = dice.between(-3, 3) / 5.0;  // correlation; variances 1
    const double m1 = dice.between(-2, 2) / 2.0;
    const double m2 = dice.between(-2, 2) / 2.0;
    const auto p = dice.between(0, 3);
    const auto q = dice.between(0, 3);
    const double a = dice.between(-2, 2) / 4.0;
    const double b = dice.between(-2, 1) / 8.0;
    const double n1 = dice.between(-2, 2) / 2.0;
    const double c = dice.between(-2, 2) / 2.0;
    const auto shown = [](double value) { return "(" + rational_of_shortest_decimal(value).str() + ")"; };
    const std::string text = "E[x1^" + std::to_string(p) + "*x2^" + std::to_string(q) + "*exp(" + shown(a) + "*x1+" +
                             shown(b) + "*x1*x2)*positive(x2+" + shown(n1) + "*x1+" + shown(c) + ")]";
    const Rational rho = rational_of_shortest_decimal(r);
    const GaussianLaw law =
        law_of({rational_of_shortest_decimal(m1), rational_of_shortest_decimal(m2)}, {{1, rho}, {rho, 1}});
    const double expected = simpson(m1 - 14, m1 + 14, 150, [&](double x) {
      const double edge = std::max(-n1 * x - c, m2 - 16);
      if (edge >= m2 + 16) return 0.0;
      return simpson(edge, m2 + 16, 150, [&](double y) {
        const double u = x - m1;
        const double v = y - m2;
        const double form = (u * u - 2 * r * u * v + v * v) / (1 - r * r);
        return std::pow(x, p) * std::pow(y, q) * std::exp(a * x + b * x * y - form / 2) /
               (2 * std::acos(-1.0) * std::sqrt(1 - r * r));
      });
    });
    const double found = testing::double_value(moment(text, law).value.compile());
    BOOST_TEST_CONTEXT("seed " << k_seed << ", " << text << ", rho " << r << ", mean " << m1 << " " << m2) {
      BOOST_TEST(std::abs(found - expected) < 1e-5 * (1 + std::abs(expected)));
    }
  }
}

BOOST_AUTO_TEST_CASE(mixtures_average_their_components) {
  const auto expression = MomentExpression::parse("E[x1^2] - E[x1]^2", k_place);
  const WeightedLaws laws{{number(Rational(1, 4)), law_of({0}, {{1}})}, {number(Rational(3, 4)), law_of({2}, {{3}})}};
  BOOST_TEST(expression.value(laws, {}, sign_of).value.text() == "13/4");  // 5/2 within, 3/4 between
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused) {
  const std::vector<std::string> bad{"E[x1",        "E x1",
                                     "x1",          "E[x]",
                                     "E[x65]",      "E[exp(x1^3)]",
                                     "E[log(x1)]",  "E[1/x1]",
                                     "E[sqrt(x1)]", "E[x1^201]",
                                     "E[x1^(1/2)]", "E[positive(x1^2)]",
                                     "positive(a)", "E[positive(x1)*positive(x1 - 1)]",
                                     "E[foo(x1)]",  "E[exp(positive(x1))]",
                                     "E[abs(x1)]",  "E[(x1+x2+x3+x4+x5+x6)^60]",
                                     "E[x1^1e9]",   "E[]"};
  for (const auto& text : bad) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_CHECK_THROW(MomentExpression::parse(text, k_place).value({{number(1), GaussianLaw::open(6)}}, {}, sign_of),
                        InputError);
    }
  }
  BOOST_CHECK_THROW(moment("E[(x1*x2*x3*x4)^40]", GaussianLaw::open(4)), Error);  // too many terms
}

BOOST_AUTO_TEST_SUITE_END()
