#include "numeric/limit_enclosure.hpp"

#include <boost/test/unit_test.hpp>

#include "numeric/evaluate.hpp"
#include "numeric/linear_value.hpp"
#include "numeric/precision.hpp"
#include "numeric/sampler_problem.hpp"
#include "symbolic/limit_operator.hpp"
#include "tests/effort.hpp"
#include "tests/numeric/limit_reference.hpp"

using namespace softlin;
using namespace softlin::numeric;
using Eigen::Index;
using symbolic::AttentionModel;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Quantity;
using symbolic::Target;
using symbolic::TokenLaw;
using symbolic::Vector;

namespace {

Vector one(const Rational& x) { return Vector::Constant(1, Number(x)); }

Rational draw(tests::Dice& dice) { return {dice.between(-40, 40), dice.between(1, 12)}; }

Vector draw_vector(tests::Dice& dice, Index d) {
  Vector out(d);
  for (Index i = 0; i < d; ++i) out(i) = draw(dice);
  return out;
}

Matrix draw_covariance(tests::Dice& dice, Index d) {
  Matrix root(d, d);
  for (Index i = 0; i < d; ++i) root.col(i) = draw_vector(dice, d);
  const Matrix square = root * root.transpose();
  Matrix out = square;
  for (Number& x : out.reshaped()) x = x / Number(20);
  return out;
}

std::shared_ptr<const symbolic::RowTable> table(tests::Dice& dice, Index d, Index count, symbolic::RowMeaning meaning) {
  Eigen::MatrixXd columns(d, count);
  for (double& x : columns.reshaped()) x = static_cast<double>(dice.between(-2000, 2000)) / 1000;
  return std::make_shared<const symbolic::RowTable>(columns, meaning, "t", "0", 0);
}

constexpr int k_laws = 8;

TokenLaw draw_law(tests::Dice& dice, int kind, Index d) {
  switch (kind) {
    case 0: return symbolic::GaussianTokens{draw_vector(dice, d), draw_covariance(dice, d)};
    case 1: return symbolic::RademacherTokens{draw_vector(dice, d), Rational(3, 2)};
    case 2: return symbolic::SphereTokens{draw_vector(dice, d), Rational(5, 4)};
    case 3: return symbolic::UniformCubeTokens{draw_vector(dice, d), Rational(2, 3)};
    case 4:
      return symbolic::MixtureTokens{{{Rational(1, 4), {draw_vector(dice, d), draw_covariance(dice, d)}},
                                      {Rational(3, 4), {draw_vector(dice, d), draw_covariance(dice, d)}}}};
    case 5: {
      symbolic::DiscreteTokens out;
      for (int k = 1; k <= 4; ++k) {
        out.atoms.push_back(draw_vector(dice, d));
        out.weights.emplace_back(Rational(k, 10));
      }
      return out;
    }
    case 6: return symbolic::RowTokens{table(dice, d, 9, symbolic::RowMeaning::binary)};
    default: return symbolic::RowTokens{table(dice, d, 9, symbolic::RowMeaning::decimal)};
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(limit_enclosure)

BOOST_AUTO_TEST_CASE(sixty_digit_values) {
  const std::map<std::string, TokenLaw> laws = {
      {"cube", symbolic::UniformCubeTokens{one(0), Rational(3, 2)}},
      {"signs", symbolic::RademacherTokens{one(0), Rational(3, 2)}},
      {"mixture",
       symbolic::MixtureTokens{{{Rational(1, 4), {one(1), Matrix::Constant(1, 1, Number(2))}},
                                {Rational(3, 4), {one(-2), Matrix::Constant(1, 1, Number(Rational(1, 2)))}}}}},
      {"discrete", symbolic::DiscreteTokens{{one(-1), one(Rational(1, 2)), one(3)},
                                            {Rational(1, 8), Rational(1, 2), Rational(3, 8)}}}};
  int rows = 0;
  for (const auto& row : tests::limit_reference()) {
    const auto law = laws.find(row.law);
    if (law == laws.end()) continue;
    ++rows;
    const AttentionModel model{law->second, {symbolic::identity(1), symbolic::identity(1)}, symbolic::TokenQuery{}};
    const Interval value = enclose_limit(model, one(row.argument), 55).front();
    BOOST_TEST_INFO(row.law << " at " << row.argument);
    BOOST_TEST(overlap(value, row.value));
    BOOST_TEST_INFO(row.law << " at " << row.argument);
    BOOST_TEST(width_reached(value, 55));
  }
  BOOST_TEST(rows == 20);
}

BOOST_AUTO_TEST_CASE(closed_forms_and_two_precisions) {
  tests::Dice dice(21);
  for (int i = 0; i < tests::scaled(12); ++i) {
    for (int kind = 0; kind < k_laws; ++kind) {
      const Index d = dice.between(1, 3);
      const TokenLaw law = draw_law(dice, kind, d);
      const Vector a = draw_vector(dice, d);
      const auto low = enclose_tilted_mean(law, a, Bits(dice.between(40, 100)));
      const auto high = enclose_tilted_mean(law, a, Bits(400));
      for (std::size_t k = 0; k < high.size(); ++k) {
        BOOST_TEST_INFO("law " << kind << ", try " << i << ", coordinate " << k);
        BOOST_TEST(subset(high[k], low[k]));
      }
      if (!symbolic::has_closed_limit(law)) continue;
      const Vector closed = symbolic::tilted_mean(law, a);
      for (std::size_t k = 0; k < high.size(); ++k) {
        BOOST_TEST_INFO("law " << kind << ", try " << i << ", coordinate " << k);
        BOOST_TEST(overlap(high[k], enclose(closed(static_cast<Index>(k)), Bits(300))));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(doubles_lie_within_their_stated_error) {
  tests::Dice dice(22);
  for (int i = 0; i < tests::scaled(20); ++i) {
    for (int kind = 0; kind < k_laws; ++kind) {
      const Index d = dice.between(1, 4);
      AttentionModel model{draw_law(dice, kind, d), {symbolic::identity(d), symbolic::identity(d)}, {}};
      Vector z(d);
      // Doubles, so that both sides mean the same score vector.
      for (Index k = 0; k < d; ++k) z(k) = Rational(dice.between(-64, 64), 32);
      model.query = symbolic::FixedQuery{z};
      const auto problem = sampler_problem(model, Quantity::output, Target::limit, SampleMethod::naive);
      const TiltedMoments found = TokenLimit(problem.tokens).moments(problem.query.mean);
      const auto exact = enclose_limit(model, z, 30);
      Interval square(0, Bits(128));
      for (Index k = 0; k < d; ++k) {
        square += sqr(Interval::point(found.mean[k], Bits(128)) - exact[static_cast<std::size_t>(k)]);
      }
      // The doubles of the model differ from it by up to 2^-53 relatively; exponents up to 50 magnify that.
      const double model_error = 4e-13;
      BOOST_TEST_INFO("law " << kind << ", try " << i);
      BOOST_TEST(sqrt(square).upper_double() <= found.mean_error + model_error);
      BOOST_TEST(found.mean_error < 1e-9);
    }
  }
}

BOOST_AUTO_TEST_CASE(student_tokens) {
  const symbolic::StudentTokens law{one(3), symbolic::identity(1), Rational(5, 2)};
  const AttentionModel model{law, {symbolic::identity(1), symbolic::identity(1)}, symbolic::FixedQuery{one(0)}};
  BOOST_TEST(contains(enclose_limit(model, one(0), 20).front(), Rational(3)));
  BOOST_CHECK_THROW(enclose_limit(model, one(1), 20), Error);
  AttentionModel wild = model;
  std::get<symbolic::StudentTokens>(wild.tokens).degrees_of_freedom = 1;
  BOOST_CHECK_THROW(enclose_limit(wild, one(0), 20), Error);  // no mean
}

BOOST_AUTO_TEST_CASE(entries_that_vanish_by_symmetry) {
  // The second coordinate has a symmetric law whatever the first is tilted by.
  Vector low(2), high(2);
  low(0) = high(0) = 1;
  low(1) = -1, high(1) = 1;
  const symbolic::DiscreteTokens law{{low, high, Vector(-low)}, {Rational(1, 4), Rational(1, 4), Rational(1, 2)}};
  symbolic::DiscreteTokens symmetric = law;
  symmetric.atoms[2](1) = 0;
  const AttentionModel model{symmetric, {symbolic::identity(2), symbolic::identity(2)}, symbolic::TokenQuery{}};
  Vector z(2);
  z(0) = 1, z(1) = 0;
  const auto value = enclose_limit(model, z, 20);
  BOOST_TEST(contains_zero(value[1]));
  BOOST_TEST(abs(value[1]).upper_double() < 1e-39);
}

BOOST_AUTO_TEST_CASE(linear_values) {
  tests::Dice dice(23);
  for (int kind = 0; kind < k_laws; ++kind) {
    for (const Index d : {1, 3}) {
      const TokenLaw law = draw_law(dice, kind, d);
      const symbolic::Head head{draw_covariance(dice, d), draw_covariance(dice, d)};
      const Vector z = draw_vector(dice, d);
      const Vector found = linear_value(law, head, z);
      const Vector expected = symbolic::linear_operator(law, head)(z);
      for (Index i = 0; i < d; ++i) BOOST_TEST((found(i) == expected(i)));
    }
  }
  const TokenLaw rows = draw_law(dice, 6, 1);
  const symbolic::Head root{Matrix::Constant(1, 1, symbolic::sqrt(Number(2))), symbolic::identity(1)};
  BOOST_TEST((linear_value(rows, root, one(3))(0) == symbolic::linear_operator(rows, root)(one(3))(0)));
}

BOOST_AUTO_TEST_CASE(gap_of_the_linear_operator) {
  // Signs: (tanh(z) - z)^2 in each coordinate.
  const Vector z = one(Rational(3, 4));
  AttentionModel model{symbolic::RademacherTokens{one(0), 1},
                       {symbolic::identity(1), Matrix::Constant(2, 1, Number(3))},
                       symbolic::PairQuery{z}};
  const Interval x(Rational(3, 4), Bits(200));
  const Interval gap = sqr(tanh(x) - x);
  BOOST_TEST(overlap(LimitGap(model, Quantity::output, Target::linear).enclose(40), gap * 18));
  BOOST_TEST(overlap(LimitGap(model, Quantity::grad_v, Target::linear).enclose(40), gap * 2));
  // Gaussian tokens have none, and the enclosure says so.
  model.tokens = symbolic::GaussianTokens{one(2), Matrix::Constant(1, 1, Number(Rational(1, 3)))};
  const Interval none = LimitGap(model, Quantity::output, Target::linear).enclose(20);
  BOOST_TEST(contains_zero(none));
  BOOST_TEST(none.upper_double() < 1e-38);
  model.query = symbolic::TokenQuery{};
  BOOST_CHECK_THROW(LimitGap(model, Quantity::output, Target::linear), Error);
}

BOOST_AUTO_TEST_SUITE_END()
