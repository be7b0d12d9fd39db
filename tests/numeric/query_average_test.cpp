#include "numeric/query_average.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>

#include "numeric/expectation.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "numeric/sampler_problem.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "tests/effort.hpp"
#include "tests/numeric/draw.hpp"
#include "tests/symbolic/rational_matrices.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;
using symbolic::GaussianQuery;
using symbolic::GaussianTokens;
using symbolic::Head;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Quantity;
using symbolic::Vector;

namespace {

using tests::diagonal;

Matrix identity(std::size_t d) { return diagonal(std::vector<Rational>(d, 1)); }

/// A random d x d matrix of small rationals.
Matrix draw_matrix(Dice& dice, Eigen::Index d) {
  Matrix out(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) out(i, j) = Rational(dice.between(-4, 4), 8);
  }
  return out;
}

struct Problem {
  GaussianTokens tokens;
  Head head;
  GaussianQuery query;

  std::vector<Interval> average(Quantity quantity, const std::vector<Integer>& lengths, int digits,
                                unsigned threads = 1) const {
    return QueryAverage(average_form(tokens, head, query, quantity)).enclose(lengths, digits, threads);
  }
};

Vector zeros(Eigen::Index d) { return Vector::Constant(d, Number(0)); }

/// s^2 = sum lambda_i g_i^2 with all matrices diagonal.
Problem diagonal_problem(const std::vector<Rational>& eigenvalues) {
  const std::size_t d = eigenvalues.size();
  const Eigen::Index n = static_cast<Eigen::Index>(d);
  return {{zeros(n), identity(d)}, {identity(d), identity(d)}, {zeros(n), diagonal(eigenvalues)}};
}

Problem draw_problem(Dice& dice, Eigen::Index d) {
  const Matrix a = draw_matrix(dice, d);
  const Matrix b = draw_matrix(dice, d);
  return {{zeros(d), a * a.transpose()}, {draw_matrix(dice, d), draw_matrix(dice, d)}, {zeros(d), b * b.transpose()}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(query_average)

BOOST_AUTO_TEST_CASE(reference_values) {
  std::ifstream file(std::string(SOFTLIN_TEST_DATA) + "/average_reference.csv");
  std::string line;
  BOOST_REQUIRE(std::getline(file, line));
  BOOST_REQUIRE(line == "eigenvalues,L,EA,EA_digits,EA2s2,EA2s2_digits");
  int cases = 0;
  while (std::getline(file, line)) {
    std::istringstream row(line);
    std::string eigenvalues, L, ea, ea_digits, ea2, ea2_digits;
    for (std::string* cell : {&eigenvalues, &L, &ea, &ea_digits, &ea2, &ea2_digits}) std::getline(row, *cell, ',');
    std::vector<Rational> lambda;
    std::istringstream list(eigenvalues);
    for (std::string word; list >> word;) lambda.push_back(*symbolic::parse_rational(word));
    if (lambda.front() == 4 && L.size() > 4) continue;  // takes seconds
    ++cases;
    // Output error d E A + E A2 s^2; each reference value may be off by one unit of its last digit.
    const auto unit = [](const std::string& value) {
      return Rational(Integer(1), mp::pow(Integer(10), static_cast<unsigned>(value.size() - value.find('.') - 1)));
    };
    const Rational d(static_cast<long>(lambda.size()));
    const Rational middle = d * *symbolic::parse_rational(ea) + *symbolic::parse_rational(ea2);
    const Rational radius = d * unit(ea) + unit(ea2);
    const Interval reference = Box{Rational(middle - radius), Rational(middle + radius)}.at(Bits(200));
    const Interval found = diagonal_problem(lambda).average(Quantity::output, {Integer(L)}, 8).front();
    BOOST_TEST(overlap(found, reference), line << ": " << to_text(found) << " " << to_text(reference));
    BOOST_TEST(width_reached(found, 8));
  }
  BOOST_TEST(cases == 7);
}

BOOST_AUTO_TEST_CASE(one_token_and_flat_scores) {
  // L = 1: T_1 - T = V (X - Gamma U z) has E|.|^2 = tr Gamma + tr(Gamma U Sz U^T Gamma) for V = I, m = 0.
  const Problem problem = diagonal_problem({Rational(1), Rational(1, 4)});
  BOOST_TEST(contains(problem.average(Quantity::output, {1}, 15).front(), Rational(2) + Rational(5, 4)));
  Problem flat = problem;
  flat.head.U = diagonal({0, 0});
  BOOST_TEST(contains(flat.average(Quantity::output, {50}, 15).front(), Rational(2, 50)));
  Problem fixed = problem;
  fixed.query.covariance = diagonal({0, 0});
  BOOST_TEST(contains(fixed.average(Quantity::output, {50}, 15).front(), Rational(2, 50)));
  BOOST_TEST(contains(fixed.average(Quantity::grad_u, {50}, 15).front(), Rational(0)));
}

BOOST_AUTO_TEST_CASE(few_digits_contain_many) {
  const std::uint64_t seed = 42201;
  Dice dice(seed);
  for (int i = 0; i < scaled(3); ++i) {
    const Problem problem = draw_problem(dice, dice.between(1, 3));
    const Quantity quantity = i % 3 == 0 ? Quantity::output : i % 3 == 1 ? Quantity::grad_v : Quantity::grad_u;
    const std::vector<Integer> lengths{2, 40, 1000000};
    const auto few = problem.average(quantity, lengths, 3);
    const auto many = problem.average(quantity, lengths, 6);
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ", L = " << lengths[l].str()) {
        BOOST_TEST(overlap(few[l], many[l]), to_text(few[l]) << " " << to_text(many[l]));
        BOOST_TEST(width_reached(many[l], 6));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(rotations_change_nothing) {
  // Tokens, head and query turned by a rational rotation: the eigenvectors are no longer the axes.
  Problem problem = diagonal_problem({Rational(1, 2), Rational(1, 9)});
  Matrix turn(2, 2);
  turn << Number(Rational(3, 5)), Number(Rational(4, 5)), Number(Rational(-4, 5)), Number(Rational(3, 5));
  Problem turned = problem;
  turned.query.covariance = turn * problem.query.covariance * turn.transpose();
  for (const Quantity quantity : {Quantity::output, Quantity::grad_u}) {
    const Interval plain = problem.average(quantity, {300}, 6).front();
    const Interval rotated = turned.average(quantity, {300}, 6).front();
    BOOST_TEST(overlap(plain, rotated), to_text(plain) << " " << to_text(rotated));
  }
}

BOOST_AUTO_TEST_CASE(null_directions_change_nothing) {
  const Interval plain = diagonal_problem({Rational(1, 3)}).average(Quantity::grad_v, {64}, 6).front();
  // A second coordinate of tokens that is constant adds nothing to the V-gradient but a second row of V.
  Problem padded = diagonal_problem({Rational(1, 3), Rational(5)});
  padded.tokens.covariance = diagonal({1, 0});
  padded.head.V = diagonal({1, 0});
  const Interval wide = padded.average(Quantity::output, {64}, 6).front();
  BOOST_TEST(overlap(plain, wide), to_text(plain) << " " << to_text(wide));
}

BOOST_AUTO_TEST_CASE(the_same_bits_on_any_number_of_threads) {
  const Problem problem = diagonal_problem({Rational(1, 2), Rational(1, 5)});
  const auto one = problem.average(Quantity::output, {10, 1000}, 5, 1);
  const auto seven = problem.average(Quantity::output, {10, 1000}, 5, 7);
  for (std::size_t l = 0; l < one.size(); ++l) {
    BOOST_TEST(lower_hex(one[l]) == lower_hex(seven[l]));
    BOOST_TEST(upper_hex(one[l]) == upper_hex(seven[l]));
  }
}

BOOST_AUTO_TEST_CASE(one_dimension_against_a_sum_over_queries) {
  // The trapezoidal rule in z itself: the integrand is analytic around the real line, so that it converges at once; what
  // half the nodes give tells how far it is.
  const std::uint64_t seed = 42203;
  Dice dice(seed);
  for (int i = 0; i < scaled(4); ++i) {
    const Rational sigma(dice.between(3, 12), 12);
    Problem problem = diagonal_problem({Rational(sigma * sigma)});
    problem.query.mean(0) = Rational(dice.between(-20, 20), 8);
    const Integer L = mp::pow(Integer(10), static_cast<unsigned>(dice.between(1, 6)));
    const Quantity quantity = i % 3 == 0 ? Quantity::output : i % 3 == 1 ? Quantity::grad_v : Quantity::grad_u;
    double sums[2] = {0, 0};
    for (int k = -64; k <= 64; ++k) {
      Vector at(1);
      at(0) = problem.query.mean(0) + Number(Rational(sigma * k / 8));
      const double error =
          Expectation(error_form(problem.tokens, problem.head, at, quantity)).enclose(L, 12).mid_double();
      const double y = k / 8.0;
      const double part = error * std::exp(-y * y / 2) / std::sqrt(2 * std::numbers::pi) / 8;
      sums[0] += part;
      if (k % 2 == 0) sums[1] += 2 * part;
    }
    const Interval exact = problem.average(quantity, {L}, 9).front();
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": variance " << problem.query.covariance(0, 0).text()
                               << ", mean " << problem.query.mean(0).text() << ", L = " << L.str() << ", "
                               << to_text(exact) << " " << sums[0] << " " << sums[1]) {
      BOOST_TEST(std::abs(exact.mid_double() / sums[0] - 1) < 1e-9 + std::abs(sums[1] / sums[0] - 1));
      BOOST_TEST(std::abs(sums[1] / sums[0] - 1) < 1e-5);
    }
  }
}

BOOST_AUTO_TEST_CASE(means_that_vanish_and_covariances_that_vanish) {
  const Rational small(Integer(1), mp::pow(Integer(10), 12));
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u}) {
    Problem centred = diagonal_problem({Rational(1, 2), Rational(1, 3)});
    Problem near = centred;
    near.query.mean(0) = small;
    near.query.mean(1) = Rational(-small);
    const Interval one = centred.average(quantity, {100}, 8).front();
    const Interval other = near.average(quantity, {100}, 8).front();
    BOOST_TEST(overlap(one, other), to_text(one) << " " << to_text(other));

    Problem fixed = diagonal_problem({0, 0});
    fixed.query.mean(0) = 1;
    fixed.query.mean(1) = Rational(1, 2);
    const Interval exact =
        Expectation(error_form(fixed.tokens, fixed.head, fixed.query.mean, quantity)).enclose(100, 12);
    const Interval flat = fixed.average(quantity, {100}, 12).front();
    BOOST_TEST(overlap(exact, flat), to_text(exact) << " " << to_text(flat));
    BOOST_TEST(width_reached(flat, 12));
    Problem narrow = fixed;
    narrow.query.covariance = diagonal({small, Rational(small / 2)});
    const Interval averaged = narrow.average(quantity, {100}, 7).front();
    BOOST_TEST(overlap(exact, averaged), to_text(exact) << " " << to_text(averaged));
    // A second direction outside the range of the covariance, and a mean that U does not see.
    narrow.query.covariance = diagonal({small, 0});
    BOOST_TEST(overlap(exact, narrow.average(quantity, {100}, 7).front()));
  }
  Problem unseen = diagonal_problem({Rational(1, 2), Rational(1, 3)});
  unseen.head.U = diagonal({1, 0});
  const Interval without = unseen.average(Quantity::output, {50}, 8).front();
  unseen.query.mean(1) = 7;
  BOOST_TEST(overlap(without, unseen.average(Quantity::output, {50}, 8).front()));
}

BOOST_AUTO_TEST_CASE(one_token_with_a_mean) {
  // T_1 - T = V (X - Gamma U z), and the weighted covariance of one token is 0.
  const std::uint64_t seed = 42204;
  Dice dice(seed);
  for (int i = 0; i < scaled(20); ++i) {
    Problem problem = draw_problem(dice, dice.between(1, 3));
    for (Eigen::Index k = 0; k < problem.query.mean.size(); ++k)
      problem.query.mean(k) = Rational(dice.between(-9, 9), 4);
    const Matrix v_gamma = product(problem.head.V, problem.tokens.covariance);
    const Matrix image = product(v_gamma, problem.head.U);
    const Vector moved = image * problem.query.mean;
    const Number output = entrywise_dot(v_gamma, problem.head.V) +
                          entrywise_dot(product(image, problem.query.covariance), image) + dot(moved, moved);
    const Number size = trace_of(problem.query.covariance) + dot(problem.query.mean, problem.query.mean);
    const Number grad_u = size * entrywise_dot(v_gamma, v_gamma);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      BOOST_TEST(contains(problem.average(Quantity::output, {1}, 15).front(), output.rational()));
      BOOST_TEST(contains(problem.average(Quantity::grad_u, {1}, 15).front(), grad_u.rational()));
    }
  }
}

BOOST_AUTO_TEST_CASE(few_digits_contain_many_with_a_mean) {
  const std::uint64_t seed = 42205;
  Dice dice(seed);
  for (int i = 0; i < scaled(3); ++i) {
    Problem problem = draw_problem(dice, dice.between(2, 3));
    for (Eigen::Index k = 0; k < problem.query.mean.size(); ++k)
      problem.query.mean(k) = Rational(dice.between(-4, 4), 4);
    if (i % 2 == 1) {  // a covariance of rank 1: the mean lies outside its range
      const Vector b = draw_matrix(dice, problem.query.mean.size()).col(0);
      problem.query.covariance = b * b.transpose();
    }
    const Quantity quantity = i % 3 == 0 ? Quantity::grad_u : i % 3 == 1 ? Quantity::output : Quantity::grad_v;
    const std::vector<Integer> lengths{3, 200};
    const auto few = problem.average(quantity, lengths, 1);
    const auto many = problem.average(quantity, lengths, 6);
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ", L = " << lengths[l].str()) {
        BOOST_TEST(overlap(few[l], many[l]), to_text(few[l]) << " " << to_text(many[l]));
        BOOST_TEST(width_reached(many[l], 6));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(samples_agree_with_a_mean) {
  const std::uint64_t seed = 42206;
  Dice dice(seed);
  for (int i = 0; i < 6; ++i) {
    const Quantity quantity = i % 3 == 0 ? Quantity::output : i % 3 == 1 ? Quantity::grad_v : Quantity::grad_u;
    const Eigen::Index d = i < 3 ? 2 : 3;
    Problem problem = draw_problem(dice, d);
    for (Eigen::Index k = 0; k < d; ++k) problem.query.mean(k) = Rational(dice.between(-8, 8), 8);
    if (i >= 3) {
      Matrix b = draw_matrix(dice, d);
      b.col(0).setConstant(Number(0));
      problem.query.covariance = b * b.transpose();
    }
    const symbolic::AttentionModel model{problem.tokens, problem.head, problem.query};
    const Interval exact = problem.average(quantity, {12}, 6).front();
    SampleOptions options;
    options.seed = seed;
    options.row = static_cast<std::uint32_t>(i);
    options.prompts = static_cast<std::uint64_t>(scaled(40000));
    const auto sampled = sample(sampler_problem(model, quantity, symbolic::Target::limit, SampleMethod::reduced),
                                SampleMethod::reduced, 12, options);
    const double z = (sampled.summary.mean - exact.mid_double()) / sampled.summary.std_error;
    BOOST_TEST(std::abs(z) < 4.5,
               "seed " << seed << ", draw " << i << ": mean " << sampled.summary.mean << " exact " << to_text(exact));
    BOOST_TEST(sampled.summary.std_error < 0.02 * sampled.summary.mean);
  }
}

BOOST_AUTO_TEST_CASE(samples_agree) {
  const std::uint64_t seed = 42202;
  Dice dice(seed);
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u}) {
    const Problem problem = draw_problem(dice, 3);
    const symbolic::AttentionModel model{problem.tokens, problem.head, problem.query};
    const Interval exact = problem.average(quantity, {12}, 6).front();
    SampleOptions options;
    options.seed = seed;
    options.prompts = static_cast<std::uint64_t>(scaled(40000));
    const auto sampled = sample(sampler_problem(model, quantity, symbolic::Target::limit, SampleMethod::reduced),
                                SampleMethod::reduced, 12, options);
    const double z = (sampled.summary.mean - exact.mid_double()) / sampled.summary.std_error;
    BOOST_TEST(std::abs(z) < 4.5, "seed " << seed << ": mean " << sampled.summary.mean << " exact " << to_text(exact));
  }
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  Problem problem = diagonal_problem({Rational(1, 2)});
  BOOST_CHECK_THROW(problem.average(Quantity::bias, {10}, 5), Error);
  BOOST_CHECK_THROW(problem.average(Quantity::output, {10}, k_max_average_digits + 1), InputError);
  // Scores that hardly vary beside their mean, and scores that are too steep.
  problem.query.covariance(0, 0) = Rational(Integer(1), mp::pow(Integer(10), 20));
  problem.query.mean(0) = 1;
  BOOST_CHECK_THROW(problem.average(Quantity::output, {10}, 5), Error);
  problem.query.mean(0) = 100;
  problem.query.covariance(0, 0) = 1;
  BOOST_CHECK_THROW(problem.average(Quantity::output, {10}, 5), Error);
}

BOOST_AUTO_TEST_SUITE_END()
