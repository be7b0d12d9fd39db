#pragma once
/// A formula as plain data: postfix instructions over exact constants and numbered variables. Any thread may run it;
/// the interval and the double evaluator (numeric/evaluate.hpp) walk the same instructions.

#include <string>
#include <vector>

#include "symbolic/rational.hpp"

namespace softlin::symbolic {

struct CompiledFormula {
  enum class Op {
    constant,       ///< push constants[index]
    variable,       ///< push variables[index]
    pi,             ///< push pi
    add,            ///< pop two, push sum
    multiply,       ///< pop two, push product
    power,          ///< pop exponent and base, push base^exponent
    integer_power,  ///< pop base, push base^index (index may be negative)
    square_root,
    exponential,
    logarithm,
    hyperbolic_sine,
    hyperbolic_cosine,
    hyperbolic_tangent,
    absolute,
    error_function,
    complementary_error_function,
    minimum,  ///< pop two
    maximum,  ///< pop two
  };
  struct Instruction {
    Op op;
    long index = 0;
    std::string subformula;  ///< text of the value this instruction makes, for error messages
  };

  std::vector<Instruction> instructions;
  std::vector<Rational> constants;
  std::vector<std::string> variables;
};

}  // namespace softlin::symbolic
