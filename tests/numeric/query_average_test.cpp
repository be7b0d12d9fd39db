#include "numeric/query_average.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "numeric/sampler_problem.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "tests/effort.hpp"
#include "tests/numeric/draw.hpp"

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

Matrix diagonal(const std::vector<Rational>& entries) {
  const Eigen::Index d = static_cast<Eigen::Index>(entries.size());
  Matrix out = Matrix::Constant(d, d, Number(0));
  for (Eigen::Index i = 0; i < d; ++i) out(i, i) = entries[static_cast<std::size_t>(i)];
  return out;
}

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
  BOOST_CHECK_THROW(problem.average(Quantity::output, {10}, 51), InputError);
  problem.query.mean(0) = 1;
  BOOST_CHECK_THROW(problem.average(Quantity::output, {10}, 5), Error);
}

BOOST_AUTO_TEST_SUITE_END()
