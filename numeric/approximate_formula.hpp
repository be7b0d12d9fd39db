#pragma once
/// A compiled formula for many evaluations in floating point.
///
/// Threads     : safe.
/// Not promised: any accuracy; for choosing parameters and starting points, never for a verified number.
/// Checked by  : tests/numeric/evaluate_test.cpp

#include <span>
#include <vector>

#include "symbolic/compiled_formula.hpp"

namespace softlin::numeric {

class ApproximateFormula {
 public:
  explicit ApproximateFormula(const symbolic::CompiledFormula& formula);

  /// The value at these values of the formula's variables; infinite or not a number where it is not defined.
  double operator()(std::span<const double> values) const;

 private:
  using Op = symbolic::CompiledFormula::Op;
  struct Instruction {
    Op op;
    long index;
    double constant;
  };
  std::vector<Instruction> instructions_;
};

}  // namespace softlin::numeric
