#include "numeric/lattice_correlation.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "symbolic/rational.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using namespace softlin::tests;

namespace {

/// Uniform below 2^bits, now and then 0 or all ones.
Integer draw_integer(Dice& dice, long bits) {
  const Integer limit = Integer(1) << static_cast<unsigned>(bits);
  if (dice.one_in(8)) return 0;
  if (dice.one_in(8)) return limit - 1;
  Integer value = 0;
  for (long have = 0; have < bits; have += 64) value = (value << 64) + dice.bits();
  return value % limit;
}

std::vector<Integer> draw_sequence(Dice& dice, long size, long bits) {
  std::vector<Integer> out;
  for (long i = 0; i < size; ++i) out.push_back(draw_integer(dice, bits));
  return out;
}

std::vector<Integer> direct(const std::vector<Integer>& weights, const std::vector<Integer>& table, long stride) {
  std::vector<Integer> out;
  for (std::size_t j = 0; j + weights.size() <= table.size(); j += static_cast<std::size_t>(stride)) {
    Integer sum = 0;
    for (std::size_t l = 0; l < weights.size(); ++l) sum += weights[l] * table[j + l];
    out.push_back(sum);
  }
  return out;
}

/// The sequences in slots just wide enough for every sum.
std::vector<Integer> correlated(const std::vector<Integer>& weights, const std::vector<Integer>& table, long stride) {
  const auto most = [](const std::vector<Integer>& values) { return *std::max_element(values.begin(), values.end()); };
  const Integer sum = std::max({Integer(most(weights) * most(table) * weights.size()), most(weights), most(table)});
  const std::size_t limbs = SlotSequence::limbs_for(sum == 0 ? 1 : static_cast<long>(mp::msb(sum)) + 1);
  const auto in_slots = [limbs](const std::vector<Integer>& values) {
    SlotSequence out(values.size(), limbs);
    for (std::size_t k = 0; k < values.size(); ++k) out.set(k, values[k].backend().data());
    return out;
  };
  const SlotSequence sums = correlate(in_slots(weights), in_slots(table), stride);
  std::vector<Integer> out;
  for (std::size_t j = 0; j < sums.size(); ++j) {
    mpz_t view;
    Integer value;
    mpz_set(value.backend().data(), sums.view(j, view));
    out.push_back(value);
  }
  return out;
}

void compare(const std::vector<Integer>& weights, const std::vector<Integer>& table, long stride) {
  const auto found = correlated(weights, table, stride);
  const auto expected = direct(weights, table, stride);
  BOOST_REQUIRE(found.size() == expected.size());
  for (std::size_t j = 0; j < found.size(); ++j) BOOST_TEST(found[j] == expected[j], "place " << j);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lattice_correlation)

BOOST_AUTO_TEST_CASE(known_values) {
  const std::vector<Integer> weights{1, 10, 100};
  const std::vector<Integer> table{1, 2, 3, 4, 5, 6};
  const std::vector<Integer> all{321, 432, 543, 654};
  BOOST_TEST((correlated(weights, table, 1) == all));
  const std::vector<Integer> even{321, 543};
  BOOST_TEST((correlated(weights, table, 2) == even));
  const std::vector<Integer> ends{321, 654};
  BOOST_TEST((correlated(weights, table, 3) == ends));
  const std::vector<Integer> one{321};
  BOOST_TEST((correlated(weights, table, 4) == one));
  BOOST_TEST((correlated(weights, table, 1000) == one));
}

BOOST_AUTO_TEST_CASE(random_sequences) {
  const std::uint64_t seed = 42001;
  Dice dice(seed);
  for (int i = 0; i < scaled(400); ++i) {
    const long size = dice.between(1, 40);
    const long length = size + dice.between(0, 60);
    const long weight_bits = dice.between(1, 300);
    const long table_bits = dice.between(1, 300);
    const long stride = dice.between(1, 9);
    BOOST_TEST_CONTEXT("seed " << seed << " case " << i << ": " << size << " weights of " << weight_bits
                               << " bits, table " << length << " of " << table_bits << " bits, stride " << stride) {
      compare(draw_sequence(dice, size, weight_bits), draw_sequence(dice, length, table_bits), stride);
    }
  }
}

BOOST_AUTO_TEST_CASE(largest_sums_do_not_spill_into_their_neighbours) {
  // Every digit at its maximum, for sizes around powers of two and totals around the limb size.
  for (const long size : {1L, 2L, 3L, 4L, 7L, 8L, 9L, 31L, 32L, 33L}) {
    for (const long bits : {1L, 28L, 29L, 30L, 31L, 32L, 33L, 61L, 62L, 63L, 64L, 65L}) {
      const Integer most = (Integer(1) << static_cast<unsigned>(bits)) - 1;
      const std::vector<Integer> weights(static_cast<std::size_t>(size), most);
      const std::vector<Integer> table(static_cast<std::size_t>(3 * size), most);
      BOOST_TEST_CONTEXT(size << " weights of " << bits << " bits") { compare(weights, table, 1); }
    }
  }
}

BOOST_AUTO_TEST_CASE(zeros) {
  const std::vector<Integer> none(5, 0);
  const std::vector<Integer> some{0, 0, 7, 0, 0, 0, 9, 0};
  compare(none, some, 1);
  compare(std::vector<Integer>{0, 3, 0}, some, 2);
  compare(none, std::vector<Integer>(9, 0), 1);
}

BOOST_AUTO_TEST_CASE(long_sequences) {
  const std::uint64_t seed = 42002;
  Dice dice(seed);
  BOOST_TEST_CONTEXT("seed " << seed) {
    compare(draw_sequence(dice, 300, 500), draw_sequence(dice, 1500, 700), 7);
    compare(draw_sequence(dice, 1500, 64), draw_sequence(dice, 1500, 64), 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
