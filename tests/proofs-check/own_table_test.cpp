#include "proofs-check/own_table.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "numeric/interval_text.hpp"
#include "proofs-check/standard_table.hpp"
#include "scratch_folder.hpp"
#include "symbolic/error.hpp"

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
