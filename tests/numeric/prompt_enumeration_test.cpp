// Sums over all prompts, held against attention as written on every sequence of tokens, closed forms and samples.

#include "numeric/prompt_enumeration.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "numeric/sampler_problem.hpp"
#include "symbolic/finite_law.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::AttentionModel;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Quantity;
using symbolic::Vector;

namespace {

constexpr Quantity k_quantities[] = {Quantity::output, Quantity::grad_v, Quantity::grad_u};

AttentionModel signs(Eigen::Index d, const Rational& u, const Rational& z) {
  return {symbolic::RademacherTokens{Vector::Constant(d, Number(0)), 1},
          {symbolic::identity(d, u), symbolic::identity(d)},
          symbolic::FixedQuery{Vector::Constant(d, Number(z))}};
}

Eigen::MatrixXd doubles(const Matrix& a) {
  Eigen::MatrixXd out(a.rows(), a.cols());
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) out(i, j) = approximate(a(i, j));
  }
  return out;
}

Eigen::VectorXd doubles(const Vector& x) {
  Eigen::VectorXd out(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i) out(i) = approximate(x(i));
  return out;
}

struct Moments {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
};

/// Weighted mean and covariance of points.
Moments weighted(const std::vector<Eigen::VectorXd>& points, const std::vector<double>& weights) {
  double total = 0;
  for (const double w : weights) total += w;
  Moments out{Eigen::VectorXd::Zero(points[0].size()), Eigen::MatrixXd::Zero(points[0].size(), points[0].size())};
  for (std::size_t k = 0; k < points.size(); ++k) out.mean += weights[k] / total * points[k];
  for (std::size_t k = 0; k < points.size(); ++k) {
    const Eigen::VectorXd c = points[k] - out.mean;
    out.covariance += weights[k] / total * c * c.transpose();
  }
  return out;
}

/// The definition: every sequence of L tokens, softmax attention as written.
double by_sequences(const AttentionModel& model, Quantity quantity, int L) {
  const auto tokens = symbolic::finite_law(model.tokens).value();
  const auto queries = symbolic::finite_query(model).value();
  const Eigen::MatrixXd U = doubles(model.head.U), V = doubles(model.head.V);
  std::vector<Eigen::VectorXd> atoms;
  for (const Vector& x : tokens.atoms) atoms.push_back(doubles(x));
  double sum = 0;
  for (std::size_t j = 0; j < queries.atoms.size(); ++j) {
    const Eigen::VectorXd z = doubles(queries.atoms[j]);
    const Eigen::VectorXd a = U * z;
    std::vector<double> tilted;
    for (std::size_t k = 0; k < atoms.size(); ++k) {
      tilted.push_back(approximate(tokens.probabilities[k]) * std::exp(a.dot(atoms[k])));
    }
    const Moments limit = weighted(atoms, tilted);
    std::vector<std::size_t> sequence(static_cast<std::size_t>(L), 0);
    for (bool more = true; more;) {
      double p = approximate(queries.probabilities[j]);
      std::vector<Eigen::VectorXd> prompt;
      std::vector<double> weights;
      for (const std::size_t k : sequence) {
        p *= approximate(tokens.probabilities[k]);
        prompt.push_back(atoms[k]);
        weights.push_back(std::exp(a.dot(atoms[k])));
      }
      const Moments found = weighted(prompt, weights);
      const Eigen::VectorXd gap = found.mean - limit.mean;
      if (quantity == Quantity::output) sum += p * (V * gap).squaredNorm();
      if (quantity == Quantity::grad_v) sum += p * static_cast<double>(V.rows()) * gap.squaredNorm();
      if (quantity == Quantity::grad_u) {
        sum += p * (V * (found.covariance - limit.covariance)).squaredNorm() * z.squaredNorm();
      }
      more = false;
      for (std::size_t& k : sequence) {
        if (++k < atoms.size()) {
          more = true;
          break;
        }
        k = 0;
      }
    }
  }
  return sum;
}

/// Two to four atoms in one or two dimensions, U, V and query law small random rationals.
AttentionModel draw_model(Dice& dice) {
  const Eigen::Index d = dice.between(1, 2);
  const auto vector = [&] {
    Vector x(d);
    for (Eigen::Index i = 0; i < d; ++i) x(i) = Rational(dice.between(-8, 8), 4);
    return x;
  };
  const auto matrix = [&](Eigen::Index rows) {
    Matrix a(rows, d);
    for (Eigen::Index i = 0; i < rows; ++i) {
      for (Eigen::Index j = 0; j < d; ++j) a(i, j) = Rational(dice.between(-6, 6), 4);
    }
    return a;
  };
  symbolic::MixtureTokens tokens;
  std::vector<long> shares;
  long total = 0;
  for (long k = dice.between(2, 4); k > 0; --k) {
    shares.push_back(dice.between(1, 9));
    total += shares.back();
  }
  for (const long share : shares) {
    tokens.components.push_back({Rational(share, total), {vector(), Matrix::Constant(d, d, Number(0))}});
  }
  AttentionModel model{tokens, {matrix(d), matrix(dice.between(1, 2))}, symbolic::TokenQuery{}};
  if (dice.one_in(2)) model.query = symbolic::PairQuery{vector()};
  return model;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prompt_enumeration)

BOOST_AUTO_TEST_CASE(agrees_with_every_sequence) {
  const std::uint64_t seed = 20260311;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  for (int trial = 0; trial < scaled(60); ++trial) {
    const AttentionModel model = draw_model(dice);
    const int L = static_cast<int>(dice.between(1, 5));
    for (const Quantity quantity : k_quantities) {
      const double expected = by_sequences(model, quantity, L);
      const PromptEnumeration enumeration(model, quantity);
      if (expected < 1e-12) continue;  // nothing to see through the rounding of doubles
      const double found = enumeration.enclose(L, 10).mid_double();
      BOOST_TEST(std::abs(found / expected - 1) < 1e-8,
                 "trial " << trial << ", L = " << L << ": " << found << " against " << expected);
    }
  }
}

/// U = 0: the mean of L signs. E xbar^2 = 1/L, E xbar^4 = (3L - 2)/L^3, Chat = 1 - xbar^2.
BOOST_AUTO_TEST_CASE(equal_weights_in_closed_form) {
  const AttentionModel model = signs(1, 0, 1);
  for (const long L : {1L, 2L, 7L, 1000L}) {
    const auto at = [&](Quantity quantity) { return PromptEnumeration(model, quantity).enclose(L, 30); };
    BOOST_TEST(contains(at(Quantity::output), Rational(1, L)), L);
    BOOST_TEST(contains(at(Quantity::grad_v), Rational(1, L)), L);
    BOOST_TEST(contains(at(Quantity::grad_u), Rational(3 * L - 2, L * L * L)), L);
  }
}

/// One token: E |X - tanh(a)|^2 = 1 + tanh(a)^2 in each coordinate.
BOOST_AUTO_TEST_CASE(one_token) {
  const Bits bits(200);
  const Interval t = tanh(Interval(Rational(3, 8), bits));
  const Interval found = PromptEnumeration(signs(2, Rational(1, 2), Rational(3, 4)), Quantity::output).enclose(1, 25);
  BOOST_TEST(overlap(found, 2 * (1 + sqr(t))), to_text(found));
}

BOOST_AUTO_TEST_CASE(few_digits_contain_many) {
  const std::uint64_t seed = 7511;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  for (int trial = 0; trial < scaled(40); ++trial) {
    const AttentionModel model = draw_model(dice);
    const Quantity quantity = k_quantities[dice.between(0, 2)];
    const PromptEnumeration enumeration(model, quantity);
    const long L = dice.between(1, 9);
    if (by_sequences(model, quantity, 1) < 1e-12) continue;
    const Interval coarse = enumeration.enclose(L, 5), fine = enumeration.enclose(L, 40);
    BOOST_TEST(certainly_less_equal(coarse.lower(), fine.lower()));
    BOOST_TEST(certainly_less_equal(fine.upper(), coarse.upper()));
  }
}

/// A tilt left out of the limit would be seen by samples too.
BOOST_AUTO_TEST_CASE(agrees_with_samples) {
  const AttentionModel model = signs(2, Rational(1, 2), Rational(3, 4));
  for (const Quantity quantity : k_quantities) {
    const auto problem = sampler_problem(model, quantity, symbolic::Target::limit, SampleMethod::naive);
    SampleOptions options;
    options.seed = 11;
    options.prompts = 20000;
    const auto summary = sample(problem, SampleMethod::naive, 12, options).summary;
    const double exact = PromptEnumeration(model, quantity).enclose(12, 12).mid_double();
    BOOST_TEST(std::abs(summary.mean - exact) < 5 * summary.std_error);
  }
}

BOOST_AUTO_TEST_CASE(limits_of_use) {
  const AttentionModel model = signs(2, 1, 1);
  const PromptEnumeration enumeration(model, Quantity::output);
  BOOST_TEST((enumeration.prompts(10) == Integer(286)));  // binomial(13, 3)
  BOOST_CHECK_THROW(enumeration.enclose(1000, 10), InputError);
  BOOST_CHECK_THROW(enumeration.enclose(0, 10), Error);
  BOOST_TEST(!PromptEnumeration::applies(model, Quantity::bias));
  BOOST_TEST(!PromptEnumeration::applies(
      {symbolic::SphereTokens{Vector::Constant(2, Number(0)), 1}, model.head, model.query}, Quantity::output));
  // All tokens alike: nothing deviates.
  const AttentionModel point{symbolic::RademacherTokens{Vector::Constant(2, Number(1)), 0}, model.head, model.query};
  BOOST_TEST(contains_zero(PromptEnumeration(point, Quantity::grad_u).enclose(5, 10)));
}

BOOST_AUTO_TEST_CASE(against_the_linear_operator) {
  // With x = u z: one token is +-1, off by (1 - x)^2 or (1 + x)^2; two that differ have the average tanh(x).
  AttentionModel model = signs(1, Rational(1, 2), Rational(3, 4));
  model.head.V = symbolic::identity(1, 2);
  const Interval line = Interval(Rational(3, 8), Bits(128));
  const Interval one = sqr(1 - line) + sqr(1 + line);
  const auto exact = [&](Quantity quantity, long L) {
    return PromptEnumeration(model, quantity, symbolic::Target::linear).enclose(L, 25);
  };
  BOOST_TEST(overlap(exact(Quantity::output, 1), one * 2));
  BOOST_TEST(overlap(exact(Quantity::output, 2), one + sqr(tanh(line) - line) * 2));
  BOOST_TEST(overlap(exact(Quantity::grad_v, 1), one / 2));
  BOOST_TEST(width_reached(exact(Quantity::output, 2), 25));
  BOOST_TEST(!PromptEnumeration::applies(model, Quantity::grad_u, symbolic::Target::linear));
  // The inverse of the identity is the identity.
  BOOST_TEST(overlap(PromptEnumeration(model, Quantity::output, symbolic::Target::inverse).enclose(1, 25), one * 2));
}

BOOST_AUTO_TEST_SUITE_END()
