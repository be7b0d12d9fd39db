#include "symbolic/gaussian_moment_size.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

using namespace softlin::symbolic;

namespace {

/// All entries are symbols of their own, but for those that the test changes.
CovariancePattern open_pattern(std::size_t dimension) {
  CovariancePattern out;
  out.entries.assign(dimension, std::vector<int>(dimension, 0));
  for (std::size_t i = 0; i < dimension; ++i) {
    for (std::size_t j = i; j < dimension; ++j) out.entries[i][j] = out.entries[j][i] = out.symbols++;
  }
  return out;
}

/// Distinct products of entries over all ways to pair the factors, by listing them.
void list_pairings(std::vector<std::size_t> factors, const CovariancePattern& pattern, std::map<int, int> used,
                   std::set<std::map<int, int>>& found) {
  if (factors.empty()) {
    found.insert(used);
    return;
  }
  const std::size_t first = factors.back();
  factors.pop_back();
  for (std::size_t k = 0; k < factors.size(); ++k) {
    const int entry = pattern.entries[first][factors[k]];
    if (entry == CovariancePattern::k_zero) continue;
    std::vector<std::size_t> rest = factors;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(k));
    std::map<int, int> more = used;
    if (entry != CovariancePattern::k_number) ++more[entry];
    list_pairings(rest, pattern, more, found);
  }
}

double terms(const Exponents& alpha, const CovariancePattern& pattern) {
  std::vector<std::size_t> factors;
  for (std::size_t i = 0; i < alpha.size(); ++i) factors.insert(factors.end(), static_cast<std::size_t>(alpha[i]), i);
  std::set<std::map<int, int>> found;
  list_pairings(factors, pattern, {}, found);
  return static_cast<double>(found.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gaussian_moment_size)

BOOST_AUTO_TEST_CASE(open_covariances_are_counted_exactly) {
  for (const Exponents& alpha :
       std::vector<Exponents>{{4}, {2, 2}, {3, 1}, {4, 4}, {2, 2, 2}, {3, 2, 3}, {1, 1, 1, 1}}) {
    const CovariancePattern pattern = open_pattern(alpha.size());
    const double count = terms(alpha, pattern);
    BOOST_TEST_CONTEXT("count " << count) {
      BOOST_TEST(!may_exceed(alpha, pattern, count));
      BOOST_TEST(may_exceed(alpha, pattern, count - 1));
    }
  }
}

BOOST_AUTO_TEST_CASE(never_below_the_number_of_terms) {
  CovariancePattern pattern = open_pattern(3);
  pattern.entries[0][1] = pattern.entries[1][0] = CovariancePattern::k_zero;
  pattern.entries[2][2] = CovariancePattern::k_number;
  for (const Exponents& alpha : std::vector<Exponents>{{2, 2, 2}, {4, 2, 2}, {1, 3, 4}, {2, 4, 2}}) {
    BOOST_TEST(may_exceed(alpha, pattern, terms(alpha, pattern) - 1));
  }
  CovariancePattern one_symbol = open_pattern(3);
  for (auto& row : one_symbol.entries) row.assign(3, 0);
  one_symbol.symbols = 1;
  BOOST_TEST(!may_exceed({40, 40, 40}, one_symbol, 61));  // g^0, ..., g^60
  BOOST_TEST(may_exceed({40, 40, 40, 40}, open_pattern(4), 20000));
}

BOOST_AUTO_TEST_SUITE_END()
