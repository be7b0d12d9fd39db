/// The lattice rule in double pairs against the same rule with many digits.

#include "numeric/pair_lattice.hpp"

#include <boost/test/unit_test.hpp>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/softmax_expectation.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "tests/numeric/softmax_draw.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

using Monomials = std::vector<PartitionTerms::Monomial>;

const Monomials k_output{{2}, {3}, {2, 2}};

struct Pairs {
  LatticePlan plan;
  PartitionTerms terms;
  LatticeErrors errors;
  std::optional<PairLattice> lattice;
  Pairs(const Monomials& monomials, const Rational& s, const std::vector<Integer>& lengths, double digits)
      : plan(plan_lattice(monomials, s.convert_to<double>(), lengths, digits)),
        terms(monomials),
        errors(plan, Interval(Rational(s * s), Bits(64)), terms.degrees()),
        lattice(PairLattice::make(plan, terms, errors, Interval(Rational(s * s), PairLattice::k_input_bits), digits)) {}
};

/// The monomial itself as a statistic.
symbolic::WeightPolynomial statistic(const PartitionTerms::Monomial& monomial) {
  symbolic::WeightPolynomial out(Rational(1));
  for (const int n : monomial) out = out * symbolic::WeightPolynomial::power_sum(n);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pair_lattice)

BOOST_AUTO_TEST_CASE(random_cases_contain_the_value_with_more_digits) {
  const std::uint64_t seed = 71021;
  Dice dice(seed);
  int answered = 0;
  const int cases = scaled(12);
  for (int i = 0; i < cases; ++i) {
    const SoftmaxCase c = draw_softmax_case(dice);
    const double digits = static_cast<double>(dice.between(4, 19));
    Monomials monomials;
    for (long m = dice.between(1, 3); m > 0; --m) {
      PartitionTerms::Monomial monomial;
      for (long k = dice.between(1, 4); k > 0; --k) monomial.push_back(static_cast<int>(dice.between(2, 4)));
      std::sort(monomial.begin(), monomial.end());
      monomials.push_back(monomial);
    }
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ": s = " << c.s.str() << ", L = " << c.L.str()
                               << ", digits " << digits << ", " << statistic(monomials.front()).text()) {
      const Pairs pairs(monomials, c.s, {c.L}, digits);
      if (!pairs.lattice) continue;
      ++answered;
      const auto found = pairs.lattice->expectations(c.L.convert_to<std::uint64_t>(), pairs.plan.ranges[0], Bits(120));
      std::vector<symbolic::WeightPolynomial> statistics{symbolic::softmax::a()};
      for (const auto& monomial : monomials) statistics.push_back(statistic(monomial));
      const auto exact = expect_weights(statistics, ScoreVariance(symbolic::Number(Rational(c.s * c.s))), c.L, 24);
      const Interval goal = exact[0] * exp(log(Interval(10, Bits(64))) * Interval::point(-digits, Bits(64)));
      for (std::size_t m = 0; m < monomials.size(); ++m) {
        BOOST_TEST(overlap(found[m], exact[m + 1]), to_text(found[m]) << " and " << to_text(exact[m + 1]));
        // As narrow as was asked, or nearly: the plan counts each error once.
        BOOST_TEST(certainly_less(found[m].upper() - found[m].lower(), goal * 100), to_text(found[m]));
      }
    }
  }
  BOOST_TEST(answered > cases * 3 / 4);
}

BOOST_AUTO_TEST_CASE(several_lengths_share_one_table) {
  const std::vector<Integer> lengths{2, 3, 50, 1000000, mp::pow(Integer(10), 18)};
  const Rational s(3, 2);
  const Pairs together(k_output, s, lengths, 17);
  BOOST_REQUIRE(together.lattice.has_value());
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    const std::uint64_t L = lengths[l].convert_to<std::uint64_t>();
    const auto found = together.lattice->expectations(L, together.plan.ranges[l], Bits(120));
    const auto exact = expect_weights({statistic({2}), statistic({3}), statistic({2, 2})},
                                      ScoreVariance(symbolic::Number(Rational(s * s))), lengths[l], 24);
    for (std::size_t m = 0; m < found.size(); ++m) BOOST_TEST(overlap(found[m], exact[m]));
  }
}

BOOST_AUTO_TEST_CASE(values_beyond_the_range_of_a_double_are_refused) {
  BOOST_TEST(!Pairs({{8, 8}}, 14, {1000}, 15).lattice.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
