// Which way serves which model, and that each gives what it gives alone.

#include "numeric/exact_error.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/average_form.hpp"

using namespace softlin;
using namespace softlin::numeric;
using symbolic::AttentionModel;
using symbolic::Number;
using symbolic::Quantity;
using symbolic::Vector;

namespace {

const symbolic::GaussianTokens k_gaussian{Vector::Constant(1, Number(0)), symbolic::identity(1)};
const symbolic::RademacherTokens k_signs{Vector::Constant(1, Number(0)), 1};
const symbolic::Head k_head{symbolic::identity(1, Rational(1, 2)), symbolic::identity(1)};
const symbolic::FixedQuery k_fixed{Vector::Constant(1, Number(1))};

}  // namespace

BOOST_AUTO_TEST_SUITE(exact_error)

BOOST_AUTO_TEST_CASE(one_query) {
  const ExactError error = ExactError::of({k_gaussian, k_head, k_fixed}, Quantity::output).value();
  const Expectation alone(symbolic::error_form(k_gaussian, k_head, k_fixed.z, Quantity::output));
  BOOST_TEST(overlap(error.enclose({16}, 12).front(), alone.enclose(16, 12)));
  BOOST_TEST(!error.is_average());
  BOOST_TEST(!error.is_costly());
  BOOST_TEST((error.prompts(16) == Integer(0)));
  BOOST_TEST(ExactError::of({k_gaussian, k_head, k_fixed}, Quantity::bias).has_value());
}

BOOST_AUTO_TEST_CASE(gaussian_queries) {
  const AttentionModel model{k_gaussian, k_head, symbolic::TokenQuery{}};
  const ExactError error = ExactError::of(model, Quantity::grad_v).value();
  const QueryAverage alone(
      symbolic::average_form(k_gaussian, k_head, *symbolic::as_gaussian_query(model), Quantity::grad_v));
  BOOST_TEST(overlap(error.enclose({16}, 8).front(), alone.enclose({16}, 8).front()));
  BOOST_TEST(error.is_average());
  BOOST_TEST(error.is_costly());
  BOOST_TEST(!ExactError::of(model, Quantity::bias).has_value());
}

BOOST_AUTO_TEST_CASE(few_atoms) {
  const AttentionModel model{k_signs, k_head, symbolic::TokenQuery{}};
  const ExactError error = ExactError::of(model, Quantity::grad_u).value();
  const PromptEnumeration alone(model, Quantity::grad_u);
  const auto values = error.enclose({2, 9}, 12);
  BOOST_TEST(overlap(values[0], alone.enclose(2, 12)));
  BOOST_TEST(overlap(values[1], alone.enclose(9, 12)));
  BOOST_TEST(!error.is_average());
  BOOST_TEST(error.is_costly());
  BOOST_TEST((error.prompts(9) == Integer(20)));  // ten counts, two queries
  BOOST_TEST(!ExactError::of(model, Quantity::bias).has_value());
}

BOOST_AUTO_TEST_CASE(no_way) {
  const symbolic::UniformCubeTokens cube{Vector::Constant(1, Number(0)), 1};
  BOOST_TEST(!ExactError::of({cube, k_head, k_fixed}, Quantity::output).has_value());
  const symbolic::GaussianQuery query{Vector::Constant(1, Number(0)), symbolic::identity(1)};
  BOOST_TEST(!ExactError::of({k_signs, k_head, query}, Quantity::output).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
