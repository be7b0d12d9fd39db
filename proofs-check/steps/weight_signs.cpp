#include "proofs-check/steps/weight_signs.hpp"

#include <array>
#include <vector>

#include "numeric/interval_text.hpp"

namespace softlin::check {

namespace {

using numeric::Bits;
using numeric::Interval;

constexpr Bits k_bits{64};
constexpr std::size_t k_variables = 3;

Interval number(const Rational& x) { return {x, k_bits}; }

/// A value with its gradient in (X, Y share, al).
struct Dual {
  Interval value;
  std::array<Interval, k_variables> slope;
};

Dual constant(const Rational& x) {
  const Interval zero(0, k_bits);
  return {number(x), {zero, zero, zero}};
}

Dual variable(const Interval& x, std::size_t k) {
  Dual out = constant(0);
  out.value = x;
  out.slope[k] = Interval(1, k_bits);
  return out;
}

Dual operator+(Dual a, const Dual& b) {
  a.value += b.value;
  for (std::size_t k = 0; k < k_variables; ++k) a.slope[k] += b.slope[k];
  return a;
}

Dual operator*(const Dual& a, const Dual& b) {
  Dual out{a.value * b.value, a.slope};
  for (std::size_t k = 0; k < k_variables; ++k) out.slope[k] = a.slope[k] * b.value + a.value * b.slope[k];
  return out;
}

/// Coefficients of p_3, p_2^2, p_4, p_2 p_3, p_2^3, the ends of X where the estimate in X alone stops, and its
/// parabola constant + linear X + square X^2, which bounds f/p_3: p_2^2 <= p_3, p_4 <= X p_3 and X^2 <= p_2 <= X.
struct SignProblem {
  std::array<Rational, 5> coefficients;
  Rational least;
  Rational most;

  Interval parabola(const Rational& x) const {
    const auto& [p3, p22, p4, p23, p222] = coefficients;
    return number(p3 + p22 + p4 * x + (p23 + p222) * x * x);
  }
  bool is_settled_outside() const {
    const Rational square = coefficients[3] + coefficients[4];
    // Concave, with its summit between the ends: negative at both means negative beyond them.
    const Rational summit = -coefficients[2] / (2 * square);
    return square < 0 && least < summit && summit < most && certainly_negative(parabola(least)) &&
           certainly_negative(parabola(most));
  }
};

SignProblem problem_of(WeightSign sign, const Rational& c) {
  if (sign == WeightSign::first) return {{-14, 7, c, -52, 20}, Rational(227, 1000), Rational(961, 1000)};
  return {{-64, 36, c, -288, 120}, Rational(171, 1000), Rational(972, 1000)};
}

using Box = std::array<Interval, k_variables>;

/// f on a box. `low_half`: X <= 1/2, where Y = share X, else Y = share (1 - X). `be_is_al`, else be = al^2.
Dual evaluate(const SignProblem& problem, const Box& box, bool low_half, bool be_is_al) {
  const Dual X = variable(box[0], 0);
  const Dual share = variable(box[1], 1);
  const Dual al = variable(box[2], 2);
  const Dual R = constant(1) + constant(-1) * X;
  const Dual Y = share * (low_half ? X : R);
  const Dual be = be_is_al ? al : al * al;
  const Dual X2 = X * X;
  const Dual RY = R * Y;
  const Dual p2 = X2 + RY * al;
  const Dual p3 = X2 * X + RY * Y * be;
  const Dual p4 = X2 * X2 + RY * (Y * Y) * be;
  const auto& c = problem.coefficients;
  return constant(c[0]) * p3 + constant(c[1]) * (p2 * p2) + constant(c[2]) * p4 + constant(c[3]) * (p2 * p3) +
         constant(c[4]) * (p2 * p2 * p2);
}

/// Whether f < 0 on the box; otherwise the variable whose halving helps most.
struct Bounded {
  bool negative;
  std::size_t widest;
};

Bounded bound(const SignProblem& problem, const Box& box, bool low_half, bool be_is_al) {
  const Dual whole = evaluate(problem, box, low_half, be_is_al);
  if (certainly_negative(whole.value)) return {true, 0};
  Box middle = box;
  for (Interval& x : middle) x = x.midpoint();
  Interval value = evaluate(problem, middle, low_half, be_is_al).value;
  Bounded out{false, 0};
  double widest = -1;
  for (std::size_t k = 0; k < k_variables; ++k) {
    const Interval part = whole.slope[k] * (box[k] - middle[k]);
    value += part;
    const double reach = part.upper_double() - part.lower_double();
    if (reach > widest) {
      widest = reach;
      out.widest = k;
    }
  }
  out.negative = certainly_negative(value);
  return out;
}

std::string box_text(const Box& box, bool low_half, bool be_is_al) {
  const auto range = [](const Interval& x) { return numeric::lower_text(x, 6) + " .. " + numeric::upper_text(x, 6); };
  return "X = " + range(box[0]) + ", Y/" + (low_half ? "X" : "(1-X)") + " = " + range(box[1]) +
         ", al = " + range(box[2]) + ", be = " + (be_is_al ? "al" : "al^2");
}

}  // namespace

Rational constant_of(WeightSign sign) { return sign == WeightSign::first ? 38 : 192; }

RegionResult prove_weight_sign(WeightSign sign, const Rational& constant, long most_boxes) {
  const SignProblem problem = problem_of(sign, constant);
  RegionResult result;
  if (!problem.is_settled_outside()) {
    result.open_box = "X outside " + symbolic::to_text(problem.least) + " .. " + symbolic::to_text(problem.most);
    return result;
  }
  const Rational half(1, 2);
  const auto between = [](const Rational& a, const Rational& b) { return Interval::from_ends(number(a), number(b)); };
  for (const bool low_half : {true, false}) {
    for (const bool be_is_al : {true, false}) {
      const std::string method =
          std::string(low_half ? "X <= 1/2" : "X >= 1/2") + (be_is_al ? ", be = al" : ", be = al^2");
      std::vector<Box> open{
          {low_half ? between(problem.least, half) : between(half, problem.most), between(0, 1), between(0, 1)}};
      while (!open.empty()) {
        const Box box = open.back();
        open.pop_back();
        const Bounded bounded = bound(problem, box, low_half, be_is_al);
        if (bounded.negative) {
          ++result.boxes;
          ++result.methods[method];
          continue;
        }
        if (result.boxes + static_cast<long>(open.size()) >= most_boxes ||
            certainly_less(box[bounded.widest].upper() - box[bounded.widest].lower(), number(Rational(1, 1 << 20)))) {
          result.open_box = box_text(box, low_half, be_is_al);
          return result;
        }
        const Interval middle = box[bounded.widest].midpoint();
        Box lower = box;
        Box upper = box;
        lower[bounded.widest] = Interval::from_ends(box[bounded.widest].lower(), middle);
        upper[bounded.widest] = Interval::from_ends(middle, box[bounded.widest].upper());
        open.push_back(upper);
        open.push_back(lower);
      }
    }
  }
  result.verdict = Verdict::proved;
  return result;
}

}  // namespace softlin::check
