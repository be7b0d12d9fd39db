#include "symbolic/softmax_statistic.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "symbolic/error.hpp"

using namespace softlin;
using namespace softlin::symbolic;

namespace {

using P = WeightPolynomial;

P S(int n) { return P::power_sum(n); }

/// The statistic `name` at slope s as one weight polynomial.
P statistic(const std::string& name, const Rational& s) {
  const ExpectationForm form = named_statistic(name, Number(s));
  P sum(form.constant.rational());
  for (const auto& term : form.terms) sum = sum + term.coefficient.rational() * term.statistic;
  return sum;
}

Rational value(const std::string& name, const Rational& s, const Integer& L) {
  return named_statistic(name, Number(s)).at_equal_weights(L).rational();
}

/// Polynomials in S_{n,p} = sum_i w_i^n xi_i^p, a monomial being the sorted list of its (n, p).
using Factors = std::vector<std::pair<int, int>>;
using Mixed = std::map<Factors, Rational>;

void add(Mixed& sum, Factors factors, const Rational& c) {
  if (c.is_zero()) return;
  std::sort(factors.begin(), factors.end());
  if ((sum[factors] += c).is_zero()) sum.erase(factors);
}

Mixed constant(const Rational& c) { return {{{}, c}}; }
Mixed S(int n, int p) { return {{{{n, p}}, 1}}; }

Mixed operator+(Mixed a, const Mixed& b) {
  for (const auto& [factors, c] : b) add(a, factors, c);
  return a;
}
Mixed operator*(const Mixed& a, const Mixed& b) {
  Mixed out;
  for (const auto& [x, cx] : a) {
    for (const auto& [y, cy] : b) {
      Factors both = x;
      both.insert(both.end(), y.begin(), y.end());
      add(out, both, cx * cy);
    }
  }
  return out;
}
Mixed operator*(const Rational& c, const Mixed& a) { return constant(c) * a; }
Mixed operator-(const Mixed& a, const Mixed& b) { return a + Rational(-1) * b; }

/// The expectation by the integration by parts of exact.md 4.1, one power of xi at a time.
P reduce(Mixed rest, const Rational& s) {
  P out;
  while (!rest.empty()) {
    const Factors factors = rest.begin()->first;
    const Rational c = rest.begin()->second;
    rest.erase(rest.begin());
    const auto with_power = std::find_if(factors.begin(), factors.end(), [](const auto& f) { return f.second > 0; });
    if (with_power == factors.end()) {
      P product(c);
      for (const auto& [n, p] : factors) product = product * S(n);
      out = out + product;
      continue;
    }
    const auto [n, p] = *with_power;
    Factors others = factors;
    others.erase(others.begin() + (with_power - factors.begin()));
    const auto put = [&](Factors extra, const Factors& base, const Rational& coefficient) {
      extra.insert(extra.end(), base.begin(), base.end());
      add(rest, extra, c * coefficient);
    };
    if (p >= 2) put({{n, p - 2}}, others, p - 1);
    put({{n, p - 1}}, others, s * n);
    put({{n + 1, p - 1}}, others, -s * n);
    for (std::size_t j = 0; j < others.size(); ++j) {
      const auto [m, q] = others[j];
      Factors without = others;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(j));
      put({{n + m, p - 1 + q}}, without, s * m);
      put({{n + 1, p - 1}, {m, q}}, without, -s * m);
      if (q >= 1) put({{n + m, p + q - 2}}, without, q);
    }
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(softmax_statistic)

BOOST_AUTO_TEST_CASE(names) {
  const std::vector<std::string> expected{"A",  "B",   "C",   "VHAT", "G1", "G2", "G3", "G4",
                                          "G5", "K40", "K22", "K04",  "A2", "A3", "A4", "A5"};
  BOOST_TEST(statistic_names() == expected, boost::test_tools::per_element());
  try {
    named_statistic("G6", 1);
    BOOST_TEST(false);
  } catch (const InputError& error) {
    BOOST_TEST(std::string(error.what()).find("'G6'") != std::string::npos, error.what());
    BOOST_TEST(std::string(error.what()).find("A, B, C, VHAT") != std::string::npos, error.what());
  }
  BOOST_TEST(named_statistic("A", Number(Rational(3, 2))).s_squared.rational() == Rational(9, 4));
}

/// exact.md 4.4, first row of the checks.
BOOST_AUTO_TEST_CASE(one_token) {
  for (const Rational& s : {Rational(0), Rational(1, 2), Rational(1), Rational(3), Rational(-7, 3)}) {
    const Rational s2 = s * s;
    const std::map<std::string, Rational> expected{
        {"A", 1},        {"B", 1 + s2}, {"C", 0},  {"VHAT", 0}, {"G1", 1}, {"G2", -1},
        {"G3", 0},       {"G4", 1},     {"G5", 0}, {"K04", 1},  {"A2", 1}, {"K40", 3 + 6 * s2 + s2 * s2},
        {"K22", 1 + s2}, {"A3", 0},     {"A4", 0}, {"A5", 0}};
    for (const auto& name : statistic_names()) {
      BOOST_TEST(value(name, s, 1) == expected.at(name), name << " at s = " << s);
    }
  }
}

/// exact.md 4.4, second row.
BOOST_AUTO_TEST_CASE(slope_zero) {
  for (const Integer& L : {Integer(1), Integer(2), Integer(3), Integer(10), Integer("1000000000000000000")}) {
    const Rational x(Integer(1), L);
    const Rational x2 = x * x, x3 = x2 * x, x4 = x3 * x;
    const std::map<std::string, Rational> expected{{"A", x},
                                                   {"B", x},
                                                   {"A2", x},
                                                   {"C", 0},
                                                   {"VHAT", 1 - x},
                                                   {"G1", 2 * x - x2},
                                                   {"G2", -x2},
                                                   {"G3", x - x2},
                                                   {"G5", x - x2},
                                                   {"G4", x},
                                                   {"K40", 3 * x2},
                                                   {"K22", x2},
                                                   {"K04", x2},
                                                   {"A3", x - 7 * x2 + 6 * x3},
                                                   {"A4", x - 7 * x2 + 6 * x3},
                                                   {"A5", x - 35 * x2 + 154 * x3 - 120 * x4}};
    for (const auto& name : statistic_names()) {
      BOOST_TEST(value(name, 0, L) == expected.at(name), name << " at L = " << L);
    }
  }
}

/// exact.md 4.3, as identities between polynomials. Each side has degree at most 4 in s: eleven values prove it.
BOOST_AUTO_TEST_CASE(relations) {
  for (int k = -5; k <= 5; ++k) {
    const Rational s(k, 2), s2 = s * s;
    const auto is = [&](const std::string& name) { return statistic(name, s); };
    const auto same = [](const P& a, const P& b) { return a.terms() == b.terms(); };
    BOOST_TEST_CONTEXT("s = " << s) {
      BOOST_TEST(same(is("B"), is("A") + s2 * is("A2")));
      BOOST_TEST(same(is("C"), s * (P(1) - is("A"))));
      BOOST_TEST(same(is("G3"), is("G5") + s2 * is("A3")));
      BOOST_TEST(same(is("G2"), is("G3") - is("G4") - s2 * is("A4")));
      BOOST_TEST(
          same(is("G1"), s2 * s2 * is("A5") - Rational(2) * is("G2") + Rational(4) * is("G3") - is("G4") - is("G5")));
      BOOST_TEST(same(is("G4"), is("K04") + is("G5")));
    }
  }
}

/// Every named statistic from its definition (exact.md 1.1) by integration by parts. The coefficients are polynomials in
/// s of degree at most 4, so agreement at nine values of s is an identity.
BOOST_AUTO_TEST_CASE(definitions) {
  for (int k = -4; k <= 4; ++k) {
    const Rational s(k, 3);
    const Mixed mean = S(1, 1), y1 = mean - constant(s), s2 = S(2, 0);
    const Mixed vhat = S(1, 2) - mean * mean;
    const Mixed excess = vhat - constant(1);
    const Mixed rho = S(2, 2) - Rational(2) * S(2, 1) * mean + s2 * mean * mean;
    const Mixed tau2 = s2 - Rational(2) * S(3, 0) + s2 * s2;
    const std::map<std::string, Mixed> definitions{{"A", s2},
                                                   {"B", y1 * y1},
                                                   {"C", mean},
                                                   {"VHAT", vhat},
                                                   {"G1", excess * excess},
                                                   {"G2", excess * s2},
                                                   {"G3", rho},
                                                   {"G4", s2 * s2 + tau2},
                                                   {"G5", tau2},
                                                   {"K40", y1 * y1 * y1 * y1},
                                                   {"K22", y1 * y1 * s2},
                                                   {"K04", s2 * s2}};
    for (const auto& [name, definition] : definitions) {
      const P reduced = reduce(definition, s), stored = statistic(name, s);
      BOOST_TEST((reduced.terms() == stored.terms()),
                 name << " at s = " << s << ": by parts " << reduced.text() << ", stored " << stored.text());
    }
  }
}

/// The heat flow against a moment: C = s (1 - A), so dC/ds = 1 - A - 2 s^2 dA/d(s^2).
BOOST_AUTO_TEST_CASE(slope_derivative_of_the_mean) {
  // C = E sum w_i xi_i, dC/ds = E sum_i xi_i dw_i/ds = E [sum w_i xi_i^2 - (sum w_i xi_i)^2] = VHAT.
  for (int k = 0; k <= 4; ++k) {
    const Rational s(k, 2);
    const P expected = P(1) - statistic("A", s) - Rational(2) * s * s * statistic("A", s).heat_flow();
    BOOST_TEST((statistic("VHAT", s).terms() == expected.terms()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
