// Every claim of the built-in suite is made wrong on purpose; a check that calls any of these wrong claims proved, or
// finds no violation of one, is itself wrong.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <iterator>
#include <string>
#include <vector>

#include "bounds/catalogue.hpp"
#include "proofs-check/claim_bound.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/embedded_suites.hpp"
#include "proofs-check/suite_run.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

/// The claims of the built-in suite that hold, with the bound written out and a few of their lengths.
const std::vector<Claim>& claims_that_hold() {
  static const std::vector<Claim> all = [] {
    std::vector<Claim> out;
    for (const EmbeddedSuite& embedded : embedded_suites()) {
      for (Claim claim : parse_suite(embedded.text, embedded.name, ".").claims) {
        if (claim.expected || claim.identity || ChosenBound::is_meant(claim)) continue;
        if (claim.lengths.size() > 3) claim.lengths.resize(3);
        if (claim.scales.size() > 4) claim.scales.resize(4);
        if (const bounds::Bound* bound = bounds::find_bound(claim.bound)) {
          claim.bound = "(" + bound->expanded().text() + ")";
          if (!claim.sigma) claim.sigma = symbolic::Number(1);
        }
        out.push_back(std::move(claim));
      }
    }
    return out;
  }();
  return all;
}

/// The claims that hold of bounds with free parameters, at their first length; without averages over Gaussian queries,
/// which take long.
std::vector<Claim> chosen_claims_that_hold() {
  std::vector<Claim> out;
  for (const EmbeddedSuite& embedded : embedded_suites()) {
    for (Claim claim : parse_suite(embedded.text, embedded.name, ".").claims) {
      if (claim.expected || claim.identity || !ChosenBound::is_meant(claim)) continue;
      if (symbolic::as_gaussian_query(claim.model)) continue;
      claim.lengths.resize(1);
      out.push_back(std::move(claim));
    }
  }
  return out;
}

std::vector<ResultRow> rows_of(const Claim& claim) {
  Suite suite;
  suite.claims.push_back(claim);
  RunOptions options;
  options.threads = 2;
  return run_suite(plan_rows(suite), "mutated", options).rows;
}

std::size_t count(const std::vector<ResultRow>& rows, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const ResultRow& row) { return row.verdict == verdict; }));
}

bool is_exact(const Claim& claim) { return claim.method == Method::exact; }

}  // namespace

BOOST_AUTO_TEST_SUITE(mutated_claims)

BOOST_AUTO_TEST_CASE(written_out_bounds_say_the_same) {
  for (const Claim& claim : claims_that_hold()) {
    if (!is_exact(claim)) continue;
    BOOST_TEST_CONTEXT(claim.id << ": " << claim.bound) {
      const auto rows = rows_of(claim);
      BOOST_TEST(count(rows, Verdict::proved) == rows.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(relation_turned_round) {
  for (Claim claim : claims_that_hold()) {
    if (!is_exact(claim) || claim.relation == Relation::equal) continue;
    claim.relation = claim.relation == Relation::at_most ? Relation::at_least : Relation::at_most;
    BOOST_TEST_CONTEXT(claim.id) {
      const auto rows = rows_of(claim);
      BOOST_TEST(count(rows, Verdict::violated) > 0U);
      // Only rows with equality satisfy both.
      for (const ResultRow& row : rows) {
        if (row.verdict == Verdict::proved) BOOST_TEST(row.ratio_shown == "1");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(sign_of_the_bound_turned_round) {
  for (Claim claim : claims_that_hold()) {
    if (!is_exact(claim) || claim.relation == Relation::at_least || claim.bound == "0") continue;
    claim.bound = "-" + claim.bound;
    BOOST_TEST_CONTEXT(claim.id) {
      const auto rows = rows_of(claim);
      BOOST_TEST(count(rows, Verdict::violated) == rows.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_hair_off_where_equality_holds) {
  int tight = 0;
  for (const Claim& claim : claims_that_hold()) {
    if (!is_exact(claim)) continue;
    const auto rows = rows_of(claim);
    const auto equal = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const ResultRow& row) { return row.ratio_shown == "1"; }));
    if (equal == 0) continue;
    ++tight;
    std::vector<std::string> factors{"(1 - 1e-30)*"};
    if (claim.relation == Relation::equal) factors.push_back("(1 + 1e-30)*");
    if (claim.relation == Relation::at_least) factors = {"(1 + 1e-30)*"};
    for (const std::string& factor : factors) {
      Claim wrong = claim;
      wrong.bound = factor + claim.bound;
      BOOST_TEST_CONTEXT(claim.id << ": " << factor) { BOOST_TEST(count(rows_of(wrong), Verdict::violated) >= equal); }
    }
  }
  BOOST_TEST(tight >= 6);  // headline, headline-3d, headline-v, am-gm, bias-identity, theorem-a1
}

BOOST_AUTO_TEST_CASE(equalities_a_little_off) {
  int equalities = 0;
  for (Claim claim : claims_that_hold()) {
    if (!is_exact(claim) || claim.relation != Relation::equal) continue;
    ++equalities;
    for (const char* change : {" + 1e-60", " - 1e-60"}) {
      Claim wrong = claim;
      wrong.bound = claim.bound + change;
      BOOST_TEST_CONTEXT(claim.id << change) {
        const auto rows = rows_of(wrong);
        BOOST_TEST(count(rows, Verdict::violated) == rows.size());
      }
    }
  }
  BOOST_TEST(equalities >= 3);
}

BOOST_AUTO_TEST_CASE(chosen_bounds_weakened) {
  int changed = 0;
  for (Claim claim : chosen_claims_that_hold()) {
    claim.factor = claim.relation == Relation::at_least ? Rational(1000000) : Rational(1, 1000000);
    ++changed;
    BOOST_TEST_CONTEXT(claim.id) {
      const auto rows = rows_of(claim);
      BOOST_TEST(count(rows, Verdict::violated) == rows.size());
    }
  }
  BOOST_TEST(changed >= 30);
}

BOOST_AUTO_TEST_CASE(samples_against_a_quarter_of_their_mean) {
  int sampled = 0;
  for (Claim claim : claims_that_hold()) {
    if (is_exact(claim) || ChosenBound::is_radius_meant(claim)) continue;
    claim.lengths.resize(1);
    const auto rows = rows_of(claim);
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_REQUIRE(rows[0].mean.has_value());
    ++sampled;
    // Twelve decimals of a mean that may be small: scaled so that the text keeps its digits.
    Claim wrong = claim;
    wrong.bound = "(" + std::to_string(static_cast<long long>(*rows[0].mean * 1e15)) + "*1e-15)/4";
    BOOST_TEST_CONTEXT(claim.id << ": " << wrong.bound) {
      BOOST_TEST(name_of(rows_of(wrong)[0].verdict) == "violated");
    }
  }
  BOOST_TEST(sampled >= 5);
}

BOOST_AUTO_TEST_SUITE_END()
