#include "symbolic/formula_text.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "symbolic/formula.hpp"

using softlin::symbolic::latex_text;
using softlin::symbolic::plain_text;

namespace {

using GiNaC::ex;
using GiNaC::pow;
using Maker = std::function<ex(const ex&, const ex&, const ex&)>;

const std::vector<Maker> k_makers{
    [](const ex& x, const ex& y, const ex& z) { return (x - y) * z; },
    [](const ex& x, const ex& y, const ex& z) { return (y - x) * z; },
    [](const ex& x, const ex& y, const ex& z) { return z / (x - y) + z; },
    [](const ex& x, const ex& y, const ex& z) { return -z * pow(x - y, 3) / (y - z); },
    [](const ex& x, const ex& y, const ex&) { return pow(x - y, 2); },
    [](const ex& x, const ex& y, const ex&) { return pow(x - y, 3); },
    [](const ex& x, const ex& y, const ex& z) { return pow(x - y - z, -2) * (x - 2 * y) * 5; },
    [](const ex& x, const ex& y, const ex& z) { return GiNaC::sqrt((x * x - y) * (z - x)) / (1 - x); },
    [](const ex& x, const ex& y, const ex& z) { return GiNaC::exp((x - y) * z * (pow(x, 2) - z)); },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(formula_text)

/// GiNaC orders symbols by when they were made, and with them decides which sign a sum inside a product has: letters made
/// in every order must print alike, and print what they are.
BOOST_AUTO_TEST_CASE(one_text_whatever_the_order_of_the_day) {
  std::array<int, 3> order{0, 1, 2};
  std::vector<std::string> first(k_makers.size());
  std::vector<std::string> first_latex(k_makers.size());
  do {
    std::array<ex, 3> letters;
    const std::array<const char*, 3> names{"x", "y", "z"};
    for (const int i : order) letters[i] = GiNaC::realsymbol(names[i]);
    for (std::size_t k = 0; k < k_makers.size(); ++k) {
      const ex made = k_makers[k](letters[0], letters[1], letters[2]);
      const std::string text = plain_text(made);
      const std::string latex = latex_text(made);
      if (first[k].empty()) {
        first[k] = text;
        first_latex[k] = latex;
      }
      BOOST_TEST(text == first[k]);
      BOOST_TEST(latex == first_latex[k]);
      GiNaC::symtab table;
      for (std::size_t i = 0; i < 3; ++i) table[names[i]] = letters[i];
      GiNaC::parser reader(table);
      BOOST_TEST((reader(text) - made).normal().is_zero(), text);
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE(sums_with_one_letter_keep_it_positive) {
  const GiNaC::realsymbol L("L"), s("s");
  BOOST_TEST(plain_text((L - 1) * s) == "(-1 + L)*s");
  BOOST_TEST(plain_text((1 - L) * s) == "-(-1 + L)*s");
  BOOST_TEST(plain_text(pow(1 - L, 2)) == "(-1 + L)^2");
  BOOST_TEST(plain_text(s / (1 - L)) == "-s/(-1 + L)");
}

BOOST_AUTO_TEST_SUITE_END()
