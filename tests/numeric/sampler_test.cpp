#include "numeric/sampler.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <random>

#include "numeric/normal_stream.hpp"
#include "symbolic/error.hpp"

using namespace softlin::numeric;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Law = SamplerTokens::Law;
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

namespace {

constexpr SampleQuantity k_quantities[] = {SampleQuantity::output, SampleQuantity::grad_v, SampleQuantity::grad_u};
constexpr Law k_laws[] = {Law::gaussian, Law::rademacher, Law::sphere, Law::uniform_cube, Law::mixture};

MatrixXd random_matrix(std::mt19937_64& random, Index rows, Index cols, double size) {
  MatrixXd out(rows, cols);
  for (double& x : out.reshaped()) x = size * (static_cast<double>(random() >> 11) * 0x1p-52 - 1);
  return out;
}

/// A problem with a random head; the query law is `fixed`.
SamplerProblem random_problem(std::mt19937_64& random, Law law, Index d, bool singular) {
  SamplerProblem problem;
  problem.tokens.law = law;
  const VectorXd mean = random_matrix(random, d, 1, 1);
  if (law == Law::gaussian || law == Law::mixture) {
    MatrixXd root = random_matrix(random, d, d, 1);
    if (singular) root.col(0).setZero();
    problem.tokens.components = {{1, mean, root}};
    if (law == Law::mixture) {
      problem.tokens.components[0].weight = 0.25;
      problem.tokens.components.push_back({0.75, -mean, random_matrix(random, d, d, 1)});
    }
  } else {
    problem.tokens.mean = mean;
    problem.tokens.scale = 1.5;
  }
  problem.U = random_matrix(random, d, d, 0.8);
  problem.V = random_matrix(random, 2, d, 1);
  problem.query.mean = random_matrix(random, d, 1, 1);
  return problem;
}

SampleResult run(const SamplerProblem& problem, SampleMethod method, std::uint64_t length, std::uint64_t prompts,
                 std::uint32_t row = 0, unsigned threads = 1) {
  SampleOptions options;
  options.seed = 77;
  options.row = row;
  options.prompts = prompts;
  options.threads = threads;
  return sample(problem, method, length, options);
}

bool same_bits(const std::vector<SampleValue>& a, const std::vector<SampleValue>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(SampleValue)) == 0;
}

/// Means of 4.5 standard errors: a false failure has odds of 1 in 1.5e5 a comparison, and the seeds are fixed.
void check_mean(const SampleSummary& s, double expected) {
  BOOST_TEST(std::abs(s.mean - expected) <= 4.5 * s.std_error + 1e-12 * expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sampler)

BOOST_AUTO_TEST_CASE(same_bits_for_any_threads_and_split) {
  std::mt19937_64 random(1);
  std::size_t configuration = 0;  // four query laws against three quantities: every pair of law and quantity occurs
  for (const Law law : k_laws) {
    for (const SampleMethod method : {SampleMethod::naive, SampleMethod::reduced}) {
      if (method == SampleMethod::reduced && law != Law::gaussian) continue;
      for (const auto query : {SamplerQuery::Law::fixed, SamplerQuery::Law::pair, SamplerQuery::Law::gaussian,
                               SamplerQuery::Law::tokens}) {
        SamplerProblem problem = random_problem(random, law, 3, false);
        problem.query.law = query;
        problem.query.root = random_matrix(random, 3, 3, 1);
        problem.quantity = k_quantities[configuration++ % 3];
        const std::uint64_t length = 301;
        const std::uint64_t prompts = 230;  // more than two runs of prompts
        const auto one = run(problem, method, length, prompts, 4, 1).values;
        BOOST_TEST(same_bits(one, run(problem, method, length, prompts, 4, 2).values));
        BOOST_TEST(same_bits(one, run(problem, method, length, prompts, 4, 7).values));
        std::vector<SampleValue> split;
        for (const auto& [first, count] : {std::pair{0, 1}, std::pair{1, 100}, std::pair{101, 129}}) {
          const auto part = sample_block(problem, method, length, 77, 4, static_cast<std::uint64_t>(first),
                                         static_cast<std::uint64_t>(count));
          split.insert(split.end(), part.begin(), part.end());
        }
        BOOST_TEST(same_bits(one, split));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(one_token) {
  // L = 1: X_1 has the token law, so E|V(X - m - Gamma a)|^2 = tr(V Gamma V^T) + |V Gamma a|^2, and Chat = 0.
  std::mt19937_64 random(2);
  for (Index d = 1; d <= 3; ++d) {
    SamplerProblem problem = random_problem(random, Law::gaussian, d, d == 3);
    const MatrixXd root = problem.tokens.components[0].root;
    const MatrixXd gamma = root * root.transpose();
    const VectorXd a = problem.U * problem.query.mean;
    const double output = (problem.V * root).squaredNorm() + (problem.V * gamma * a).squaredNorm();
    const double grad_v = 2 * (root.squaredNorm() + (gamma * a).squaredNorm());
    const double grad_u = (problem.V * gamma).squaredNorm() * problem.query.mean.squaredNorm();
    for (const SampleMethod method : {SampleMethod::naive, SampleMethod::reduced}) {
      BOOST_TEST_INFO("d = " << d);
      problem.quantity = SampleQuantity::output;
      check_mean(run(problem, method, 1, 40000).summary, output);
      problem.quantity = SampleQuantity::grad_v;
      check_mean(run(problem, method, 1, 40000).summary, grad_v);
      problem.quantity = SampleQuantity::grad_u;
      const SampleResult constant = run(problem, method, 1, 100);
      for (const SampleValue& y : constant.values)
        BOOST_TEST(std::abs(y.value - grad_u) <= y.rounding + 1e-14 * grad_u);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_score) {
  // s = 0, L = 2: plain averages. E|Xbar - m|^2 = tr Gamma / L; U-gradient as (9) of exact.md with a = 0 and
  // S_2 = 1/L, tau2 = 1/L - 1/L^2.
  std::mt19937_64 random(3);
  for (const bool orthogonal : {false, true}) {
    SamplerProblem problem = random_problem(random, Law::gaussian, 2, false);
    if (orthogonal) {
      // a is not zero but outside the range of Gamma.
      problem.tokens.components[0].root << 1, 0.5, 0, 0;
      problem.U = MatrixXd::Identity(2, 2);
      problem.query.mean = Eigen::Vector2d(0, 2);
    } else {
      problem.U.setZero();
    }
    const MatrixXd root = problem.tokens.components[0].root;
    const MatrixXd gamma = root * root.transpose();
    const double z2 = problem.query.mean.squaredNorm();
    const double trace = (problem.V * root).squaredNorm();
    const double grad_u = z2 * ((problem.V * gamma).squaredNorm() * (0.25 + 0.25) + gamma.trace() * trace * 0.25);
    for (const SampleMethod method : {SampleMethod::naive, SampleMethod::reduced}) {
      problem.quantity = SampleQuantity::output;
      check_mean(run(problem, method, 2, 40000).summary, trace / 2);
      problem.quantity = SampleQuantity::grad_v;
      check_mean(run(problem, method, 2, 40000).summary, gamma.trace());
      problem.quantity = SampleQuantity::grad_u;
      check_mean(run(problem, method, 2, 40000).summary, grad_u);
    }
  }
}

BOOST_AUTO_TEST_CASE(naive_agrees_with_reduced) {
  std::mt19937_64 random(4);
  for (Index d = 1; d <= 3; ++d) {
    for (const bool singular : {false, true}) {
      if (singular && d == 1) continue;
      for (const std::uint64_t length : {2U, 5U, 30U}) {
        SamplerProblem problem = random_problem(random, Law::gaussian, d, singular);
        if (length == 5) {
          problem.query.law = SamplerQuery::Law::gaussian;
          problem.query.root = random_matrix(random, d, d, 0.5);
        }
        if (length == 30) problem.query.law = SamplerQuery::Law::pair;
        for (const SampleQuantity quantity : k_quantities) {
          problem.quantity = quantity;
          const std::uint64_t prompts = length == 30 ? 5000 : 15000;
          // Rows differ, so that the two means are independent.
          const SampleSummary naive = run(problem, SampleMethod::naive, length, prompts, 1).summary;
          const SampleSummary reduced = run(problem, SampleMethod::reduced, length, prompts, 2).summary;
          BOOST_TEST_INFO("d = " << d << " singular " << singular << " L = " << length << " quantity "
                                 << static_cast<int>(quantity) << ": naive " << naive.mean << " +- " << naive.std_error
                                 << ", reduced " << reduced.mean << " +- " << reduced.std_error);
          BOOST_TEST(std::abs(naive.mean - reduced.mean) <= 4.5 * std::hypot(naive.std_error, reduced.std_error));
          BOOST_TEST(reduced.std_error <= 1.5 * naive.std_error);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(rounding_covers_50_digits) {
  // Softmax attention as written (no shift, no centring), on the same bits, with 50 digits.
  std::mt19937_64 random(5);
  const std::uint64_t length = 300;
  for (int trial = 0; trial < 12; ++trial) {
    const Index d = 1 + trial % 3;
    SamplerProblem problem = random_problem(random, Law::gaussian, d, false);
    if (trial % 2 == 1) problem.U *= 8;
    const auto& part = problem.tokens.components[0];
    const auto prompt = static_cast<std::uint64_t>(trial);
    const NormalStream stream(9, 1, prompt);
    const PhiloxStream blocks(9, 1, prompt);
    std::vector<Real> a(static_cast<std::size_t>(d)), limit(a), mean(a);
    const auto at = [](Index k) { return static_cast<std::size_t>(k); };
    for (Index i = 0; i < d; ++i) {
      for (Index j = 0; j < d; ++j) a[at(i)] += Real(problem.U(i, j)) * Real(problem.query.mean[j]);
    }
    Real total = 0;
    std::vector<std::vector<Real>> second(a.size(), std::vector<Real>(a.size()));
    for (std::uint64_t i = 0; i < length; ++i) {
      std::vector<Real> g, x(a.size());
      for (Index k = 0; k < d; ++k) {
        const auto position = (i % 2) * static_cast<std::uint64_t>(d) + static_cast<std::uint64_t>(k);
        const PhiloxBlock block = blocks.block(i / 2, static_cast<std::uint32_t>(position / 2));
        const Real r = sqrt(-2 * log(Real(unit_uniform(half_block(block, 0)))));
        const Real angle = 2 * boost::math::constants::pi<Real>() * Real(unit_uniform(half_block(block, 1)));
        g.push_back(position % 2 == 0 ? Real(r * cos(angle)) : Real(r * sin(angle)));
      }
      Real score = 0;
      for (Index k = 0; k < d; ++k) {
        x[at(k)] = Real(part.mean[k]);
        for (Index j = 0; j < d; ++j) x[at(k)] += Real(part.root(k, j)) * g[at(j)];
        score += a[at(k)] * x[at(k)];
      }
      const Real w = exp(score);
      total += w;
      for (Index k = 0; k < d; ++k) {
        mean[at(k)] += w * x[at(k)];
        for (Index j = 0; j < d; ++j) second[at(k)][at(j)] += w * x[at(k)] * x[at(j)];
      }
    }
    for (Index k = 0; k < d; ++k) {
      limit[at(k)] = Real(part.mean[k]);
      for (Index i = 0; i < d; ++i) {
        for (Index j = 0; j < d; ++j) limit[at(k)] += Real(part.root(k, i)) * Real(part.root(j, i)) * a[at(j)];
      }
    }
    Real z2 = 0;
    for (Index k = 0; k < d; ++k) z2 += Real(problem.query.mean[k]) * Real(problem.query.mean[k]);
    Real output = 0, grad_v = 0, grad_u = 0;
    for (Index k = 0; k < d; ++k) {
      mean[at(k)] /= total;
      grad_v += 2 * (mean[at(k)] - limit[at(k)]) * (mean[at(k)] - limit[at(k)]);
    }
    for (Index row = 0; row < 2; ++row) {
      Real entry = 0;
      for (Index k = 0; k < d; ++k) entry += Real(problem.V(row, k)) * (mean[at(k)] - limit[at(k)]);
      output += entry * entry;
      for (Index j = 0; j < d; ++j) {
        entry = 0;
        for (Index k = 0; k < d; ++k) {
          Real covariance = second[at(k)][at(j)] / total - mean[at(k)] * mean[at(j)];
          for (Index i = 0; i < d; ++i) covariance -= Real(part.root(k, i)) * Real(part.root(j, i));
          entry += Real(problem.V(row, k)) * covariance;
        }
        grad_u += z2 * entry * entry;
      }
    }
    for (const SampleQuantity quantity : k_quantities) {
      problem.quantity = quantity;
      const SampleValue y = sample_block(problem, SampleMethod::naive, length, 9, 1, prompt, 1)[0];
      const Real exact = quantity == SampleQuantity::output   ? output
                         : quantity == SampleQuantity::grad_v ? grad_v
                                                              : grad_u;
      BOOST_TEST_INFO("trial " << trial << ": " << y.value << " rounding " << y.rounding);
      BOOST_TEST(bool(abs(Real(y.value) - exact) <= Real(y.rounding)));
      BOOST_TEST(y.rounding <= 2e-8 * (1 + y.value));
    }
  }
}

BOOST_AUTO_TEST_CASE(reduced_rounding_covers_50_digits) {
  // d = 1, root = V = z = 1: s = |a|, P = 0, so Y is Y1^2 for the output and (vhat - 1)^2 for the U-gradient. With
  // d = 2 and root = V = I, a along the first axis: S_2, rho and tau2 enter too, with traces that are small integers.
  const std::uint64_t length = 300;
  for (int trial = 0; trial < 12; ++trial) {
    const Index d = 1 + trial % 2;
    const double s = trial < 6 ? 0.75 : 6;
    SamplerProblem problem;
    problem.tokens.components = {{1, VectorXd::Zero(d), MatrixXd::Identity(d, d)}};
    problem.V = MatrixXd::Identity(d, d);
    problem.U = s * problem.V;
    problem.query.mean = VectorXd::Unit(d, 0);
    const auto prompt = static_cast<std::uint64_t>(trial);
    const PhiloxStream blocks(10, 1, prompt);
    std::vector<Real> xi, w;
    Real total = 0;
    for (std::uint64_t i = 0; i < length; ++i) {
      const PhiloxBlock block = blocks.block(i / 2, 0);
      const Real r = sqrt(-2 * log(Real(unit_uniform(half_block(block, 0)))));
      const Real angle = 2 * boost::math::constants::pi<Real>() * Real(unit_uniform(half_block(block, 1)));
      xi.push_back(i % 2 == 0 ? Real(r * cos(angle)) : Real(r * sin(angle)));
      w.push_back(exp(Real(s) * xi.back()));
      total += w.back();
    }
    Real average = 0, variance = 0, s2 = 0, s3 = 0, spread = 0;
    for (std::size_t i = 0; i < length; ++i) {
      w[i] /= total;
      average += w[i] * xi[i];
    }
    for (std::size_t i = 0; i < length; ++i) {
      const Real square = (xi[i] - average) * (xi[i] - average);
      variance += w[i] * square;
      spread += w[i] * w[i] * square;
      s2 += w[i] * w[i];
      s3 += w[i] * w[i] * w[i];
    }
    const Real rest = static_cast<double>(d - 1);  // tr P = tr(PM) = tr(P Gamma) = tr(PMP Gamma); kappa = 0
    const Real tau2 = s2 - 2 * s3 + s2 * s2;
    const Real output = (average - s) * (average - s) + rest * s2;
    const Real grad_u =
        (variance - 1) * (variance - 1) + 2 * rest * spread + rest * (s2 * s2 + tau2) + rest * rest * tau2;
    for (const SampleQuantity quantity : k_quantities) {
      problem.quantity = quantity;
      const SampleValue y = sample_block(problem, SampleMethod::reduced, length, 10, 1, prompt, 1)[0];
      const Real exact = quantity == SampleQuantity::output   ? output
                         : quantity == SampleQuantity::grad_v ? Real(output * static_cast<double>(d))
                                                              : grad_u;
      BOOST_TEST_INFO("trial " << trial << ": " << y.value << " rounding " << y.rounding);
      BOOST_TEST(bool(abs(Real(y.value) - exact) <= Real(y.rounding)));
      BOOST_TEST(y.rounding <= 2e-8 * (1 + y.value));
    }
  }
}

BOOST_AUTO_TEST_CASE(affine_target_of_gaussian_tokens_is_their_limit) {
  std::mt19937_64 random(6);
  SamplerProblem problem = random_problem(random, Law::gaussian, 3, true);
  problem.query.law = SamplerQuery::Law::gaussian;
  problem.query.root = random_matrix(random, 3, 3, 1);
  const auto& part = problem.tokens.components[0];
  for (const SampleQuantity quantity : {SampleQuantity::output, SampleQuantity::grad_v}) {
    problem.quantity = quantity;
    problem.target = {};
    const auto own = sample_block(problem, SampleMethod::naive, 50, 1, 0, 0, 50);
    const MatrixXd head = quantity == SampleQuantity::output ? problem.V : MatrixXd(MatrixXd::Identity(3, 3));
    problem.target = {SamplerTarget::Kind::affine, head * part.mean,
                      head * part.root * part.root.transpose() * problem.U};
    const auto affine = sample_block(problem, SampleMethod::naive, 50, 1, 0, 0, 50);
    for (std::size_t i = 0; i < own.size(); ++i) {
      // The products above are themselves rounded once more.
      BOOST_TEST(std::abs(own[i].value - affine[i].value) <= 4 * (own[i].rounding + affine[i].rounding));
    }
  }
}

BOOST_AUTO_TEST_CASE(long_prompts_approach_the_limit) {
  // |T_L - T|^2 is of order |V|^2 Gamma e^{s^2} / L; a wrong limit would leave it of order 1.
  std::mt19937_64 random(7);
  for (const Law law : k_laws) {
    for (const SampleQuantity quantity : k_quantities) {
      SamplerProblem problem = random_problem(random, law, 2, false);
      problem.U *= 0.5;
      problem.quantity = quantity;
      const double coarse = run(problem, SampleMethod::naive, 400, 30).summary.mean;
      const double fine = run(problem, SampleMethod::naive, 40000, 10).summary.mean;
      BOOST_TEST_INFO("law " << static_cast<int>(law) << " quantity " << static_cast<int>(quantity) << ": " << coarse
                             << " to " << fine);
      BOOST_TEST(fine < coarse / 15);
      BOOST_TEST(fine > coarse / 1000);
    }
  }
}

BOOST_AUTO_TEST_CASE(rademacher_pair_of_tokens) {
  // d = 1, L = 2, V = 1, t = tanh a: the average is +-1 with probability 1/4 each, and exactly t for mixed signs.
  // So E(T_2 - t)^2 = ((1 - t)^2 + (1 + t)^2)/4.
  SamplerProblem problem;
  problem.tokens.law = Law::rademacher;
  problem.tokens.mean = VectorXd::Zero(1);
  problem.U = MatrixXd::Constant(1, 1, 0.75);
  problem.V = MatrixXd::Identity(1, 1);
  problem.query.mean = VectorXd::Ones(1);
  const SampleResult result = run(problem, SampleMethod::naive, 2, 20000);
  const double t = std::tanh(0.75);
  check_mean(result.summary, (1 + t * t) / 2);
  for (const SampleValue& y : result.values) {
    const double error =
        std::min({std::abs(y.value - (1 - t) * (1 - t)), std::abs(y.value - (1 + t) * (1 + t)), y.value});
    BOOST_TEST(error <= y.rounding + 1e-15);
  }
}

BOOST_AUTO_TEST_CASE(huge_scores_stay_finite) {
  std::mt19937_64 random(8);
  for (const Law law : k_laws) {
    for (const double size : {50.0, 1e5}) {
      for (const SampleQuantity quantity : k_quantities) {
        SamplerProblem problem = random_problem(random, law, 2, false);
        problem.U *= size;
        problem.quantity = quantity;
        for (const SampleMethod method : {SampleMethod::naive, SampleMethod::reduced}) {
          if (method == SampleMethod::reduced && law != Law::gaussian) continue;
          for (const SampleValue& y : sample_block(problem, method, 1000, 3, 0, 0, 5)) {
            BOOST_TEST((std::isfinite(y.value) && y.value >= 0));
            BOOST_TEST((std::isfinite(y.rounding) && y.rounding >= 0));
            if (size == 50) BOOST_TEST(y.rounding <= 1e-6 * (1 + y.value));
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(value_of_a_shifted_law) {
  // Moving every token by a constant moves limit and average alike: the same deviation from the same bits.
  std::mt19937_64 random(9);
  for (const Law law : k_laws) {
    for (const SampleQuantity quantity : k_quantities) {
      SamplerProblem problem = random_problem(random, law, 2, false);
      problem.quantity = quantity;
      SamplerProblem moved = problem;
      const VectorXd shift = Eigen::Vector2d(1024, -2048);
      moved.tokens.mean = moved.tokens.mean.size() > 0 ? VectorXd(moved.tokens.mean + shift) : moved.tokens.mean;
      for (auto& part : moved.tokens.components) part.mean += shift;
      const auto a = sample_block(problem, SampleMethod::naive, 100, 1, 0, 0, 10);
      const auto b = sample_block(moved, SampleMethod::naive, 100, 1, 0, 0, 10);
      for (std::size_t i = 0; i < a.size(); ++i) {
        // The moved means are rounded to about 2e-13, which no bound of the sampler can know of.
        BOOST_TEST(std::abs(a[i].value - b[i].value) <= a[i].rounding + b[i].rounding + 1e-10 * (1 + a[i].value));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(stop_and_progress) {
  std::mt19937_64 random(10);
  const SamplerProblem problem = random_problem(random, Law::gaussian, 2, false);
  const auto full = run(problem, SampleMethod::naive, 1000, 500).values;
  std::atomic<bool> stop{false};
  SampleOptions options;
  options.seed = 77;
  options.prompts = 500;
  options.threads = 2;
  options.stop = &stop;
  std::uint64_t last = 0;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    BOOST_TEST(total == 500U);
    BOOST_TEST(done > last);
    last = done;
    if (done >= 100) stop = true;
  };
  const SampleResult part = sample(problem, SampleMethod::naive, 1000, options);
  BOOST_TEST(part.stopped);
  BOOST_TEST(part.values.size() < 500U);
  BOOST_TEST(part.summary.prompts == part.values.size());
  BOOST_TEST(same_bits(part.values, {full.begin(), full.begin() + static_cast<std::ptrdiff_t>(part.values.size())}));
}

BOOST_AUTO_TEST_CASE(summary) {
  std::vector<SampleValue> values;
  for (int i = 1; i <= 1001; ++i) values.push_back({static_cast<double>(i), 0});
  const SampleSummary s = summarize(values);
  BOOST_TEST(s.mean == 501.0);
  BOOST_TEST(s.std_error == std::sqrt(1001.0 * 1002 / 12 / 1001), boost::test_tools::tolerance(1e-14));
  BOOST_TEST(s.prompts == 1001U);
  BOOST_TEST(summarize({}).prompts == 0U);
  BOOST_TEST(summarize({{2, 0}}).std_error == 0.0);
}

BOOST_AUTO_TEST_CASE(queries_that_share_a_prompt) {
  // The value is the mean of the values of the same prompt at each of its queries.
  std::mt19937_64 random(14);
  for (const Law law : {Law::gaussian, Law::rademacher, Law::uniform_cube}) {
    for (const std::uint64_t length : {1, 2, 33, 700}) {
      SamplerProblem problem = random_problem(random, law, 3, false);
      problem.query.law = SamplerQuery::Law::gaussian;
      problem.query.root = random_matrix(random, 3, 3, 1);
      problem.queries_per_prompt = 11;
      for (const SampleQuantity quantity : k_quantities) {
        problem.quantity = quantity;
        const auto shared = sample_block(problem, SampleMethod::naive, length, 5, 2, 40, 2);
        for (std::uint64_t i = 0; i < 2; ++i) {
          const NormalStream stream(5, 2, 40 + i);
          double mean = 0, rounding = 0;
          for (std::uint64_t q = 0; q < 11; ++q) {
            SamplerProblem single = problem;
            single.queries_per_prompt = 1;
            single.query.law = SamplerQuery::Law::fixed;
            VectorXd g(3);
            stream.normals(k_token_limit - 1 - q, 0, {g.data(), 3});
            single.query.mean = problem.query.mean + problem.query.root * g;
            const SampleValue y = sample_block(single, SampleMethod::naive, length, 5, 2, 40 + i, 1)[0];
            mean += y.value / 11;
            rounding += y.rounding / 11;
          }
          BOOST_TEST(std::abs(shared[i].value - mean) <= shared[i].rounding + rounding + 1e-15 * mean);
          BOOST_TEST(shared[i].rounding <= 1e-7 * (1 + mean));
        }
      }
    }
  }
  SamplerProblem fixed = random_problem(random, Law::gaussian, 2, false);
  fixed.queries_per_prompt = 2;
  BOOST_CHECK_THROW(sample_block(fixed, SampleMethod::naive, 4, 1, 0, 0, 1), softlin::InputError);
  fixed.query.law = SamplerQuery::Law::tokens;
  BOOST_CHECK_THROW(sample_block(fixed, SampleMethod::reduced, 4, 1, 0, 0, 1), softlin::InputError);
  fixed.queries_per_prompt = 0;
  BOOST_CHECK_THROW(sample_block(fixed, SampleMethod::naive, 4, 1, 0, 0, 1), softlin::InputError);
}

BOOST_AUTO_TEST_CASE(all_quantities_from_the_same_prompts) {
  std::mt19937_64 random(15);
  for (const Law law : {Law::gaussian, Law::rademacher, Law::uniform_cube}) {
    for (const std::uint64_t queries : {1, 5}) {
      SamplerProblem problem = random_problem(random, law, 4, law == Law::gaussian);
      problem.query.law = SamplerQuery::Law::tokens;
      problem.queries_per_prompt = queries;
      const auto all = sample_quantities(problem, 65, 3, 1, 7, 19);
      for (const SampleQuantity quantity : k_quantities) {
        problem.quantity = quantity;
        const auto alone = sample_block(problem, SampleMethod::naive, 65, 3, 1, 7, 19);
        const auto& values = all[static_cast<std::size_t>(quantity)];
        for (std::size_t i = 0; i < alone.size(); ++i) {
          BOOST_TEST(std::abs(values[i].value - alone[i].value) <= values[i].rounding + alone[i].rounding);
        }
      }
    }
  }
  BOOST_CHECK_THROW(sample_quantities(random_problem(random, Law::sphere, 2, false), 4, 1, 0, 0, 1),
                    softlin::InputError);
}

BOOST_AUTO_TEST_CASE(bad_input) {
  std::mt19937_64 random(11);
  const SamplerProblem good = random_problem(random, Law::gaussian, 2, false);
  SamplerProblem bad = good;
  bad.U = MatrixXd::Zero(3, 2);
  BOOST_CHECK_THROW(bad.check(SampleMethod::naive), softlin::InputError);
  bad = good;
  bad.V(0, 0) = std::nan("");
  BOOST_CHECK_THROW(bad.check(SampleMethod::naive), softlin::InputError);
  bad = good;
  bad.target.kind = SamplerTarget::Kind::affine;
  BOOST_CHECK_THROW(bad.check(SampleMethod::naive), softlin::InputError);
  const SamplerProblem signs = random_problem(random, Law::rademacher, 2, false);
  BOOST_CHECK_THROW(signs.check(SampleMethod::reduced), softlin::InputError);
  BOOST_CHECK_THROW(sample_block(good, SampleMethod::naive, 0, 0, 0, 0, 1), softlin::DomainError);
  BOOST_CHECK_THROW(sample_block(good, SampleMethod::naive, k_sampler_length_limit + 1, 0, 0, 0, 1),
                    softlin::DomainError);
  BOOST_CHECK_THROW(sample_block(good, SampleMethod::naive, 1, 0, 0, std::uint64_t{1} << 43, 1), softlin::DomainError);
  BOOST_CHECK_NO_THROW(sample_block(good, SampleMethod::naive, 1, 0, 0, std::uint64_t{1} << 40, 1));
  SampleOptions options;
  options.threads = 0;
  BOOST_CHECK_THROW(sample(good, SampleMethod::naive, 1, options), softlin::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
