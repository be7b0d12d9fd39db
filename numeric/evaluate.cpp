#include "numeric/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "numeric/interval_text.hpp"
#include "numeric/special.hpp"

namespace softlin::numeric {

namespace {

using symbolic::CompiledFormula;
using Op = CompiledFormula::Op;

/// What the walk needs from a number type.
struct IntervalArithmetic {
  using Value = Interval;
  Bits bits;

  Value constant(const Rational& q) const { return Interval(q, bits); }
  Value pi() const { return Interval::pi(bits); }
  static Value integer_power(const Value& x, long n) { return pow(x, n); }
  static Value power(const Value& base, const Value& exponent) {
    // 0^y = 0 for y > 0: the lower end of a base that touches 0 stays 0, the upper end is computed as usual.
    if (certainly_nonnegative(base) && contains_zero(base) && certainly_positive(exponent)) {
      const Interval zero(0, base.precision());
      if (base.is_point()) return zero;
      return hull(zero, exp(exponent * log(base.upper())));
    }
    return exp(exponent * log(base));
  }
  static Value call(Op op, const Value& x) {
    switch (op) {
      case Op::square_root: return sqrt(x);
      case Op::exponential: return exp(x);
      case Op::logarithm: return log(x);
      case Op::hyperbolic_sine: return sinh(x);
      case Op::hyperbolic_cosine: return cosh(x);
      case Op::hyperbolic_tangent: return tanh(x);
      case Op::absolute: return abs(x);
      case Op::error_function: return erf(x);
      default: return erfc(x);
    }
  }
  static Value smaller(const Value& x, const Value& y) { return min(x, y); }
  static Value larger(const Value& x, const Value& y) { return max(x, y); }
};

struct DoubleArithmetic {
  using Value = double;

  static Value constant(const Rational& q) { return q.convert_to<double>(); }
  static Value pi() { return std::numbers::pi; }
  static Value integer_power(Value x, long n) { return std::pow(x, static_cast<double>(n)); }
  static Value power(Value base, Value exponent) { return std::pow(base, exponent); }
  static Value call(Op op, Value x) {
    switch (op) {
      case Op::square_root: return std::sqrt(x);
      case Op::exponential: return std::exp(x);
      case Op::logarithm: return std::log(x);
      case Op::hyperbolic_sine: return std::sinh(x);
      case Op::hyperbolic_cosine: return std::cosh(x);
      case Op::hyperbolic_tangent: return std::tanh(x);
      case Op::absolute: return std::abs(x);
      case Op::error_function: return std::erf(x);
      default: return std::erfc(x);
    }
  }
  static Value smaller(Value x, Value y) { return std::min(x, y); }
  static Value larger(Value x, Value y) { return std::max(x, y); }
};

template <class Arithmetic>
typename Arithmetic::Value walk(const CompiledFormula& formula, std::span<const typename Arithmetic::Value> values,
                                const Arithmetic& arithmetic) {
  using Value = typename Arithmetic::Value;
  std::vector<Value> stack;
  const auto pop = [&stack] {
    Value top = std::move(stack.back());
    stack.pop_back();
    return top;
  };
  for (const auto& instruction : formula.instructions) try {
      switch (instruction.op) {
        case Op::constant:
          stack.push_back(arithmetic.constant(formula.constants[static_cast<std::size_t>(instruction.index)]));
          break;
        case Op::variable: stack.push_back(values[static_cast<std::size_t>(instruction.index)]); break;
        case Op::pi: stack.push_back(arithmetic.pi()); break;
        case Op::add: {
          const Value y = pop();
          stack.back() = stack.back() + y;
          break;
        }
        case Op::multiply: {
          const Value y = pop();
          stack.back() = stack.back() * y;
          break;
        }
        case Op::power: {
          const Value y = pop();
          stack.back() = Arithmetic::power(stack.back(), y);
          break;
        }
        case Op::minimum: {
          const Value y = pop();
          stack.back() = Arithmetic::smaller(stack.back(), y);
          break;
        }
        case Op::maximum: {
          const Value y = pop();
          stack.back() = Arithmetic::larger(stack.back(), y);
          break;
        }
        case Op::integer_power: stack.back() = Arithmetic::integer_power(stack.back(), instruction.index); break;
        default: stack.back() = Arithmetic::call(instruction.op, stack.back()); break;
      }
    } catch (const DomainError& error) {
      if (instruction.subformula.empty()) throw;
      throw DomainError("in " + instruction.subformula + ": " + error.what());
    }
  return stack.back();
}

}  // namespace

Interval evaluate(const CompiledFormula& formula, std::span<const Interval> values, Bits bits) {
  return walk(formula, values, IntervalArithmetic{bits});
}

double approximate(const CompiledFormula& formula, std::span<const double> values) {
  return walk(formula, values, DoubleArithmetic{});
}

Interval enclose(const symbolic::Number& x, Bits bits) {
  if (x.is_rational()) return Interval(x.rational(), bits);
  return evaluate(x.compile(), bits);
}

double approximate(const symbolic::Number& x) {
  if (x.is_rational()) return x.rational().convert_to<double>();
  return enclose(x, Bits(96)).mid_double();
}

}  // namespace softlin::numeric
