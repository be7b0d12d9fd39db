#pragma once
/// Shared by the tests of softmax expectations: random cases, and the statistics of one draw of scores by definition.

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "numeric/expectation.hpp"
#include "numeric/precision.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "tests/numeric/draw.hpp"

namespace softlin::tests {

inline numeric::Interval expect(const std::string& name, const symbolic::Number& s, const Integer& L, int digits) {
  return numeric::Expectation(symbolic::named_statistic(name, s)).enclose(L, digits);
}

/// A statistic to be enclosed at some slope and length.
struct SoftmaxCase {
  std::string name;
  Rational s;
  Integer L;
  int digits = 0;
};

inline std::ostream& operator<<(std::ostream& out, const SoftmaxCase& c) {
  return out << c.name << " s = " << c.s.str() << " L = " << c.L.str() << " digits " << c.digits;
}

/// s in (0, 8] with many small values, L in 2 .. 10^18 spread over the orders of magnitude, digits 5 .. 30.
inline SoftmaxCase draw_softmax_case(Dice& dice) {
  const auto& names = symbolic::statistic_names();
  SoftmaxCase out;
  out.name = names[static_cast<std::size_t>(dice.between(0, static_cast<long>(names.size()) - 1))];
  switch (dice.between(0, 3)) {
    case 0: out.s = Rational(dice.between(1, 8000), 1000); break;
    case 1: out.s = Rational(dice.between(1, 300), 100 * dice.between(1, 3)); break;
    case 2: out.s = Rational(dice.between(1, 1000), 9999); break;
    default:
      out.s = Rational(dice.between(1, 9)) /
              (Integer(10) * mp::pow(Integer(10), static_cast<unsigned>(dice.between(0, 6))));
      break;
  }
  out.L = 2;
  const unsigned order = static_cast<unsigned>(dice.between(0, 17));
  if (order == 0) {
    out.L = dice.between(2, 9);
  } else {
    out.L = dice.between(1, 9) * mp::pow(Integer(10), order) + dice.between(0, 9);
  }
  out.digits = static_cast<int>(dice.between(5, 30));
  return out;
}

/// At c.digits and at `more` digits: both as narrow as asked for, they meet, and the second lies within 10^-digits of the
/// first.
inline void check_at_two_precisions(const SoftmaxCase& c, int more) {
  const numeric::Interval low = expect(c.name, c.s, c.L, c.digits);
  const numeric::Interval high = expect(c.name, c.s, c.L, more);
  BOOST_TEST(overlap(low, high), numeric::to_text(low) << " " << numeric::to_text(high));
  BOOST_TEST(numeric::width_reached(low, c.digits), "width " << low.relative_width());
  BOOST_TEST(numeric::width_reached(high, more), "width " << high.relative_width());
  const Rational goal(Integer(1), mp::pow(Integer(10), static_cast<unsigned>(std::min(c.digits, more))));
  const numeric::Interval& wide = more < c.digits ? high : low;
  const numeric::Interval& thin = more < c.digits ? low : high;
  BOOST_TEST(subset(thin, widen(wide, wide * numeric::Interval(goal, numeric::Bits(64)))),
             numeric::to_text(wide) << " " << numeric::to_text(thin));
}

/// Sums weight times each statistic of one draw of scores, straight from the definitions in exact.md 1.1.
/// `spread` is the variance of a common shift of all scores that is integrated out exactly (0: none).
class MeanStatistics {
 public:
  explicit MeanStatistics(double s) : s_(s) {}

  void add(double weight, const std::vector<double>& xi, double spread) {
    const double most = *std::max_element(xi.begin(), xi.end());
    double total = 0;
    std::vector<double> w(xi.size());
    for (std::size_t i = 0; i < xi.size(); ++i) total += w[i] = std::exp(s_ * (xi[i] - most));
    double mean = 0;
    double s2 = 0;
    double s3 = 0;
    for (std::size_t i = 0; i < xi.size(); ++i) {
      w[i] /= total;
      mean += w[i] * xi[i];
      s2 += w[i] * w[i];
      s3 += w[i] * w[i] * w[i];
    }
    double variance = 0;
    double rho = 0;
    for (std::size_t i = 0; i < xi.size(); ++i) {
      const double off = (xi[i] - mean) * (xi[i] - mean);
      variance += w[i] * off;
      rho += w[i] * w[i] * off;
    }
    const double y = mean - s_;
    const double y2 = y * y + spread;  // the shift moves y by N(0, spread) and nothing else
    const double y4 = y * y * y * y + 6 * y * y * spread + 3 * spread * spread;
    const double tau2 = s2 - 2 * s3 + s2 * s2;
    const double f[] = {
        s2,   y2, mean,    variance, (variance - 1) * (variance - 1), (variance - 1) * s2, rho, s2 * s2 + tau2,
        tau2, y4, y2 * s2, s2 * s2};
    for (std::size_t k = 0; k < sums_.size(); ++k) sums_[k] += static_cast<long double>(weight * f[k]);
  }

  /// All sixteen. A2 .. A5 are the quotients by which exact.md defines them: B = A + s^2 A2, and those under (9).
  std::map<std::string, double> values() const {
    static const char* const names[] = {"A", "B", "C", "VHAT", "G1", "G2", "G3", "G4", "G5", "K40", "K22", "K04"};
    std::map<std::string, double> v;
    for (std::size_t k = 0; k < sums_.size(); ++k) v[names[k]] = static_cast<double>(sums_[k]);
    const double u = s_ * s_;
    v["A2"] = (v["B"] - v["A"]) / u;
    v["A3"] = (v["G3"] - v["G5"]) / u;
    v["A4"] = (v["G3"] - v["G2"] - v["G4"]) / u;
    v["A5"] = (v["G1"] + 2 * v["G2"] - 4 * v["G3"] + v["G4"] + v["G5"]) / (u * u);
    return v;
  }

 private:
  double s_;
  std::array<long double, 12> sums_{};
};

}  // namespace softlin::tests
