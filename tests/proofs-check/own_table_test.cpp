#include "proofs-check/own_table.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "numeric/exact_error.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/regression_file.hpp"
#include "proofs-check/standard_table.hpp"
#include "scratch_folder.hpp"
#include "symbolic/error.hpp"
#include "symbolic/regression_form.hpp"

using namespace softlin;
using namespace softlin::check;
using softlin::numeric::Bits;
using softlin::numeric::Interval;
using Json = nlohmann::json;

namespace {

constexpr const char* k_models = R"toml(
[models.line]
tokens = { law = "gaussian", dimension = 1 }
head = { U = 1 }
query = { law = "fixed", z = 1 }
[models.flat]
tokens = { law = "gaussian", dimension = 1 }
head = { U = 0 }
query = { law = "fixed", z = 1 }
[models.signs]
tokens = { law = "rademacher", dimension = 1 }
head = { U = 1 }
query = { law = "fixed", z = 1 }
)toml";

StandardTable made_of(const std::string& text, const OwnTableOptions& options = {}) {
  const tests::Folder folder;
  const auto path = folder.path / "own.toml";
  tests::put(path, text + k_models);
  return own_table(read_own_table(path, std::nullopt), options);
}

Json row(const StandardTable& made, std::size_t i) { return Json::parse(made.json.at(i).text); }

Interval enclosure(const Json& ends) {
  return numeric::parse_interval(
      "[" + ends.at("lower").get<std::string>() + ", " + ends.at("upper").get<std::string>() + "]", Bits(256));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(own_table)

/// s = 0: the error is 1/L, which the headline bound equals; at s = 1, L = 1 the error is 2.
BOOST_AUTO_TEST_CASE(known_values) {
  const StandardTable made = made_of(R"(
row = { models = ["line"], lengths = [1, 16], scales = [0, 1] }
column = [{ show = "scale" }, { show = "length" }, { show = "error" }, { show = "bound", bound = "headline" },
          { show = "ratio", bound = "headline" }, { show = "verdict", bound = "headline" }]
)");
  BOOST_REQUIRE(made.table.rows.size() == 4U);
  BOOST_TEST(contains(enclosure(row(made, 1).at("error")), Rational(1, 16)));
  BOOST_TEST(contains(enclosure(row(made, 1).at("bound")), Rational(1, 16)));
  BOOST_TEST(contains(enclosure(row(made, 2).at("error")), Rational(2)));
  for (std::size_t i = 0; i < 4; ++i) {
    BOOST_TEST(row(made, i).at("verdict") == "proved");
    const Interval error = enclosure(row(made, i).at("error"));
    BOOST_TEST(!certainly_less(enclosure(row(made, i).at("bound")), error));
    BOOST_TEST(overlap(enclosure(row(made, i).at("ratio")) * error, enclosure(row(made, i).at("bound"))));
  }
  BOOST_TEST(made.table.digits == 6);
}

/// The numbers of `softlin table bounds`, by another way.
BOOST_AUTO_TEST_CASE(agrees_with_the_table_of_bounds) {
  const StandardTable made = made_of(R"(
row = { models = "line", lengths = [16, 1024] }
column = [{ show = "error" }, { show = "bound", bound = "best" }, { show = "which", bound = "best" },
          { show = "bound", bound = "best", relation = ">=" }]
)");
  TableRequest request;
  request.lengths = {{Integer(16), false}, {Integer(1024), false}};
  request.slopes = {1};
  const StandardTable bounds = bounds_table(request);
  for (std::size_t i = 0; i < 2; ++i) {
    const Json mine = row(made, i);
    const Json theirs = row(bounds, i);
    BOOST_TEST(overlap(enclosure(mine.at("error")), enclosure(theirs.at("exact"))));
    BOOST_TEST(overlap(enclosure(mine.at("bound")), enclosure(theirs.at("best_upper"))));
    BOOST_TEST(mine.at("which") == theirs.at("best_upper").at("bound"));
    BOOST_TEST(overlap(enclosure(mine.at("bound_2")), enclosure(theirs.at("best_lower"))));
    // alone, a bound is rounded so that it is one
    const auto printed = [&](std::size_t j) { return *symbolic::parse_rational(made.table.rows[i][j]); };
    BOOST_TEST(!certainly_less(Interval(printed(1), Bits(256)), enclosure(mine.at("bound")).upper()));
    BOOST_TEST(!certainly_less(enclosure(mine.at("bound_2")).lower(), Interval(printed(3), Bits(256))));
  }
}

BOOST_AUTO_TEST_CASE(verdicts) {
  const StandardTable made = made_of(R"(
row = { models = "flat", lengths = [4] }
column = [{ show = "verdict", bound = "1/L" }, { show = "ratio", bound = "1/L" },
          { show = "verdict", bound = "c/L", constants = { c = "0.999999999999" } },
          { show = "ratio", bound = "c/L", constants = { c = "0.999999999999" } },
          { show = "verdict", bound = "1/L", factor = "1/2" }, { show = "bound", bound = "1/L", factor = "1/2" },
          { show = "verdict", bound = "c/L", constants = { c = "0.999999999999" }, relation = ">=" }]
)");
  BOOST_TEST(made.table.rows[0][0] == "proved");
  BOOST_TEST(made.table.rows[0][1] == "1");
  BOOST_TEST(made.table.rows[0][2] == "violated");
  // rounded up: what is printed is not stronger than what is proved
  BOOST_TEST(made.table.rows[0][3] == "1.00000");
  BOOST_TEST(made.table.rows[0][4] == "violated");
  BOOST_TEST(made.table.rows[0][5] == "0.125000");
  BOOST_TEST(made.table.rows[0][6] == "proved");
}

/// In d = 1 with Sigma = l: tr(Omega Sigma)/2 = l/2, the optimum of linear attention (icl-regression.md, I5.2) has the risk
/// (l/2) 2/(L + 2), and |A|_F^2 = b^2 at the start.
BOOST_AUTO_TEST_CASE(regressions) {
  const StandardTable made = made_of(R"(
[regressions.line]
regression.Sigma = "1/3"
start.alpha = "2/5"
[[row]]
regressions = "line"
lengths = [1, 9, "inf"]
[[column]]
show = "value"
quantity = "linear-risk"
at = "optimum"
[[column]]
show = "value"
quantity = "balance"
at = "start"
[[column]]
show = "value"
key = "formula"
quantity = "formula"
value = "null + alpha"
[[column]]
show = "ratio"
quantity = "linear-risk"
at = "optimum"
bound = "null"
[[column]]
show = "verdict"
quantity = "linear-risk"
at = "optimum"
bound = "0.999999*null"
relation = ">="
[[column]]
show = "verdict"
key = "equal"
quantity = "linear-risk"
at = "optimum"
bound = "null"
relation = "="
)");
  BOOST_REQUIRE(made.table.rows.size() == 3U);
  for (const auto& [i, part] : {std::pair(0U, Rational(2, 3)), {1U, Rational(2, 11)}, {2U, Rational(0)}}) {
    BOOST_TEST(contains(enclosure(row(made, i).at("value")), part / 6));
    BOOST_TEST(contains(enclosure(row(made, i).at("value_2")), Rational(0)));
    BOOST_TEST(contains(enclosure(row(made, i).at("formula")), Rational(1, 6) + Rational(2, 5)));
    if (part != 0) BOOST_TEST(contains(enclosure(row(made, i).at("ratio")), 1 / part));
    BOOST_TEST(row(made, i).at("verdict") == "violated");
    BOOST_TEST(row(made, i).at("equal") == "violated");
  }
  BOOST_TEST(row(made, 2).at("ratio").is_null());
}

/// The risks of `softlin regression risk`, by their own enclosures.
BOOST_AUTO_TEST_CASE(risks_of_regressions) {
  const StandardTable made = made_of(R"(
digits = 12
[regressions.plane]
regression.Sigma = [[1, "1/4"], ["1/4", "1/2"]]
regression.generator = "as-coded"
[[row]]
regressions = "plane"
lengths = [1, 7, 1000, "inf"]
[[column]]
show = "value"
)");
  symbolic::RegressionModel model;
  model =
      parse_regression("regression = { Sigma = [[1, '1/4'], ['1/4', '1/2']], generator = 'as-coded' }", "text").model;
  const auto laws = symbolic::laws_of(model);
  const auto point = symbolic::regression_endpoint(laws);
  const numeric::ExactError risk(
      std::make_shared<const numeric::QueryAverage>(symbolic::softmax_risk_form(laws, point)));
  const auto expected = risk.enclose({Integer(1), Integer(7), Integer(1000)}, 20);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Interval found = enclosure(row(made, i).at("value"));
    BOOST_TEST(overlap(found, expected[i]));
    BOOST_TEST(numeric::width_reached(found, 12));
  }
}

/// |T_1 - T|^2 = (x - s)^2 for one standard normal token x and query 1: P(|x - s| > r) is known; every error exceeds 0.
BOOST_AUTO_TEST_CASE(probabilities) {
  const StandardTable made = made_of(R"(
row = { models = "line", lengths = [1] }
[[column]]
show = "probability"
quantity = "exceedance"
method = "naive"
radius = "1"
[[column]]
show = "interval"
quantity = "exceedance"
method = "naive"
radius = "1"
[[column]]
show = "probability"
key = "certain"
quantity = "exceedance"
method = "naive"
radius = 1
radius_factor = "1e-9"
prompts = 100
[[column]]
show = "verdict"
quantity = "exceedance"
method = "naive"
radius = "1"
bound = "11/20"
[[column]]
show = "verdict"
key = "wrong"
quantity = "exceedance"
method = "naive"
radius = "1"
bound = "9/20"
)");
  // 1 - (Phi(2) - Phi(0)) for s = 1
  const double expected = 0.522750131948;
  const Json found = row(made, 0);
  BOOST_TEST(found.at("probability") == found.at("interval"));  // one computation
  BOOST_TEST(found.at("probability").at("mean").get<double>() == expected, boost::test_tools::tolerance(0.05));
  BOOST_TEST(found.at("interval").at("lower").get<double>() < expected);
  BOOST_TEST(expected < found.at("interval").at("upper").get<double>());
  BOOST_TEST(found.at("certain").at("exceedances") == 100);
  BOOST_TEST(found.at("verdict") == "consistent");
  BOOST_TEST(found.at("wrong") == "violated");
  const std::string text = made.table.rows[0][1];
  const auto printed = [](const std::string& end) { return symbolic::parse_rational(end)->convert_to<double>(); };
  const std::size_t dots = text.find("..");
  BOOST_REQUIRE(dots != std::string::npos);
  BOOST_TEST(printed(text.substr(0, dots)) <= found.at("interval").at("lower").get<double>());
  BOOST_TEST(printed(text.substr(dots + 2)) >= found.at("interval").at("upper").get<double>());
}

BOOST_AUTO_TEST_CASE(bounds_that_do_not_apply) {
  const StandardTable made = made_of(R"(
row = { models = ["line", "signs"], lengths = [4] }
column = [{ show = "model" }, { show = "bound", bound = "headline" }, { show = "ratio", bound = "headline" },
          { show = "which", bound = "headline" }, { show = "verdict", bound = "headline" }]
)");
  BOOST_TEST(made.table.rows[1] == (std::vector<std::string>{"signs", "-", "-", "-", "-"}));
  BOOST_TEST(row(made, 1).at("bound").is_null());
  BOOST_TEST(made.table.rows[0][4] == "proved");
  bool said = false;
  for (const auto& note : made.table.notes) said = said || note.find("headline does not apply to signs: ") == 0;
  BOOST_TEST(said);
}

BOOST_AUTO_TEST_CASE(sampled_columns) {
  const std::string text = R"(
row = { models = "line", lengths = [4, 8] }
column = [{ show = "error", method = "naive", prompts = 500, seed = 3 },
          { show = "std-error", method = "naive", prompts = 500, seed = 3 }, { show = "error" },
          { show = "verdict", method = "naive", bound = "10", prompts = 500, seed = 3 },
          { show = "verdict", method = "naive", bound = "1/1000", prompts = 500, seed = 3 }]
)";
  OwnTableOptions three;
  three.threads = 3;
  const StandardTable made = made_of(text);
  BOOST_TEST(made.json_text() == made_of(text, three).json_text());
  BOOST_TEST(made.table.seeds == std::vector<std::string>{"3"});
  for (std::size_t i = 0; i < 2; ++i) {
    const Json found = row(made, i);
    const double exact = enclosure(found.at("error_2")).mid_double();
    const double error = found.at("error").at("std_error").get<double>();
    BOOST_TEST(std::abs(found.at("error").at("mean").get<double>() - exact) < 6 * error);
    BOOST_TEST(found.at("verdict") == "consistent");
    BOOST_TEST(found.at("verdict_2") == "violated");
  }
}

BOOST_AUTO_TEST_CASE(stops) {
  std::atomic<bool> stop = true;
  OwnTableOptions options;
  options.stop = &stop;
  const StandardTable made =
      made_of("row = { models = \"line\", lengths = [4, 8] }\ncolumn = [{ show = \"error\" }]\n", options);
  BOOST_TEST(made.table.rows.empty());
  BOOST_TEST(made.json.empty());
}

BOOST_AUTO_TEST_CASE(notations) {
  BOOST_TEST(in_notation("0.00125", Notation::scientific) == "1.25e-3");
  BOOST_TEST(in_notation("1.25e-3", Notation::decimal) == "0.00125");
  BOOST_TEST(in_notation("-1.25e+3", Notation::decimal) == "-1250");
  BOOST_TEST(in_notation("12.50", Notation::decimal) == "12.50");
  BOOST_TEST(in_notation("12.50", Notation::scientific) == "1.250e1");
  BOOST_TEST(in_notation("7", Notation::scientific) == "7e0");
  BOOST_TEST(in_notation("0", Notation::scientific) == "0");
  BOOST_TEST(in_notation("1e-300", Notation::decimal) == "1e-300");
  BOOST_TEST(in_notation("1.5e-3", Notation::automatic) == "1.5e-3");
  for (const char* text : {"inf", "-", "[0.5 +/- 1e-9]", ""}) {
    BOOST_TEST(in_notation(text, Notation::decimal) == text);
    BOOST_TEST(in_notation(text, Notation::scientific) == text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
