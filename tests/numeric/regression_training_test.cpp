// Trained heads: gradients, the law of the prompts, and the bits.

#include "numeric/regression_training.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>

#include "numeric/evaluate.hpp"
#include "numeric/model_doubles.hpp"
#include "numeric/normal_stream.hpp"
#include "numeric/regression_risk.hpp"
#include "symbolic/error.hpp"
#include "symbolic/regression_form.hpp"
#include "tests/effort.hpp"
#include "tests/symbolic/rational_matrices.hpp"

using namespace softlin;
using namespace softlin::numeric;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using symbolic::Generator;
using symbolic::RegressionLaws;
using symbolic::RegressionModel;
using tests::matrix_of;
using tests::toeplitz;

namespace {

const RegressionModel k_model{matrix_of({{2, Rational(1, 2)}, {Rational(1, 2), 1}}),
                              matrix_of({{1, Rational(-1, 3)}, {Rational(-1, 3), 2}}), Rational(3, 10),
                              Generator::matched};

RegressionModel with(RegressionModel model, Generator generator) {
  model.generator = generator;
  return model;
}

RegressionRoots roots_of(const RegressionModel& model) { return regression_roots(symbolic::laws_of(model)); }

/// The experiment of the theory file, section 5.
RegressionModel experiment(Generator generator) {
  return {toeplitz(5), symbolic::identity(5, Rational(1, 5)), Rational(1, 10), generator};
}

PerAttention<RegressionHead> both(const RegressionHead& head) {
  PerAttention<RegressionHead> out;
  for (const Attention attention : k_attentions) out[attention] = head;
  return out;
}

/// A batch, prompt by prompt and token by token, from the same random numbers.
double plain_loss(const RegressionRoots& roots, const RegressionHead& head, Attention attention, std::uint64_t length,
                  std::uint64_t seed, std::uint64_t first, std::uint64_t count) {
  const Index d = roots.dimension();
  double sum = 0;
  for (std::uint64_t prompt = first; prompt < first + count; ++prompt) {
    const NormalStream stream(seed, static_cast<std::uint32_t>(length), prompt);
    const auto pair = [&](std::uint64_t token, Index slot) {
      std::array<double, 2> out{};
      stream.normals(token, static_cast<std::uint32_t>(slot), out);
      return out;
    };
    VectorXd h(d);
    VectorXd k(d);
    for (Index i = 0; i < d; ++i) {
      const auto x = pair(k_token_limit - 1, i);
      h(i) = x[0];
      k(i) = x[1];
    }
    const VectorXd query = roots.query * h;
    const VectorXd w = roots.task * k;
    VectorXd scores(length);
    VectorXd values(length);
    for (std::uint64_t token = 0; token < length; ++token) {
      VectorXd g(d);
      for (Index i = 0; i < d; ++i) g(i) = pair(token / 2, i)[token % 2];
      const VectorXd x = roots.prompt * g;
      const double y = w.dot(x) + roots.noise * pair(token / 2, d)[token % 2];
      scores(static_cast<Index>(token)) = x.dot(head.A * query) + y * head.r.dot(query);
      values(static_cast<Index>(token)) = head.c.dot(x) + head.b * y;
    }
    VectorXd weights = scores / static_cast<double>(length);
    if (attention == Attention::softmax) {
      weights = (scores.array() - scores.maxCoeff()).exp();
      weights /= weights.sum();
    }
    const double error = weights.dot(values) - w.dot(query);
    sum += error * error / 2;
  }
  return sum / static_cast<double>(count);
}

/// All parameters of a head, one after the other.
template <class Head>
std::vector<double*> parameters_of(Head& head) {
  std::vector<double*> out;
  for (double& x : head.A.reshaped()) out.push_back(&x);
  for (double& x : head.r) out.push_back(&x);
  for (double& x : head.c) out.push_back(&x);
  out.push_back(&head.b);
  return out;
}

std::vector<double> bits_of(const PerAttention<HeadLoss>& losses) {
  std::vector<double> out;
  for (const Attention attention : k_attentions) {
    if (!losses[attention]) continue;
    HeadLoss loss = *losses[attention];
    out.push_back(loss.loss);
    for (const double* x : parameters_of(loss.gradient)) out.push_back(*x);
  }
  return out;
}

/// The sampled risk against the exact one: how many standard errors they are apart.
struct Distance {
  double softmax;
  double linear;
};

Distance distance_to_exact(const RegressionRoots& roots, const RegressionLaws& laws, const symbolic::Matrix& A,
                           const Rational& b, std::uint64_t length, std::uint64_t prompts) {
  const symbolic::RegressionPoint point = symbolic::regression_point(laws, A, b);
  const double softmax = RegressionRisk(laws, point).enclose({Integer(length)}, 6).front().mid_double();
  const double linear = approximate(symbolic::linear_risk(laws, point.map, Rational(1, Integer(length))));
  RegressionPrompts sampler(roots, length, /*seed=*/5);
  const auto found = sampler.risk(both(block_head(to_double(A), b.convert_to<double>())), prompts);
  const auto& s = *(*found)[Attention::softmax];
  const auto& l = *(*found)[Attention::linear];
  BOOST_TEST_MESSAGE("softmax " << softmax << ", sampled " << s.mean << " +- " << s.std_error << "; linear " << linear
                                << ", sampled " << l.mean << " +- " << l.std_error);
  return {std::abs(s.mean - softmax) / s.std_error, std::abs(l.mean - linear) / l.std_error};
}

const symbolic::Matrix k_a = matrix_of({{Rational(1, 2), Rational(1, 3)}, {Rational(-1, 4), Rational(2, 3)}});

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_training)

/// Lengths around the blocks of the kernel, batches that do not fill the lanes, scores far beyond the range of e^x.
BOOST_AUTO_TEST_CASE(losses_are_those_of_plain_code) {
  for (const Generator generator : {Generator::matched, Generator::as_coded}) {
    const RegressionRoots roots = roots_of(with(k_model, generator));
    for (const double spread : {0.3, 100.0}) {
      for (const std::uint64_t length : {1, 2, 7, 64, 85, 173}) {
        const RegressionHead head = random_head(2, spread, length);
        RegressionPrompts prompts(roots, length, /*seed=*/3);
        const auto found = prompts.batch(both(head), 1000, 11);
        for (const Attention attention : k_attentions) {
          const double expected = plain_loss(roots, head, attention, length, 3, 1000, 11);
          BOOST_TEST(found[attention]->loss == expected, boost::test_tools::tolerance(1e-10));
        }
      }
    }
  }
}

/// Central differences with step 1e-5: an error of about 1e-10 relative to third derivatives, 1e-11/1e-5 from rounding.
BOOST_AUTO_TEST_CASE(gradients_are_those_of_differences) {
  for (const Index d : {1, 2, 5}) {
    const RegressionModel model{toeplitz(d), symbolic::identity(d, Rational(1, 2)), Rational(1, 10),
                                Generator::as_coded};
    RegressionPrompts prompts(roots_of(model), 9, /*seed=*/7);
    const PerAttention<RegressionHead> heads = both(random_head(d, 0.7, 2));
    const auto exact = prompts.batch(heads, 5, 19);
    for (const Attention attention : k_attentions) {
      RegressionHead gradient = exact[attention]->gradient;
      const auto found = parameters_of(gradient);
      for (std::size_t i = 0; i < found.size(); ++i) {
        double loss[2];
        for (const int side : {0, 1}) {
          PerAttention<RegressionHead> moved = heads;
          *parameters_of(*moved[attention])[i] += side == 0 ? -1e-5 : 1e-5;
          loss[side] = prompts.batch(moved, 5, 19)[attention]->loss;
        }
        const double difference = (loss[1] - loss[0]) / 2e-5;
        BOOST_TEST(std::abs(*found[i] - difference) < 1e-7 * (1 + std::abs(difference)),
                   name_of(attention) << ", d = " << d << ", parameter " << i << ": " << *found[i] << ", difference "
                                      << difference);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(instruction_sets_agree_bit_for_bit) {
  const LaneKernels* sets[3];
  const std::size_t count = available_lane_kernels(sets);
  for (const Index d : {1, 3, 5, 8}) {
    const RegressionModel model{toeplitz(d), symbolic::identity(d), d == 3 ? Rational(0) : Rational(1, 10),
                                Generator::matched};
    for (const double spread : {0.2, 60.0}) {
      std::vector<double> first;
      for (std::size_t i = 0; i < count; ++i) {
        RegressionPrompts prompts(roots_of(model), 75, /*seed=*/1, *sets[i]);
        const auto found = bits_of(prompts.batch(both(random_head(d, spread, 4)), 0, 12));
        if (i == 0) first = found;
        BOOST_TEST(std::memcmp(first.data(), found.data(), first.size() * sizeof(double)) == 0, sets[i]->name);
      }
    }
  }
}

/// A head alone has the numbers that it has beside another, and a prompt those that it has in any batch.
BOOST_AUTO_TEST_CASE(a_head_does_not_depend_on_its_company) {
  RegressionPrompts prompts(roots_of(k_model), 20, /*seed=*/1);
  const PerAttention<RegressionHead> heads = both(random_head(2, 0.5, 4));
  const auto together = prompts.batch(heads, 0, 16);
  for (const Attention attention : k_attentions) {
    PerAttention<RegressionHead> alone;
    alone[attention] = heads[attention];
    const auto found = prompts.batch(alone, 0, 16);
    BOOST_TEST(found[attention]->loss == together[attention]->loss);
    BOOST_TEST((found[attention]->gradient.A == together[attention]->gradient.A));
  }
  const double halves =
      prompts.batch(heads, 0, 8)[Attention::softmax]->loss + prompts.batch(heads, 8, 8)[Attention::softmax]->loss;
  BOOST_TEST(halves / 2 == together[Attention::softmax]->loss, boost::test_tools::tolerance(1e-14));
}

/// 5 standard errors: chance alone goes beyond with a probability of 6e-7; the seed is fixed.
BOOST_AUTO_TEST_CASE(sampled_risks_are_the_exact_ones) {
  const auto prompts = static_cast<std::uint64_t>(tests::scaled(400000));
  for (const Generator generator : {Generator::matched, Generator::as_coded}) {
    const RegressionLaws laws = symbolic::laws_of(with(k_model, generator));
    for (const std::uint64_t length : {3, 16}) {
      const Distance found = distance_to_exact(regression_roots(laws), laws, k_a, Rational(4, 5), length, prompts);
      BOOST_TEST(found.softmax < 5);
      BOOST_TEST(found.linear < 5);
    }
  }
  const RegressionLaws laws = symbolic::laws_of(experiment(Generator::matched));
  const Distance found =
      distance_to_exact(regression_roots(laws), laws, symbolic::identity(5, Rational(1, 4)), 1, 30, prompts / 4);
  BOOST_TEST(found.softmax < 5);
  BOOST_TEST(found.linear < 5);
}

/// The test above tells generators apart: prompts with the root applied once, or a query with it, are found out, and so is other noise.
BOOST_AUTO_TEST_CASE(a_root_too_few_or_too_many_is_noticed) {
  const RegressionLaws laws = symbolic::laws_of(with(k_model, Generator::as_coded));
  const RegressionRoots right = regression_roots(laws);
  const MatrixXd once = root_of(k_model.sigma);
  for (const bool prompt : {true, false}) {
    RegressionRoots wrong = right;
    (prompt ? wrong.prompt : wrong.query) = once;
    const Distance found = distance_to_exact(wrong, laws, k_a, Rational(4, 5), 16, 400000);
    BOOST_TEST(found.softmax > 10);
    BOOST_TEST(found.linear > 10);
  }
  RegressionRoots loud = right;
  loud.noise *= 3;
  BOOST_TEST(distance_to_exact(loud, laws, k_a, Rational(4, 5), 16, 400000).softmax > 10);
}

/// Linear attention cannot go below its optimum, and comes close to it.
BOOST_AUTO_TEST_CASE(training_approaches_the_linear_optimum) {
  const RegressionLaws laws = symbolic::laws_of(experiment(Generator::matched));
  RegressionPrompts prompts(regression_roots(laws), 20, /*seed=*/1);
  TrainingState state;
  state.heads = both(block_head(0.5 / std::sqrt(5.0) * MatrixXd::Identity(5, 5), 0.5));
  const auto before = *prompts.risk(state.heads, 20000);
  for (int step = 0; step < 3000; ++step) training_step(prompts, state, 32, 0.02);
  BOOST_TEST(state.step == 3000U);
  const auto after = *prompts.risk(state.heads, 20000);
  const double optimum = approximate(symbolic::least_linear_risk(laws, Rational(1, 20)));
  const SampleSummary& linear = *after[Attention::linear];
  BOOST_TEST(linear.mean > optimum - 5 * linear.std_error);
  BOOST_TEST(linear.mean < 1.15 * optimum + 5 * linear.std_error);
  BOOST_TEST(after[Attention::softmax]->mean < 0.8 * before[Attention::softmax]->mean);
  BOOST_TEST(*state.loss_sum[Attention::linear] > 0);
}

BOOST_AUTO_TEST_CASE(divergence_is_an_error) {
  RegressionPrompts prompts(roots_of(k_model), 4, /*seed=*/1);
  TrainingState state;
  state.heads[Attention::linear] = random_head(2, 1, 1);
  BOOST_CHECK_EXCEPTION(
      for (int step = 0; step < 1000; ++step) training_step(prompts, state, 8, 50.0), Error, [](const Error& error) {
        return std::string(error.what()).find("linear attention diverged at step") != std::string::npos;
      });
}

BOOST_AUTO_TEST_CASE(what_cannot_be_drawn_is_refused) {
  const RegressionRoots roots = roots_of(k_model);
  BOOST_CHECK_THROW(RegressionPrompts(roots, 0, 1), DomainError);
  BOOST_CHECK_THROW(RegressionPrompts(roots, k_training_length_limit + 1, 1), DomainError);
  RegressionLaws laws = symbolic::laws_of(k_model);
  laws.cross = matrix_of({{1, 0}, {0, 1}});
  BOOST_CHECK_THROW(regression_roots(laws), Error);
  std::atomic<bool> stop = true;
  PerAttention<RegressionHead> heads = both(random_head(2, 1, 1));
  BOOST_TEST(!RegressionPrompts(roots, 4, 1).risk(heads, 100, &stop).has_value());
}

/// A singular covariance of tasks: w stays in its range.
BOOST_AUTO_TEST_CASE(tasks_may_have_a_singular_law) {
  RegressionModel model = k_model;
  model.omega = matrix_of({{1, 2}, {2, 4}});
  const RegressionLaws laws = symbolic::laws_of(model);
  const Distance found = distance_to_exact(regression_roots(laws), laws, k_a, Rational(4, 5), 5, 200000);
  BOOST_TEST(found.softmax < 5);
  BOOST_TEST(found.linear < 5);
}

BOOST_AUTO_TEST_SUITE_END()
