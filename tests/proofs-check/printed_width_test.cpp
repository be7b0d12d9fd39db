// What commands print is what was asked for: decimal ends of relative width at most 10^-digits, in the right order, and
// ends at more digits inside those at fewer.

#include <boost/test/unit_test.hpp>
#include <string>

#include "numeric/exact_sign.hpp"
#include "numeric/expectation.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/row_compute.hpp"
#include "symbolic/rational.hpp"
#include "symbolic/softmax_statistic.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

struct Ends {
  Rational lower;
  Rational upper;
};

Rational number(const std::string& text) {
  const auto value = symbolic::parse_rational(text);
  BOOST_REQUIRE_MESSAGE(value.has_value(), text);
  return *value;
}

Rational power_of_ten(int n) { return number("1e" + std::to_string(n)); }

Rational magnitude(const Rational& x) { return x < 0 ? Rational(-x) : x; }

/// |upper - lower| <= 10^-digits max(|lower|, |upper|)
void narrow(const Ends& ends, int digits, const std::string& what) {
  BOOST_TEST_CONTEXT(what << " to " << digits << " digits") {
    BOOST_TEST((ends.lower <= ends.upper));
    const Rational size = std::max(magnitude(ends.lower), magnitude(ends.upper));
    BOOST_TEST((ends.upper - ends.lower <= power_of_ten(-digits) * size));
  }
}

/// As the command expect prints it: see expect_command.cpp.
Ends printed(const numeric::Expectation& expectation, const Integer& length, int digits) {
  const numeric::Interval value = expectation.enclose(length, digits + 1);
  return {number(numeric::lower_text(value)), number(numeric::upper_text(value))};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(printed_width)

BOOST_AUTO_TEST_CASE(statistics) {
  const auto check = [](const std::string& name, const std::string& s, const std::string& length) {
    const numeric::Expectation expectation(symbolic::named_statistic(name, symbolic::Number::parse(s, Place{})));
    const std::string what = name + " at s = " + s + ", L = " + length;
    const Ends coarse = printed(expectation, Integer(length), 3);
    const Ends fine = printed(expectation, Integer(length), 18);
    narrow(coarse, 3, what);
    narrow(fine, 18, what);
    BOOST_TEST((coarse.lower <= fine.upper && fine.lower <= coarse.upper), what);
  };
  for (const std::string& name : symbolic::statistic_names()) {
    for (const char* s : {"0", "1e-20", "sqrt(2)"}) {
      for (const char* length : {"1", "2", "1000000000"}) check(name, s, length);
    }
  }
  for (const char* s : {"1/3", "5", "16"}) check("A", s, "1000000000000000000");
}

BOOST_AUTO_TEST_CASE(rows_of_a_suite) {
  const Suite suite = parse_suite(R"toml(
[[claim]]
id = "a"
bound = "headline"
scales = [0, "sqrt(2)/3", 2]
lengths = [1, 2, 50, 1e9, 1e18]
[claim.model]
tokens = { law = "gaussian", mean = [1, -1], covariance = [[1, "1/3"], ["1/3", "1/2"]] }
head = { U = [[1, "1/2"], [0, 1]], V = [[1, 1], [0, 2]] }
query = { law = "pair", z = ["1/2", 1] }
)toml",
                                  "s.toml", ".");
  for (const int digits : {1, 15, 40}) {
    RowOptions options;
    options.digits = digits;
    std::uint32_t index = 0;
    for (const RowPlan& plan : plan_rows(suite)) {
      const auto row = compute_row(plan, index++, options);
      BOOST_REQUIRE(row.has_value());
      const std::string what = row->scale + ", L = " + to_text(row->length);
      BOOST_TEST(name_of(row->verdict) == "proved", what);
      narrow({number(row->deviation_lower), number(row->deviation_upper)}, digits, what + " deviation");
      narrow({number(row->bound_lower), number(row->bound_upper)}, digits, what + " bound");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
