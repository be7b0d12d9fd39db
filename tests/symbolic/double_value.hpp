#pragma once
/// Approximate values of closed formulas for the tests of symbolic/, which must not know numeric/.

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "symbolic/number.hpp"

namespace softlin::symbolic::testing {

/// Runs the postfix program in double arithmetic: about 1e-16 relative error an instruction, more where it cancels.
inline double double_value(const CompiledFormula& formula, const std::vector<double>& variables = {}) {
  using Op = CompiledFormula::Op;
  std::vector<double> stack;
  const auto pop = [&] {
    if (stack.empty()) throw std::logic_error("the postfix program pops an empty stack");
    const double top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const auto& [op, index, subformula] : formula.instructions) {
    double y = 0;
    switch (op) {
      case Op::add:
      case Op::multiply:
      case Op::power:
      case Op::minimum:
      case Op::maximum: y = pop(); break;
      default: break;
    }
    switch (op) {
      case Op::constant:
        stack.push_back(formula.constants.at(static_cast<std::size_t>(index)).convert_to<double>());
        break;
      case Op::variable: stack.push_back(variables.at(static_cast<std::size_t>(index))); break;
      case Op::pi: stack.push_back(3.14159265358979323846); break;
      case Op::add: stack.push_back(pop() + y); break;
      case Op::multiply: stack.push_back(pop() * y); break;
      case Op::power: stack.push_back(std::pow(pop(), y)); break;
      case Op::integer_power: stack.push_back(std::pow(pop(), static_cast<double>(index))); break;
      case Op::square_root: stack.push_back(std::sqrt(pop())); break;
      case Op::exponential: stack.push_back(std::exp(pop())); break;
      case Op::logarithm: stack.push_back(std::log(pop())); break;
      case Op::hyperbolic_sine: stack.push_back(std::sinh(pop())); break;
      case Op::hyperbolic_cosine: stack.push_back(std::cosh(pop())); break;
      case Op::hyperbolic_tangent: stack.push_back(std::tanh(pop())); break;
      case Op::absolute: stack.push_back(std::abs(pop())); break;
      case Op::error_function: stack.push_back(std::erf(pop())); break;
      case Op::complementary_error_function: stack.push_back(std::erfc(pop())); break;
      case Op::minimum: stack.push_back(std::min(pop(), y)); break;
      case Op::maximum: stack.push_back(std::max(pop(), y)); break;
    }
  }
  const double value = pop();
  if (!stack.empty()) throw std::logic_error("the postfix program leaves more than one value");
  return value;
}

inline double double_value(const Number& x) { return double_value(x.compile()); }

}  // namespace softlin::symbolic::testing
