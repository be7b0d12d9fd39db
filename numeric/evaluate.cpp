#include "numeric/evaluate.hpp"

#include <vector>

#include "numeric/approximate_formula.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/special.hpp"

namespace softlin::numeric {

namespace {

using symbolic::CompiledFormula;
using Op = CompiledFormula::Op;

Interval power(const Interval& base, const Interval& exponent) {
  // 0^y = 0 for y > 0: the lower end of a base that touches 0 stays 0, the upper end is computed as usual.
  if (certainly_nonnegative(base) && contains_zero(base) && certainly_positive(exponent)) {
    const Interval zero(0, base.precision());
    if (base.is_point()) return zero;
    return hull(zero, exp(exponent * log(base.upper())));
  }
  return exp(exponent * log(base));
}

Interval call(Op op, const Interval& x) {
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

}  // namespace

Interval evaluate(const CompiledFormula& formula, std::span<const Interval> values, Bits bits) {
  std::vector<Interval> stack;
  const auto pop = [&stack] {
    Interval top = std::move(stack.back());
    stack.pop_back();
    return top;
  };
  for (const auto& instruction : formula.instructions) try {
      switch (instruction.op) {
        case Op::constant:
          stack.emplace_back(formula.constants[static_cast<std::size_t>(instruction.index)], bits);
          break;
        case Op::variable: stack.push_back(values[static_cast<std::size_t>(instruction.index)]); break;
        case Op::pi: stack.push_back(Interval::pi(bits)); break;
        case Op::add: {
          const Interval y = pop();
          stack.back() = stack.back() + y;
          break;
        }
        case Op::multiply: {
          const Interval y = pop();
          stack.back() = stack.back() * y;
          break;
        }
        case Op::power: {
          const Interval y = pop();
          stack.back() = power(stack.back(), y);
          break;
        }
        case Op::minimum: {
          const Interval y = pop();
          stack.back() = min(stack.back(), y);
          break;
        }
        case Op::maximum: {
          const Interval y = pop();
          stack.back() = max(stack.back(), y);
          break;
        }
        case Op::integer_power: stack.back() = pow(stack.back(), instruction.index); break;
        default: stack.back() = call(instruction.op, stack.back()); break;
      }
    } catch (const DomainError& error) {
      if (instruction.subformula.empty()) throw;
      throw DomainError("in " + instruction.subformula + ": " + error.what());
    }
  return stack.back();
}

double approximate(const CompiledFormula& formula, std::span<const double> values) {
  return ApproximateFormula(formula)(values);
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
