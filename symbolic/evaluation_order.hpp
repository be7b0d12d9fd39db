#pragma once
/// The order in which a compiled formula adds and multiplies: the same in every run, so that rounding is the same.
///
/// GiNaC keeps operands in an order that changes from run to run, and writes a sum inside a product or a power so that its
/// first term in that order is positive: (x - y) z or -(y - x) z. Here operands are sorted by a key without signs. Rounding
/// is symmetric, so the two forms then give the same number.
/// Checked by : tests/symbolic/evaluation_order_test.cpp

#include <ginac/ginac.h>

#include <map>
#include <string>
#include <vector>

namespace softlin::symbolic {

class EvaluationOrder {
 public:
  /// The operands of a sum or product.
  std::vector<GiNaC::ex> operands(const GiNaC::ex& expression);

  /// The expression as text with every number without its sign, exponents aside, and sorted likewise.
  const std::string& key(const GiNaC::ex& expression);

 private:
  std::string new_key(const GiNaC::ex& expression);

  std::map<GiNaC::ex, std::string, GiNaC::ex_is_less> keys_;
};

}  // namespace softlin::symbolic
