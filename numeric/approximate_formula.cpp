#include "numeric/approximate_formula.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace softlin::numeric {

namespace {

using Op = symbolic::CompiledFormula::Op;

double call(Op op, double x) {
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

double combine(Op op, double x, double y) {
  switch (op) {
    case Op::add: return x + y;
    case Op::multiply: return x * y;
    case Op::power: return std::pow(x, y);
    case Op::minimum: return std::min(x, y);
    default: return std::max(x, y);
  }
}

}  // namespace

// The exact constants become doubles here, once: a conversion costs as much as dozens of operations.
ApproximateFormula::ApproximateFormula(const symbolic::CompiledFormula& formula) {
  for (const auto& instruction : formula.instructions) {
    const bool is_constant = instruction.op == Op::constant;
    const double constant =
        is_constant ? formula.constants[static_cast<std::size_t>(instruction.index)].convert_to<double>() : 0;
    instructions_.push_back({instruction.op, instruction.index, constant});
  }
}

double ApproximateFormula::operator()(std::span<const double> values) const {
  std::vector<double> stack;
  stack.reserve(instructions_.size());
  for (const auto& [op, index, constant] : instructions_) {
    switch (op) {
      case Op::constant: stack.push_back(constant); break;
      case Op::variable: stack.push_back(values[static_cast<std::size_t>(index)]); break;
      case Op::pi: stack.push_back(std::numbers::pi); break;
      case Op::integer_power: stack.back() = std::pow(stack.back(), static_cast<double>(index)); break;
      case Op::add:
      case Op::multiply:
      case Op::power:
      case Op::minimum:
      case Op::maximum: {
        const double y = stack.back();
        stack.pop_back();
        stack.back() = combine(op, stack.back(), y);
        break;
      }
      default: stack.back() = call(op, stack.back()); break;
    }
  }
  return stack.back();
}

}  // namespace softlin::numeric
