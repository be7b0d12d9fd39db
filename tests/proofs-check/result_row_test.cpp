#include "proofs-check/result_row.hpp"

#include <array>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "symbolic/error.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

ResultRow exact_row() {
  ResultRow row;
  row.claim = "prop-3.1";
  row.source = "bounds.md C3";
  row.model = "standard-normal-1d";
  row.length = {.value = 16, .infinite = false};
  row.bound_text = "c1*log(L)/L";
  row.bound_lower = "0.25";
  row.bound_upper = "0.25";
  row.bound_lower_hex = "0x1p-2";
  row.bound_upper_hex = "0x1p-2";
  row.deviation_lower = "0.124";
  row.deviation_upper = "0.126";
  row.deviation_lower_hex = "0x1.fp-4";
  row.deviation_upper_hex = "0x1.02p-3";
  row.deviation_shown = "0.1260";
  row.bound_shown = "0.2500";
  row.ratio_shown = "0.5040";
  row.verdict = Verdict::proved;
  row.as_expected = true;
  row.version = "0.1.0";
  return row;
}

ResultRow sampled_row() {
  ResultRow row;
  row.claim = "sampled \"claim\"";
  row.method = Method::naive;
  row.relation = Relation::at_least;
  row.quantity = symbolic::Quantity::grad_u;
  row.length = {.value = 1, .infinite = true};
  row.scale = "1/3";
  row.mean = 0.1;
  row.std_error = 1e-300;
  row.e_value = std::numeric_limits<double>::infinity();
  row.prompts = 1000;
  row.seed = 18446744073709551615U;
  row.confidence = 0.999;
  row.verdict = Verdict::violated;
  row.expected = Verdict::violated;
  row.witness = "line\nbreak, \xcf\x83";
  return row;
}

void check_refused(const std::string& line, const std::string& part) {
  BOOST_CHECK_EXCEPTION(from_json_line(line), InputError, [&](const InputError& error) {
    BOOST_TEST_MESSAGE(error.what());
    return std::string(error.what()).find(part) != std::string::npos;
  });
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(result_row)

BOOST_AUTO_TEST_CASE(exact_line) {
  BOOST_TEST(to_json_line(exact_row()) ==
             R"({"claim":"prop-3.1","source":"bounds.md C3","model":"standard-normal-1d","scale":"1",)"
             R"("quantity":"output","relation":"<=","length":"16","method":"exact","bound":"c1*log(L)/L",)"
             R"("bound_lower":"0.25","bound_upper":"0.25","bound_lower_hex":"0x1p-2","bound_upper_hex":"0x1p-2",)"
             R"("deviation_lower":"0.124","deviation_upper":"0.126","deviation_lower_hex":"0x1.fp-4",)"
             R"("deviation_upper_hex":"0x1.02p-3","verdict":"proved","expected":"holds","as_expected":true,)"
             R"("witness":"","deviation_shown":"0.1260","bound_shown":"0.2500","ratio_shown":"0.5040",)"
             R"("version":"0.1.0"})");
}

BOOST_AUTO_TEST_CASE(sampled_line) {
  BOOST_TEST(to_json_line(sampled_row()) ==
             R"({"claim":"sampled \"claim\"","source":"","model":"","scale":"1/3","quantity":"grad-u","relation":">=",)"
             R"("length":"inf","method":"naive","bound":"","bound_lower":"","bound_upper":"","mean":0.1,)"
             R"("std_error":1e-300,"e_value":"inf","prompts":1000,"seed":18446744073709551615,"confidence":0.999,)"
             R"("verdict":"violated","expected":"violated","as_expected":false,)"
             "\"witness\":\"line\\nbreak, \xcf\x83\",\"version\":\"\"}");
}

BOOST_AUTO_TEST_CASE(round_trip_of_all_names) {
  ResultRow row = sampled_row();
  for (const auto quantity :
       {symbolic::Quantity::output, symbolic::Quantity::grad_v, symbolic::Quantity::grad_u, symbolic::Quantity::bias}) {
    for (const auto relation : {Relation::at_most, Relation::at_least, Relation::equal}) {
      for (const auto method : {Method::exact, Method::reduced, Method::naive}) {
        for (const auto verdict : {Verdict::proved, Verdict::violated, Verdict::consistent, Verdict::undecided}) {
          row.quantity = quantity;
          row.relation = relation;
          row.method = method;
          row.verdict = verdict;
          row.expected = verdict;
          row.as_expected = !row.as_expected;
          const std::string line = to_json_line(row);
          const ResultRow back = from_json_line(line);
          BOOST_TEST(to_json_line(back) == line);
          BOOST_TEST((back.quantity == quantity && back.relation == relation && back.method == method));
          BOOST_TEST((back.verdict == verdict && back.expected == verdict && back.as_expected == row.as_expected));
          BOOST_TEST(back.length.infinite);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(round_trip_of_random_numbers) {
  std::mt19937_64 engine(3);
  ResultRow row = sampled_row();
  const auto draw = [&] {
    for (;;) {
      const double value = std::bit_cast<double>(engine());
      if (!std::isnan(value)) return value;
    }
  };
  for (int i = 0; i < 2000; ++i) {
    row.mean = draw();
    row.std_error = std::nullopt;
    if (i % 2 == 0) row.std_error = draw();
    row.e_value = i % 3 == 0 ? std::numeric_limits<double>::infinity() : draw();
    row.predicted_std_error = i % 5 == 0 ? std::optional<double>(i) : std::nullopt;
    row.seed = engine();
    row.length = {.value = Integer(engine() | 1U) * 1000000007, .infinite = false};
    const std::string line = to_json_line(row);
    const ResultRow back = from_json_line(line);
    BOOST_TEST(to_json_line(back) == line);
    BOOST_TEST((back.mean == row.mean && back.std_error == row.std_error && back.e_value == row.e_value));
    BOOST_TEST((back.predicted_std_error == row.predicted_std_error && back.seed == row.seed));
    BOOST_TEST(back.length.value == row.length.value);
  }
}

BOOST_AUTO_TEST_CASE(every_text_comes_back) {
  ResultRow row = exact_row();
  const std::array<std::string ResultRow::*, 17> texts{&ResultRow::claim,
                                                       &ResultRow::source,
                                                       &ResultRow::model,
                                                       &ResultRow::scale,
                                                       &ResultRow::bound_text,
                                                       &ResultRow::bound_lower,
                                                       &ResultRow::bound_upper,
                                                       &ResultRow::bound_lower_hex,
                                                       &ResultRow::bound_upper_hex,
                                                       &ResultRow::deviation_lower,
                                                       &ResultRow::deviation_upper,
                                                       &ResultRow::deviation_lower_hex,
                                                       &ResultRow::deviation_upper_hex,
                                                       &ResultRow::deviation_shown,
                                                       &ResultRow::bound_shown,
                                                       &ResultRow::ratio_shown,
                                                       &ResultRow::witness};
  for (std::size_t i = 0; i < texts.size(); ++i) row.*texts[i] = "text " + std::to_string(i) + " \"\\\t\x01";
  for (const Method method : {Method::exact, Method::reduced}) {
    row.method = method;
    const ResultRow back = from_json_line(to_json_line(row));
    for (const auto text : texts) BOOST_TEST((back.*text == row.*text));
  }
}

BOOST_AUTO_TEST_CASE(broken_utf_8_and_nan) {
  ResultRow row = exact_row();
  row.witness = "a\xff";
  const std::string line = to_json_line(row);
  BOOST_TEST(to_json_line(from_json_line(line)) == line);
  row.mean = std::numeric_limits<double>::quiet_NaN();
  BOOST_CHECK_THROW(to_json_line(row), Error);
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_passed_over) {
  const std::string line = to_json_line(exact_row());
  BOOST_TEST(to_json_line(from_json_line(replaced(line, "{", "{\"new\":[1,2],"))) == line);
}

BOOST_AUTO_TEST_CASE(refusals) {
  const std::string line = to_json_line(exact_row());
  for (std::size_t length = 0; length < line.size(); ++length) check_refused(line.substr(0, length), "one JSON object");
  check_refused("[]", "one JSON object");
  check_refused("{}", "claim");
  check_refused(line + line, "one JSON object");
  check_refused(replaced(line, "\"length\":\"16\"", "\"length\":16"), "length: found 16");
  for (const char* bad : {"", "0", "016", "-1", "1e6", "1.5", "Inf", " 1"}) {
    check_refused(replaced(line, "\"length\":\"16\"", "\"length\":\"" + std::string(bad) + "\""), "length");
  }
  check_refused(replaced(line, "\"output\"", "\"grad-w\""), "\"output\", \"grad-v\", \"grad-u\" or \"bias\"");
  check_refused(replaced(line, "\"exact\"", "\"both\""), "method: found \"both\"");
  check_refused(replaced(line, "\"<=\"", "1"), "relation");
  check_refused(replaced(line, "\"proved\"", "\"holds\""), "verdict");
  check_refused(replaced(line, "\"holds\"", "null"), "expected");
  check_refused(replaced(line, "true", "1"), "as_expected: found 1, expected true or false");
  check_refused(replaced(line, "\"witness\":\"\",", ""), "witness: found nothing");
  const std::string sampled = to_json_line(sampled_row());
  check_refused(replaced(sampled, "\"inf\",\"prompts\"", "\"huge\",\"prompts\""), "e_value");
  check_refused(replaced(sampled, "\"prompts\":1000", "\"prompts\":-1"), "prompts");
  check_refused(replaced(sampled, "18446744073709551615", "18446744073709551616"), "seed");
}

BOOST_AUTO_TEST_SUITE_END()
