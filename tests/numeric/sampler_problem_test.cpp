#include "numeric/sampler_problem.hpp"

#include <boost/test/unit_test.hpp>

#include "numeric/expectation.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::AttentionModel;
using symbolic::Number;
using symbolic::Quantity;
using symbolic::Target;

namespace {

Number parsed(const char* text) { return Number::parse(text, Place{"test", 0, {}}); }

symbolic::Matrix matrix(std::initializer_list<std::initializer_list<Number>> rows) {
  const auto count = static_cast<Eigen::Index>(rows.size());
  symbolic::Matrix out(count, static_cast<Eigen::Index>(rows.begin()->size()));
  Eigen::Index i = 0;
  for (const auto& row : rows) {
    Eigen::Index j = 0;
    for (const Number& x : row) out(i, j++) = x;
    ++i;
  }
  return out;
}

symbolic::Vector vector(std::initializer_list<Number> entries) {
  symbolic::Vector out(static_cast<Eigen::Index>(entries.size()));
  Eigen::Index i = 0;
  for (const Number& x : entries) out(i++) = x;
  return out;
}

const Rational k_half(1, 2);

AttentionModel gaussian_model() {
  return {symbolic::GaussianTokens{vector({1, Rational(-1, 3)}), matrix({{2, Rational(1, 2)}, {Rational(1, 2), 1}})},
          {matrix({{k_half, 0}, {Rational(1, 5), Rational(-1, 3)}}),
           matrix({{1, 2}, {0, Rational(1, 7)}, {parsed("sqrt(2)"), 1}})},
          symbolic::FixedQuery{vector({Rational(3, 4), Rational(-2, 5)})}};
}

SamplerProblem problem_of(const AttentionModel& model, Quantity quantity = Quantity::output,
                          Target target = Target::limit, SampleMethod method = SampleMethod::naive) {
  return sampler_problem(model, quantity, target, method);
}

/// |a - b| at most `relative` times the larger entry of b.
void close(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, double relative = 1e-15) {
  BOOST_REQUIRE(a.rows() == b.rows());
  BOOST_REQUIRE(a.cols() == b.cols());
  if (a.size() == 0) return;
  BOOST_TEST((a - b).cwiseAbs().maxCoeff() <= relative * b.cwiseAbs().maxCoeff(), "\n" << a << "\nagainst\n" << b);
}

template <class... T>
Eigen::VectorXd doubles(T... x) {
  Eigen::VectorXd out(static_cast<Eigen::Index>(sizeof...(T)));
  Eigen::Index i = 0;
  ((out(i++) = x), ...);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sampler_problem)

BOOST_AUTO_TEST_CASE(gaussian_tokens_and_head) {
  const SamplerProblem p = problem_of(gaussian_model());
  BOOST_TEST((p.tokens.law == SamplerTokens::Law::gaussian));
  BOOST_REQUIRE(p.tokens.components.size() == 1U);
  BOOST_TEST(p.tokens.components[0].weight == 1);
  close(p.tokens.components[0].mean, doubles(1.0, -1.0 / 3));
  // The eigenvalue decomposition of a 2 x 2 matrix is off by a few units in the last place.
  const Eigen::MatrixXd& root = p.tokens.components[0].root;
  Eigen::Matrix2d covariance;
  covariance << 2, 0.5, 0.5, 1;
  close(root * root.transpose(), covariance, 4e-15);
  Eigen::Matrix2d u;
  u << 0.5, 0, 0.2, -1.0 / 3;
  close(p.U, u);
  Eigen::MatrixXd v(3, 2);
  v << 1, 2, 0, 1.0 / 7, std::sqrt(2.0), 1;
  close(p.V, v);
  BOOST_TEST((p.query.law == SamplerQuery::Law::fixed));
  close(p.query.mean, doubles(0.75, -0.4));
  BOOST_TEST((p.quantity == SampleQuantity::output));
  BOOST_TEST((p.target.kind == SamplerTarget::Kind::limit));
}

BOOST_AUTO_TEST_CASE(entries_are_the_nearest_doubles) {
  // Rational entries must not be off by more than half a unit in the last place, however they are written.
  AttentionModel model = gaussian_model();
  Dice dice(44001);
  for (int i = 0; i < scaled(100); ++i) {
    const Rational q(dice.between(-1000000, 1000000), dice.between(1, 1000000));
    model.head.U(0, 0) = q;
    const double x = problem_of(model).U(0, 0);
    BOOST_TEST(mp::abs(Rational(Rational(x) - q)) <= mp::abs(q) * Rational(Integer(1), Integer(1) << 53U),
               q.str() << " became " << x);
  }
}

BOOST_AUTO_TEST_CASE(diagonal_covariances_have_diagonal_roots) {
  AttentionModel model = gaussian_model();
  std::get<symbolic::GaussianTokens>(model.tokens).covariance = matrix({{parsed("1/4"), 0}, {0, 0}});
  const Eigen::MatrixXd root = problem_of(model).tokens.components[0].root;
  close(root, (Eigen::Matrix2d() << 0.5, 0, 0, 0).finished(), 0);
}

BOOST_AUTO_TEST_CASE(singular_covariances) {
  AttentionModel model = gaussian_model();
  std::get<symbolic::GaussianTokens>(model.tokens).covariance = matrix({{1, 2}, {2, 4}});
  const Eigen::MatrixXd root = problem_of(model).tokens.components[0].root;
  BOOST_TEST(root.allFinite());
  close(root * root.transpose(), (Eigen::Matrix2d() << 1, 2, 2, 4).finished(), 4e-15);
}

BOOST_AUTO_TEST_CASE(other_token_laws) {
  AttentionModel model = gaussian_model();
  const auto mean = vector({Rational(1, 4), -2});
  model.tokens = symbolic::RademacherTokens{mean, Rational(3, 2)};
  SamplerProblem p = problem_of(model);
  BOOST_TEST((p.tokens.law == SamplerTokens::Law::rademacher));
  BOOST_TEST(p.tokens.scale == 1.5);
  close(p.tokens.mean, doubles(0.25, -2.0), 0);
  model.tokens = symbolic::SphereTokens{mean, parsed("sqrt(3)")};
  p = problem_of(model);
  BOOST_TEST((p.tokens.law == SamplerTokens::Law::sphere));
  BOOST_TEST(std::abs(p.tokens.scale - std::sqrt(3.0)) <= 3e-16);
  close(p.tokens.mean, doubles(0.25, -2.0), 0);
  model.tokens = symbolic::UniformCubeTokens{mean, Rational(1, 8)};
  p = problem_of(model);
  BOOST_TEST((p.tokens.law == SamplerTokens::Law::uniform_cube));
  BOOST_TEST(p.tokens.scale == 0.125);
  model.tokens = symbolic::MixtureTokens{{{Rational(1, 4), {mean, matrix({{1, 0}, {0, 4}})}},
                                          {Rational(3, 4), {vector({0, 1}), matrix({{1, 1}, {1, 1}})}}}};
  p = problem_of(model);
  BOOST_TEST((p.tokens.law == SamplerTokens::Law::mixture));
  BOOST_REQUIRE(p.tokens.components.size() == 2U);
  BOOST_TEST(p.tokens.components[0].weight == 0.25);
  BOOST_TEST(p.tokens.components[1].weight == 0.75);
  close(p.tokens.components[0].root, (Eigen::Matrix2d() << 1, 0, 0, 2).finished(), 0);
  close(p.tokens.components[1].mean, doubles(0.0, 1.0), 0);
  const Eigen::MatrixXd& root = p.tokens.components[1].root;
  close(root * root.transpose(), Eigen::Matrix2d::Ones(), 4e-15);
}

BOOST_AUTO_TEST_CASE(query_laws) {
  AttentionModel model = gaussian_model();
  model.query = symbolic::PairQuery{vector({1, 2})};
  SamplerProblem p = problem_of(model);
  BOOST_TEST((p.query.law == SamplerQuery::Law::pair));
  close(p.query.mean, doubles(1.0, 2.0), 0);
  model.query = symbolic::GaussianQuery{vector({1, 0}), matrix({{4, 0}, {0, 9}})};
  p = problem_of(model);
  BOOST_TEST((p.query.law == SamplerQuery::Law::gaussian));
  close(p.query.mean, doubles(1.0, 0.0), 0);
  close(p.query.root, (Eigen::Matrix2d() << 2, 0, 0, 3).finished(), 0);
  model.query = symbolic::TokenQuery{};
  BOOST_TEST((problem_of(model).query.law == SamplerQuery::Law::tokens));
}

BOOST_AUTO_TEST_CASE(affine_targets) {
  const AttentionModel model = gaussian_model();
  Eigen::Matrix2d gamma, u;
  gamma << 2, 0.5, 0.5, 1;
  u << 0.5, 0, 0.2, -1.0 / 3;
  Eigen::MatrixXd v(3, 2);
  v << 1, 2, 0, 1.0 / 7, std::sqrt(2.0), 1;
  const Eigen::Vector2d mean(1, -1.0 / 3);
  SamplerProblem p = problem_of(model, Quantity::output, Target::linear);
  BOOST_TEST((p.target.kind == SamplerTarget::Kind::affine));
  close(p.target.matrix, v * gamma * u, 4e-15);
  close(p.target.offset, v * mean, 4e-15);
  p = problem_of(model, Quantity::output, Target::inverse);
  close(p.target.matrix, v * gamma.inverse() * u, 8e-15);
  close(p.target.offset, v * mean, 4e-15);
  // The gradient in V is compared in the space of the tokens: V does not enter.
  p = problem_of(model, Quantity::grad_v, Target::linear);
  BOOST_TEST((p.quantity == SampleQuantity::grad_v));
  close(p.target.matrix, gamma * u, 4e-15);
  close(p.target.offset, mean, 1e-15);
  BOOST_TEST((problem_of(model, Quantity::grad_u).quantity == SampleQuantity::grad_u));
}

BOOST_AUTO_TEST_CASE(refused_problems) {
  AttentionModel model = gaussian_model();
  BOOST_CHECK_THROW(problem_of(model, Quantity::bias), InputError);
  BOOST_CHECK_THROW(problem_of(model, Quantity::grad_u, Target::linear), InputError);
  BOOST_CHECK_THROW(problem_of(model, Quantity::grad_u, Target::inverse), InputError);
  BOOST_CHECK_THROW(problem_of(model, Quantity::output, Target::linear, SampleMethod::reduced), InputError);
  std::get<symbolic::GaussianTokens>(model.tokens).covariance = matrix({{1, 2}, {2, 4}});
  BOOST_CHECK_THROW(problem_of(model, Quantity::output, Target::inverse), Error);
  model = gaussian_model();
  model.head.U(1, 1) = parsed("1e400");
  BOOST_CHECK_THROW(problem_of(model), InputError);
  model.head.U(1, 1) = parsed("exp(1000)");
  BOOST_CHECK_THROW(problem_of(model), InputError);
  model = gaussian_model();
  model.tokens = symbolic::RademacherTokens{vector({0, 0}), 1};
  BOOST_CHECK_THROW(problem_of(model, Quantity::output, Target::limit, SampleMethod::reduced), InputError);
  model = gaussian_model();
  model.query = symbolic::FixedQuery{vector({1, 2, 3})};  // wrong length
  BOOST_CHECK_THROW(problem_of(model), InputError);
}

BOOST_AUTO_TEST_CASE(sampled_means_agree_with_the_exact_errors) {
  // The whole chain: exact model -> doubles -> samples, against the enclosure of the same error. Fixed seed; the mean
  // of n reduced samples lies within 6 standard errors of the exact value unless the two describe different problems.
  const AttentionModel model = gaussian_model();
  const auto& tokens = std::get<symbolic::GaussianTokens>(model.tokens);
  const auto& z = std::get<symbolic::FixedQuery>(model.query).z;
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u}) {
    const double exact = Expectation(symbolic::error_form(tokens, model.head, z, quantity)).enclose(12, 8).mid_double();
    for (const SampleMethod method : {SampleMethod::naive, SampleMethod::reduced}) {
      const auto values =
          sample_block(problem_of(model, quantity, Target::limit, method), method, 12, 44002, 0, 0, 20000);
      const SampleSummary summary = summarize(values);
      BOOST_TEST(std::abs(summary.mean - exact) <= 6 * summary.std_error,
                 "quantity " << static_cast<int>(quantity) << ": mean " << summary.mean << " +- " << summary.std_error
                             << ", exact " << exact);
      BOOST_TEST(summary.std_error < 0.05 * exact);
    }
  }
  // A target other than the limit, naive only.
  for (const Target target : {Target::linear, Target::inverse}) {
    const double exact =
        Expectation(symbolic::error_form(tokens, model.head, z, Quantity::output, target)).enclose(12, 8).mid_double();
    const SampleSummary summary = summarize(
        sample_block(problem_of(model, Quantity::output, target), SampleMethod::naive, 12, 44003, 0, 0, 20000));
    BOOST_TEST(std::abs(summary.mean - exact) <= 6 * summary.std_error,
               "target " << static_cast<int>(target) << ": mean " << summary.mean << " +- " << summary.std_error
                         << ", exact " << exact);
  }
}

BOOST_AUTO_TEST_SUITE_END()
