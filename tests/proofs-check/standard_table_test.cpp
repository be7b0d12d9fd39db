#include "proofs-check/standard_table.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "numeric/interval_text.hpp"

using namespace softlin;
using namespace softlin::check;
using softlin::numeric::Bits;
using softlin::numeric::Interval;
using softlin::symbolic::Number;
using Json = nlohmann::json;

namespace {

std::vector<Json> rows_of(const StandardTable& made) {
  std::vector<Json> out;
  std::istringstream lines(made.json_text());
  for (std::string line; std::getline(lines, line);) out.push_back(Json::parse(line));
  return out;
}

Interval enclosure(const Json& ends) {
  return numeric::parse_interval(
      "[" + ends.at("lower").get<std::string>() + ", " + ends.at("upper").get<std::string>() + "]", Bits(256));
}

std::vector<Length> lengths(const std::vector<long>& values) {
  std::vector<Length> out;
  for (const long value : values) out.push_back({Integer(value), false});
  return out;
}

std::ptrdiff_t unescaped(const std::string& text, char wanted) {
  std::ptrdiff_t out = 0;
  for (std::size_t i = 0; i < text.size(); ++i) out += text[i] == wanted && (i == 0 || text[i - 1] != '\\') ? 1 : 0;
  return out;
}

/// The text without what stands between dollar signs, where underscores and carets are at home.
std::string without_mathematics(const std::string& text) {
  std::string out;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$' && (i == 0 || text[i - 1] != '\\')) {
      inside = !inside;
    } else if (!inside) {
      out += text[i];
    }
  }
  return out;
}

/// What LaTeX would stop at: braces that do not match, rows of different widths, a bare underscore or caret.
void check_latex(const Table& table) {
  const std::string text = without_mathematics(render(table, Format::latex));
  BOOST_TEST(unescaped(text, '{') == unescaped(text, '}'));
  BOOST_TEST(unescaped(text, '_') == 0, text);
  BOOST_TEST(unescaped(text, '^') == 0, text);
  const bool complete =
      text.find("\\end{tabular}") != std::string::npos || text.find("\\end{longtable}") != std::string::npos;
  BOOST_TEST(complete, text);
  std::istringstream lines(text);
  std::ptrdiff_t width = -1;
  std::size_t seen = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("\\\\") == std::string::npos || line.find("\\multicolumn") != std::string::npos) continue;
    if (line.find('&') == std::string::npos) continue;
    if (width < 0) width = unescaped(line, '&');
    BOOST_TEST(unescaped(line, '&') == width, line);
    ++seen;
  }
  BOOST_TEST(seen >= table.rows.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(standard_table)

BOOST_AUTO_TEST_CASE(bounds_enclose_the_error) {
  TableRequest request;
  request.lengths = lengths({1, 16});
  request.slopes = {0, 1};
  const StandardTable made = bounds_table(request);
  const auto rows = rows_of(made);
  BOOST_REQUIRE(rows.size() == 4U);
  for (const Json& row : rows) {
    const Interval exact = enclosure(row.at("exact"));
    BOOST_TEST(!certainly_less(enclosure(row.at("headline")), exact), row.dump());
    BOOST_TEST(!certainly_less(enclosure(row.at("best_upper")), exact), row.dump());
    BOOST_TEST(!certainly_less(exact, enclosure(row.at("best_lower"))), row.dump());
  }
  // s = 0: the error is 1/L, and the headline bound is an equality
  BOOST_TEST(contains(enclosure(rows[1].at("exact")), Rational(1, 16)));
  BOOST_TEST(contains(enclosure(rows[1].at("headline_ratio")), Rational(1)));
  // s = 1, L = 1: E |X - T|^2 = 1 + 1
  BOOST_TEST(contains(enclosure(rows[2].at("exact")), Rational(2)));
  check_latex(made.table);
}

BOOST_AUTO_TEST_CASE(slack_is_on_the_right_side) {
  TableRequest request;
  request.lengths = lengths({16});
  request.scales = {Rational(1, 4)};
  const StandardTable made = slack_table(request);
  std::size_t applied = 0;
  for (const Json& row : rows_of(made)) {
    if (row.contains("not_applicable")) continue;
    ++applied;
    const Interval ratio = enclosure(row), one(1, Bits(64));
    const bool right = row.at("side") == "upper" ? !certainly_less(ratio, one) : !certainly_less(one, ratio);
    BOOST_TEST(right, row.dump());
  }
  BOOST_TEST(applied == made.table.rows.size());
  BOOST_TEST(applied > 5U);
  check_latex(made.table);
}

BOOST_AUTO_TEST_CASE(exponents) {
  TableRequest request;
  request.lengths = lengths({16, 256});
  request.lambdas = {Rational(1, 2), 2};
  const StandardTable made = exponents_table(request);
  const auto rows = rows_of(made);
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(contains(enclosure(rows[0].at("rho")), Rational(1)));
  const Interval rho = enclosure(rows[1].at("rho"));  // rho (1 + rho) lambda = 1
  BOOST_TEST(contains(rho * (rho + 1) * 2, Rational(1)));
  for (const Json& row : rows) {
    const Interval exponent = enclosure(row.at("exponent"));
    BOOST_TEST(certainly_positive(exponent));
    BOOST_TEST(certainly_less(exponent, Interval(1, Bits(64))));
  }
  check_latex(made.table);
  request.lengths = lengths({16});
  BOOST_CHECK_THROW(exponents_table(request), InputError);
  request.lengths = lengths({16, 4});
  BOOST_CHECK_THROW(exponents_table(request), InputError);
}

BOOST_AUTO_TEST_CASE(constants) {
  TableRequest request;
  request.lengths = lengths({2, 16});
  request.scales = {Rational(1, 4)};
  request.dimensions = {Integer(1)};
  const StandardTable made = constants_table(request);
  const auto rows = rows_of(made);
  BOOST_REQUIRE(rows.size() == 6U);
  for (const Json& row : rows) {
    BOOST_TEST(certainly_less(enclosure(row.at("best_c1")), enclosure(row.at("proved_c1"))), row.dump());
    BOOST_TEST(overlap(enclosure(row.at("slack")) * enclosure(row.at("best_c1")), enclosure(row.at("proved_c1"))));
  }
  BOOST_TEST(contains(enclosure(rows[0].at("c2")), Rational(2, 3)));
  check_latex(made.table);
}

BOOST_AUTO_TEST_CASE(wrong_models) {
  symbolic::AttentionModel model = standard_model(2, 1, std::nullopt);
  model.tokens = symbolic::RademacherTokens{symbolic::Vector::Constant(2, Number(0)), 1};
  BOOST_CHECK_THROW(exact_errors(model, Quantity::output, lengths({2}), 6, 1), InputError);
  BOOST_CHECK_THROW(exact_errors(standard_model(1, 1, Number(1)), Quantity::bias, lengths({2}), 6, 1), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
