#include "symbolic/finite_law.hpp"

#include <boost/test/unit_test.hpp>

using namespace softlin;
using namespace softlin::symbolic;

namespace {

Vector vector_of(std::initializer_list<Number> entries) {
  Vector out(static_cast<Eigen::Index>(entries.size()));
  Eigen::Index i = 0;
  for (const Number& entry : entries) out(i++) = entry;
  return out;
}

MixtureTokens points(const Number& variance) {
  const Matrix covariance = Matrix::Constant(1, 1, variance);
  return {{{Rational(1, 4), {vector_of({3}), covariance}}, {Rational(3, 4), {vector_of({-1}), covariance}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(finite_law)

BOOST_AUTO_TEST_CASE(signs_are_written_out) {
  const auto law = symbolic::finite_law(RademacherTokens{vector_of({1, 0}), Number(2)}).value();
  BOOST_REQUIRE(law.atoms.size() == 4U);
  Number total = 0, first = 0, second = 0, product = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    total += law.probabilities[k];
    first += law.probabilities[k] * law.atoms[k](0);
    second += law.probabilities[k] * law.atoms[k](1) * law.atoms[k](1);
    product += law.probabilities[k] * law.atoms[k](0) * law.atoms[k](1);
  }
  BOOST_TEST((total == Number(1)));
  BOOST_TEST((first == Number(1)));
  BOOST_TEST((second == Number(4)));
  BOOST_TEST((product == Number(0)));
  BOOST_TEST(!symbolic::finite_law(RademacherTokens{Vector::Constant(11, Number(0)), 1}).has_value());
}

BOOST_AUTO_TEST_CASE(mixtures_of_points_only) {
  const auto law = symbolic::finite_law(points(0)).value();
  BOOST_TEST((law.atoms[0](0) == Number(3)));
  BOOST_TEST((law.probabilities[1] == Number(Rational(3, 4))));
  BOOST_TEST(!symbolic::finite_law(points(Rational(1, 100))).has_value());
  BOOST_TEST(!symbolic::finite_law(SphereTokens{vector_of({0, 0}), 1}).has_value());
  BOOST_TEST(!symbolic::finite_law(UniformCubeTokens{vector_of({0}), 1}).has_value());
}

BOOST_AUTO_TEST_CASE(queries) {
  const Head head{identity(1), identity(1)};
  const Vector z = vector_of({Rational(1, 3)});
  const AttentionModel fixed{points(0), head, FixedQuery{z}};
  BOOST_TEST(finite_query(fixed)->atoms.size() == 1U);
  const auto pair = finite_query({points(0), head, PairQuery{z}}).value();
  BOOST_TEST((pair.atoms[1](0) == Number(Rational(-1, 3))));
  BOOST_TEST((pair.probabilities[1] == Number(Rational(1, 2))));
  BOOST_TEST(finite_query({points(0), head, TokenQuery{}})->atoms.size() == 2U);
  BOOST_TEST(!finite_query({points(0), head, GaussianQuery{z, identity(1)}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
