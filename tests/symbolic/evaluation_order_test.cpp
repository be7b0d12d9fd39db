#include "symbolic/evaluation_order.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/formula_text.hpp"

using softlin::symbolic::EvaluationOrder;
using softlin::symbolic::plain_text;

namespace {

const GiNaC::realsymbol x("x"), y("y"), z("z");

std::string order_of(const GiNaC::ex& expression) {
  EvaluationOrder order;
  std::string out;
  for (const GiNaC::ex& operand : order.operands(expression)) out += order.key(operand) + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluation_order)

/// Whichever of the two forms GiNaC keeps, here and inside other sums, the order is the same.
BOOST_AUTO_TEST_CASE(signs_of_inner_sums_do_not_matter) {
  const GiNaC::ex one = (x - y) * z, other = (y - x) * z;
  EvaluationOrder order;
  BOOST_TEST(order.key(one) == order.key(other));
  BOOST_TEST(order_of(one + x * x + 3) == order_of(other + x * x + 3));
  BOOST_TEST(order.key(GiNaC::pow(x - y, 3)) == order.key(GiNaC::pow(y - x, 3)));
  BOOST_TEST(order.key(-5 * x * (x - 2 * y + 3 * z)) == order.key(5 * x * (-x + 2 * y - 3 * z)));
}

BOOST_AUTO_TEST_CASE(sizes_and_exponents_do) {
  EvaluationOrder order;
  BOOST_TEST(order.key(2 * x) != order.key(3 * x));
  BOOST_TEST(order.key(GiNaC::pow(x, 2)) != order.key(GiNaC::pow(x, -2)));
  BOOST_TEST(order.key(x + y) != order.key(x + z));
}

/// Equal keys: the texts decide.
BOOST_AUTO_TEST_CASE(ties) {
  const GiNaC::ex sum = GiNaC::exp(-x) + GiNaC::exp(x);
  EvaluationOrder order;
  const auto operands = order.operands(sum);
  BOOST_REQUIRE(operands.size() == 2U);
  BOOST_TEST(order.key(operands[0]) == order.key(operands[1]));
  BOOST_TEST(plain_text(operands[0]) == "exp(-x)");
}

BOOST_AUTO_TEST_CASE(every_operand_once) { BOOST_TEST(order_of(3 - x + y * z) == "*(y,z,) 3 x "); }

BOOST_AUTO_TEST_SUITE_END()
