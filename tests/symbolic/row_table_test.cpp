#include "symbolic/row_table.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "symbolic/attention_model.hpp"
#include "symbolic/limit_operator.hpp"

using namespace softlin;
using namespace softlin::symbolic;

namespace {

Rational exact(const RowTable& table, Eigen::Index i, Eigen::Index k) { return {table.scaled(i, k), table.unit()}; }

RowTable table_of(const Eigen::MatrixXd& columns, RowMeaning meaning) {
  return {columns, meaning, "t.csv", "ab12", 77};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(row_table)

BOOST_AUTO_TEST_CASE(what_a_number_means) {
  Eigen::MatrixXd columns(1, 6);
  columns << 0.1, -1.25e-7, 3, 0, 1e22, 0.30000000000000004;
  const RowTable decimal = table_of(columns, RowMeaning::decimal);
  BOOST_TEST((exact(decimal, 0, 0) == Rational(1, 10)));
  BOOST_TEST((exact(decimal, 0, 1) == Rational(-125, 1000000000)));
  BOOST_TEST((exact(decimal, 0, 2) == 3));
  BOOST_TEST((exact(decimal, 0, 3) == 0));
  BOOST_TEST((exact(decimal, 0, 4) == Rational("10000000000000000000000")));
  BOOST_TEST((exact(decimal, 0, 5) == Rational("30000000000000004/100000000000000000")));
  const RowTable binary = table_of(columns, RowMeaning::binary);
  for (Eigen::Index k = 0; k < 6; ++k) BOOST_TEST((exact(binary, 0, k) == Rational(columns(0, k))));
}

BOOST_AUTO_TEST_CASE(extreme_numbers) {
  std::mt19937_64 random(4);
  Eigen::MatrixXd columns(2, 40);
  for (double& x : columns.reshaped()) {
    x = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random()) >> 11),
                   static_cast<int>(random() % 200) - 100);
  }
  columns(0, 0) = std::numeric_limits<double>::denorm_min();
  columns(1, 0) = -std::numeric_limits<double>::max();
  const RowTable binary = table_of(columns, RowMeaning::binary);
  const RowTable decimal = table_of(columns, RowMeaning::decimal);
  for (Eigen::Index k = 0; k < 40; ++k) {
    for (Eigen::Index i = 0; i < 2; ++i) {
      BOOST_TEST((exact(binary, i, k) == Rational(columns(i, k))));
      BOOST_TEST((exact(decimal, i, k) == rational_of_shortest_decimal(columns(i, k))));
    }
  }
}

BOOST_AUTO_TEST_CASE(moments) {
  Eigen::MatrixXd columns(2, 3);
  columns << 0.1, 0.2, 0.6, -1, 2, 5;
  const RowTable table = table_of(columns, RowMeaning::decimal);
  BOOST_TEST((table.mean()(0) == Number(Rational(3, 10))));
  BOOST_TEST((table.mean()(1) == Number(2)));
  BOOST_TEST((table.covariance()(0, 0) == Number(Rational(14, 300))));
  BOOST_TEST((table.covariance()(0, 1) == Number(Rational(3, 2) / 3)));
  BOOST_TEST((table.covariance()(1, 0) == table.covariance()(0, 1)));
  BOOST_TEST((table.covariance()(1, 1) == Number(6)));
}

BOOST_AUTO_TEST_CASE(same_as_discrete_tokens) {
  Eigen::MatrixXd columns(2, 4);
  columns << 0.25, -1, 0.5, 2, 1, 0, -0.75, 0.125;
  const TokenLaw rows = RowTokens{std::make_shared<const RowTable>(columns, RowMeaning::binary, "t.npy", "0", 8)};
  DiscreteTokens discrete;
  for (Eigen::Index k = 0; k < 4; ++k) {
    Vector atom(2);
    for (Eigen::Index i = 0; i < 2; ++i) atom(i) = Rational(columns(i, k));
    discrete.atoms.push_back(atom);
    discrete.weights.emplace_back(Rational(1, 4));
  }
  for (Eigen::Index i = 0; i < 2; ++i) {
    BOOST_TEST((mean(rows)(i) == mean(discrete)(i)));
    for (Eigen::Index j = 0; j < 2; ++j) BOOST_TEST((covariance(rows)(i, j) == covariance(discrete)(i, j)));
  }
}

BOOST_AUTO_TEST_CASE(names_and_errors) {
  const AttentionModel model{RowTokens{std::make_shared<const RowTable>(Eigen::MatrixXd::Ones(1, 2),
                                                                        RowMeaning::decimal, "t.csv", "ab12", 77)},
                             {identity(1), identity(1)},
                             TokenQuery{}};
  BOOST_TEST(exact_text(model).find("rows t.csv (2 rows, 77 bytes, sha256 ab12)") != std::string::npos);
  BOOST_CHECK_THROW(table_of(Eigen::MatrixXd(0, 0), RowMeaning::binary), Error);
  Eigen::MatrixXd bad(1, 1);
  bad(0, 0) = std::numeric_limits<double>::infinity();
  BOOST_CHECK_THROW(table_of(bad, RowMeaning::binary), Error);
}

BOOST_AUTO_TEST_SUITE_END()
