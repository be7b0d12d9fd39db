// Samples of Student and discrete tokens: against exact sums, closed forms and 50-digit evaluations of the same bits.

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>

#include "numeric/chi_square_stream.hpp"
#include "numeric/prompt_enumeration.hpp"
#include "numeric/sampler.hpp"
#include "numeric/sampler_problem.hpp"
#include "symbolic/error.hpp"
#include "symbolic/limit_operator.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using symbolic::Quantity;
using symbolic::Target;
using Law = SamplerTokens::Law;
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

namespace {

MatrixXd draw(tests::Dice& dice, Index rows, Index cols, double size) {
  MatrixXd out(rows, cols);
  for (double& x : out.reshaped()) x = size * (2 * dice.unit() - 1);
  return out;
}

SamplerTokens student(tests::Dice& dice, Index d, double nu) {
  SamplerTokens out;
  out.law = Law::student_t;
  out.components = {{1, draw(dice, d, 1, 1), draw(dice, d, d, 1)}};
  out.degrees_of_freedom = nu;
  return out;
}

SamplerTokens discrete(tests::Dice& dice, Index d, Index count, bool weighted) {
  SamplerTokens out;
  out.law = Law::discrete;
  out.atoms = std::make_shared<MatrixXd>(draw(dice, d, count, 1));
  if (weighted) {
    out.weights = draw(dice, count, 1, 1).cwiseAbs();
    out.weights /= out.weights.sum();
  }
  return out;
}

SamplerProblem problem_with(tests::Dice& dice, SamplerTokens tokens, bool affine) {
  SamplerProblem out;
  out.tokens = std::move(tokens);
  const Index d = out.tokens.dimension();
  out.U = draw(dice, d, d, 0.8);
  out.V = draw(dice, 2, d, 1);
  out.query.mean = draw(dice, d, 1, 1);
  out.query.root = draw(dice, d, d, 1);
  if (affine) out.target = {SamplerTarget::Kind::affine, draw(dice, 2, 1, 1), draw(dice, 2, d, 1)};
  return out;
}

std::vector<SampleValue> values(const SamplerProblem& problem, std::uint64_t length, std::uint64_t prompts,
                                unsigned threads = 1) {
  SampleOptions options;
  options.seed = 5;
  options.row = 3;
  options.prompts = prompts;
  options.threads = threads;
  return sample(problem, SampleMethod::naive, length, options).values;
}

bool same_bits(const std::vector<SampleValue>& a, const std::vector<SampleValue>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(SampleValue)) == 0;
}

/// Means within 4.5 standard errors: odds of 1 in 1.5e5 a comparison, and the seeds are fixed.
void check_mean(const std::vector<SampleValue>& sampled, double expected) {
  const SampleSummary s = summarize(sampled);
  BOOST_TEST(std::abs(s.mean - expected) <= 4.5 * s.std_error + 1e-12 * expected);
  BOOST_TEST(s.std_error < 0.1 * expected);  // otherwise the comparison says little
}

using Point = std::vector<Real>;

/// |V (softmax average of the tokens) - target|^2 in 50 digits.
Real evaluated(const SamplerProblem& problem, const std::vector<Point>& tokens) {
  const Index d = problem.U.rows();
  Point a(static_cast<std::size_t>(d), Real(0));
  for (Index i = 0; i < d; ++i) {
    for (Index j = 0; j < d; ++j) a[static_cast<std::size_t>(i)] += Real(problem.U(i, j)) * problem.query.mean(j);
  }
  Real total = 0;
  Point mean(a.size(), Real(0));
  for (const Point& x : tokens) {
    Real score = 0;
    for (std::size_t i = 0; i < a.size(); ++i) score += a[i] * x[i];
    const Real w = exp(score);
    total += w;
    for (std::size_t i = 0; i < a.size(); ++i) mean[i] += w * x[i];
  }
  Real sum = 0;
  for (Index k = 0; k < problem.V.rows(); ++k) {
    Real gap = -Real(problem.target.offset(k));
    for (Index j = 0; j < d; ++j) {
      gap += Real(problem.V(k, j)) * mean[static_cast<std::size_t>(j)] / total;
      gap -= Real(problem.target.matrix(k, j)) * problem.query.mean(j);
    }
    sum += gap * gap;
  }
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sampler_laws)

BOOST_AUTO_TEST_CASE(same_bits_for_any_threads_and_split) {
  tests::Dice dice(1);
  for (const int kind : {0, 1, 2}) {
    for (const auto query :
         {SamplerQuery::Law::fixed, SamplerQuery::Law::pair, SamplerQuery::Law::gaussian, SamplerQuery::Law::tokens}) {
      SamplerProblem problem =
          problem_with(dice, kind == 0 ? student(dice, 3, 2.5) : discrete(dice, 3, 6, kind == 1), kind == 0);
      problem.query.law = query;
      const auto one = values(problem, 301, 230);
      BOOST_TEST(same_bits(one, values(problem, 301, 230, 2)));
      BOOST_TEST(same_bits(one, values(problem, 301, 230, 7)));
      auto split = sample_block(problem, SampleMethod::naive, 301, 5, 3, 0, 101);
      const auto rest = sample_block(problem, SampleMethod::naive, 301, 5, 3, 101, 129);
      split.insert(split.end(), rest.begin(), rest.end());
      BOOST_TEST(same_bits(one, split));
    }
  }
}

BOOST_AUTO_TEST_CASE(rounding_covers_fifty_digits) {
  tests::Dice dice(2);
  for (int i = 0; i < tests::scaled(40); ++i) {
    const Index d = dice.between(1, 3);
    const bool is_student = i % 2 == 0;
    const bool weighted = i % 4 == 1;
    const double nu = i % 3 == 0 ? 0.8 : 3;
    SamplerProblem problem =
        problem_with(dice, is_student ? student(dice, d, nu) : discrete(dice, d, 5, weighted), true);
    const auto length = static_cast<std::uint64_t>(dice.between(1, 40));
    const auto found = sample_block(problem, SampleMethod::naive, length, 8, 0, 0, 3);
    for (std::uint64_t prompt = 0; prompt < 3; ++prompt) {
      const NormalStream stream(8, 0, prompt);
      std::vector<Point> tokens;
      for (std::uint64_t t = 0; t < length; ++t) {
        Point x(static_cast<std::size_t>(d), Real(0));
        if (is_student) {
          const SamplerComponent& part = problem.tokens.components[0];
          std::vector<double> g(static_cast<std::size_t>(2 * d));
          stream.normals(t / 2, 0, g);
          const Real w = ChiSquareStream(nu).pair(stream, t / 2)[t % 2].value;
          for (Index k = 0; k < d; ++k) {
            Real sum = 0;
            for (Index j = 0; j < d; ++j)
              sum += Real(part.root(k, j)) * g[(t % 2) * static_cast<std::size_t>(d) + static_cast<std::size_t>(j)];
            x[static_cast<std::size_t>(k)] = part.mean(k) + sum * sqrt(Real(nu) / w);
          }
        } else {
          std::array<double, 2> u{};
          stream.uniforms(t / 2, 0, u);
          Index index = static_cast<Index>(u[t % 2] * 5);
          if (weighted) {
            Real below = 0;
            for (index = 0; index < 4; ++index) {
              below += problem.tokens.weights(index);
              if (u[t % 2] < below) break;
            }
          }
          for (Index k = 0; k < d; ++k) x[static_cast<std::size_t>(k)] = (*problem.tokens.atoms)(k, index);
        }
        tokens.push_back(x);
      }
      const Real exact = evaluated(problem, tokens);
      const SampleValue& y = found[prompt];
      BOOST_TEST_INFO("try " << i << ", prompt " << prompt << ", L = " << length);
      BOOST_TEST(abs(exact - y.value) <= y.rounding);
      if (!is_student) {
        BOOST_TEST_INFO("try " << i << ", prompt " << prompt << ", L = " << length);
        BOOST_TEST(y.rounding < 1e-11);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(discrete_against_sums_over_prompts) {
  symbolic::DiscreteTokens law;
  for (const int k : {1, 2, 3}) {
    symbolic::Vector atom(2);
    atom(0) = Rational(3 * k - 5, 4);
    atom(1) = Rational(k == 2 ? 1 : -1, 2);
    law.atoms.push_back(atom);
    law.weights.emplace_back(Rational(k, 6));
  }
  symbolic::Vector z(2);
  z(0) = Rational(1, 2), z(1) = -1;
  for (const bool rows : {false, true}) {
    symbolic::AttentionModel model{law, {symbolic::identity(2), symbolic::identity(2, 2)}, symbolic::PairQuery{z}};
    if (rows) {
      MatrixXd columns(2, 3);
      columns << 0.5, -1.25, 1, 0, 0.75, -0.5;
      model.tokens = symbolic::RowTokens{
          std::make_shared<const symbolic::RowTable>(columns, symbolic::RowMeaning::binary, "t.npy", "0", 0)};
    }
    for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u}) {
      for (const Target target : {Target::limit, Target::linear}) {
        if (quantity == Quantity::grad_u && target == Target::linear) continue;
        for (const bool tokens_query : {false, true}) {
          if (tokens_query) model.query = symbolic::TokenQuery{};
          const double exact = PromptEnumeration(model, quantity, target).enclose(6, 12).mid_double();
          const auto problem = sampler_problem(model, quantity, target, SampleMethod::naive);
          BOOST_TEST_INFO("quantity " << static_cast<int>(quantity) << ", linear " << (target == Target::linear));
          check_mean(values(problem, 6, 20000, 2), exact);
        }
        model.query = symbolic::PairQuery{z};
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(student_moments) {
  // One token against the linear operator: E|V(X - m - C a)|^2 = tr(V C V^T) + |V C a|^2, C = nu/(nu-2) root root^T.
  tests::Dice dice(4);
  for (const double nu : {9.0, 13.5}) {
    SamplerProblem problem = problem_with(dice, student(dice, 2, nu), true);
    const SamplerComponent& part = problem.tokens.components[0];
    const MatrixXd covariance = nu / (nu - 2) * part.root * part.root.transpose();
    problem.target.offset = problem.V * part.mean;
    problem.target.matrix = problem.V * covariance * problem.U;
    const VectorXd shift = problem.target.matrix * problem.query.mean;
    check_mean(values(problem, 1, 40000, 2),
               (problem.V * covariance * problem.V.transpose()).trace() + shift.squaredNorm());
    // Without scores the limit is the mean, and the error that of an average.
    problem.target = {};
    problem.U.setZero();
    check_mean(values(problem, 5, 20000, 2), (problem.V * covariance * problem.V.transpose()).trace() / 5);
  }
}

BOOST_AUTO_TEST_CASE(student_queries_have_the_token_law) {
  // U = 0 and target z itself: E|V Xbar - V z|^2 = tr(V C V^T) (1 + 1/L).
  tests::Dice dice(6);
  SamplerProblem problem = problem_with(dice, student(dice, 2, 11), true);
  problem.U.setZero();
  problem.query.law = SamplerQuery::Law::tokens;
  problem.target.offset.setZero();
  problem.target.matrix = problem.V;
  const MatrixXd covariance =
      11.0 / 9 * problem.tokens.components[0].root * problem.tokens.components[0].root.transpose();
  check_mean(values(problem, 4, 30000, 2), 1.25 * (problem.V * covariance * problem.V.transpose()).trace());
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  tests::Dice dice(5);
  SamplerProblem problem = problem_with(dice, student(dice, 2, 3), false);
  BOOST_CHECK_THROW(values(problem, 4, 2), InputError);  // no limit
  problem.query.mean.setZero();
  BOOST_CHECK_NO_THROW(values(problem, 4, 2));
  problem.query.law = SamplerQuery::Law::gaussian;
  BOOST_CHECK_THROW(values(problem, 4, 2), InputError);
  problem.U.setZero();
  BOOST_CHECK_NO_THROW(values(problem, 4, 2));
  problem.tokens.degrees_of_freedom = 1;
  BOOST_CHECK_THROW(values(problem, 4, 2), InputError);  // no mean
  problem.tokens.degrees_of_freedom = 2;
  problem.quantity = SampleQuantity::grad_u;
  BOOST_CHECK_THROW(values(problem, 4, 2), InputError);  // no covariance
  problem.tokens.degrees_of_freedom = -1;
  BOOST_CHECK_THROW(problem.tokens.check(), InputError);
  SamplerTokens atoms = discrete(dice, 2, 3, true);
  atoms.weights(0) += 1;
  BOOST_CHECK_THROW(atoms.check(), InputError);
  atoms.atoms = nullptr;
  BOOST_CHECK_THROW(atoms.check(), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
