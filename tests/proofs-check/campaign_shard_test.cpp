#include "proofs-check/campaign_shard.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>
#include <set>

#include "symbolic/error.hpp"

using namespace softlin;
using namespace softlin::check;

BOOST_AUTO_TEST_SUITE(campaign_shard)

BOOST_AUTO_TEST_CASE(reads_only_parts_of_a_whole) {
  const Shard shard = parse_shard("2/5");
  BOOST_TEST(shard.index == 2U);
  BOOST_TEST(shard.count == 5U);
  BOOST_TEST(to_text(shard) == "2/5");
  for (const char* text : {"", "/", "1", "1/", "/2", "0/2", "3/2", "-1/2", "1/2/3", " 1/2", "1/2 ", "1.0/2", "1/200000",
                           "99999999999999999999/1"}) {
    BOOST_TEST_CONTEXT(text) BOOST_CHECK_THROW(parse_shard(text), InputError);
  }
}

BOOST_AUTO_TEST_CASE(every_unit_once_and_fairly) {
  constexpr unsigned seed = 20260101;
  std::mt19937_64 random(seed);
  for (int round = 0; round < 50; ++round) {
    std::vector<CampaignUnit> units(random() % 200);
    double all = 0;
    double dearest = 0;
    for (CampaignUnit& unit : units) {
      unit.cost = std::pow(10.0, static_cast<double>(random() % 9));
      all += unit.cost;
      dearest = std::max(dearest, unit.cost);
    }
    const std::size_t count = 1 + random() % 12;
    BOOST_TEST_CONTEXT("seed " << seed << ", round " << round << ", " << units.size() << " units, " << count
                               << " shards") {
      std::multiset<std::size_t> seen;
      for (std::size_t i = 1; i <= count; ++i) {
        const auto mine = units_of_shard(units, {i, count});
        BOOST_TEST(std::is_sorted(mine.begin(), mine.end()));
        BOOST_TEST((mine == units_of_shard(units, {i, count})));
        double load = 0;
        for (const std::size_t unit : mine) load += units[unit].cost;
        // Graham: when its last unit was dealt, no shard had more than the mean.
        BOOST_TEST(load <= (all / static_cast<double>(count) + dearest) * (1 + 1e-12));
        seen.insert(mine.begin(), mine.end());
      }
      BOOST_TEST(seen.size() == units.size());
      BOOST_TEST(std::set<std::size_t>(seen.begin(), seen.end()).size() == units.size());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
