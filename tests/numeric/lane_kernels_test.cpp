/// Every instruction set of this machine gives the bits of the plain code.

#include "numeric/lane_kernels.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <vector>

#include "numeric/normal_stream.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using tests::Dice;

namespace {

std::vector<const LaneKernels*> all_sets() {
  const LaneKernels* sets[3];
  const std::size_t count = available_lane_kernels(sets);
  return {sets, sets + count};
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

std::vector<double> random_numbers(Dice& dice, std::size_t size, double scale) {
  std::vector<double> out(size);
  for (double& x : out) x = scale * (2 * dice.unit() - 1);
  return out;
}

/// All sums of a naive prompt, one after the other; `pieces` are the lengths of the calls.
std::vector<double> naive_sums(const LaneKernels& kernels, const LaneStream& stream, const NaiveLanes& task,
                               const std::vector<std::uint64_t>& pieces) {
  const std::size_t pairs = task.second ? task.d * (task.d + 1) / 2 : 0;
  std::vector<double> out(k_lanes * (2 + task.d + pairs), 0);
  std::vector<double> chunk(k_lanes * (1 + task.d + pairs));
  std::vector<double> work(naive_work_size(task.d, task.second));
  std::fill(out.begin(), out.begin() + k_lanes, -1e308);
  const NaiveSums sums{
      out.data(),   out.data() + k_lanes, out.data() + 2 * k_lanes, out.data() + k_lanes * (2 + task.d),
      chunk.data(), work.data()};
  std::uint64_t first = 0;
  for (const std::uint64_t count : pieces) {
    kernels.naive(stream, task, first, count, sums);
    first += count;
  }
  return out;
}

std::vector<double> reduced_sums(const LaneKernels& kernels, const LaneStream& stream, const std::vector<double>& slope,
                                 bool second, const std::vector<std::uint64_t>& pieces) {
  ReducedSums sums{};
  std::fill(sums.reference, sums.reference + k_lanes, -1e308);
  std::uint64_t first = 0;
  for (const std::uint64_t count : pieces) {
    kernels.reduced(stream, slope.data(), second, first, count, sums);
    first += count;
  }
  std::vector<double> out(sizeof sums / sizeof(double));
  std::memcpy(out.data(), &sums, sizeof sums);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lane_kernels)

BOOST_AUTO_TEST_CASE(plain_code_is_always_there) {
  const auto sets = all_sets();
  BOOST_REQUIRE(!sets.empty());
  BOOST_TEST(sets.back()->name == "plain");
  for (const LaneKernels* set : sets) BOOST_TEST_MESSAGE("instruction set " << set->name);
}

BOOST_AUTO_TEST_CASE(naive_sums_have_the_same_bits) {
  Dice dice(11);
  const auto sets = all_sets();
  for (int trial = 0; trial < tests::scaled(60); ++trial) {
    const auto d = static_cast<std::size_t>(dice.one_in(4) ? dice.between(120, 140) : dice.between(1, 9));
    const double scale = dice.one_in(3) ? 300 : 1;  // large scores raise the reference again and again
    const std::vector<double> slope = random_numbers(dice, k_lanes * d, scale);
    const std::vector<double> centre = random_numbers(dice, k_lanes * d, 1);
    const NaiveLanes task{static_cast<RawLaw>(trial % 3), d, trial % 2 == 0, slope.data(), centre.data()};
    const LaneStream stream(dice.bits(), static_cast<std::uint32_t>(dice.bits()), dice.bits() % (k_prompt_limit - 8));
    const std::vector<std::uint64_t> pieces = {2 * static_cast<std::uint64_t>(dice.between(1, 60)),
                                               static_cast<std::uint64_t>(dice.between(1, 99))};
    const auto plain = naive_sums(*sets.back(), stream, task, pieces);
    for (const double x : plain) BOOST_TEST(std::isfinite(x));
    for (const LaneKernels* set : sets) {
      BOOST_TEST_INFO(set->name << ", trial " << trial << ", d = " << d);
      BOOST_TEST(same_bits(naive_sums(*set, stream, task, pieces), plain));
    }
  }
}

BOOST_AUTO_TEST_CASE(reduced_sums_have_the_same_bits) {
  Dice dice(12);
  const auto sets = all_sets();
  for (int trial = 0; trial < tests::scaled(60); ++trial) {
    std::vector<double> slope = random_numbers(dice, k_lanes, dice.one_in(3) ? 60 : 2);
    for (double& s : slope) s = std::abs(s);
    const LaneStream stream(dice.bits(), 0, dice.bits() % 1000);
    const std::vector<std::uint64_t> pieces = {2 * static_cast<std::uint64_t>(dice.between(1, 100)),
                                               static_cast<std::uint64_t>(dice.between(1, 199))};
    const bool second = trial % 2 == 0;
    const auto plain = reduced_sums(*sets.back(), stream, slope, second, pieces);
    for (const double x : plain) BOOST_TEST(std::isfinite(x));
    for (const LaneKernels* set : sets) {
      BOOST_TEST(same_bits(reduced_sums(*set, stream, slope, second, pieces), plain), set->name);
    }
  }
}

BOOST_AUTO_TEST_CASE(lanes_do_not_read_each_other) {
  // A prompt's sums are the same whatever its place in the vector and whoever its neighbours are.
  Dice dice(13);
  const LaneKernels& kernels = numeric::lane_kernels();
  const std::size_t d = 3;
  const std::vector<double> slope(k_lanes * d, 40);  // some prompts raise the reference, some do not
  const NaiveLanes task{RawLaw::normal, d, false, slope.data(), nullptr};
  const auto one = naive_sums(kernels, LaneStream(5, 0, 100), task, {200, 31});
  for (std::uint64_t shift = 1; shift < k_lanes; ++shift) {
    const auto other = naive_sums(kernels, LaneStream(5, 0, 100 + shift), task, {200, 31});
    for (std::size_t lane = shift; lane < k_lanes; ++lane) {
      for (std::size_t k = 0; k < one.size(); k += k_lanes) BOOST_TEST(one[k + lane] == other[k + lane - shift]);
    }
  }
}

BOOST_AUTO_TEST_CASE(images_are_those_of_matrices) {
  Dice dice(14);
  for (int trial = 0; trial < 30; ++trial) {
    const auto rows = static_cast<std::size_t>(dice.between(1, 5));
    const auto d = static_cast<std::size_t>(dice.between(1, 6));
    const std::vector<double> a = random_numbers(dice, rows * d, 1);
    const std::vector<double> b = random_numbers(dice, d * d, 1);
    const std::vector<double> offset = random_numbers(dice, k_lanes * rows, 1);
    const std::vector<double> x = random_numbers(dice, k_lanes * d, 1);
    const std::vector<double> packed = random_numbers(dice, k_lanes * d * (d + 1) / 2, 1);
    std::vector<std::vector<double>> results;
    for (const LaneKernels* set : all_sets()) {
      std::vector<double> out(3 * k_lanes);
      std::vector<double> work(k_lanes * d);
      set->squared_image({rows, d, a.data(), offset.data()}, x.data(), out.data());
      set->squared_image({rows, d, a.data(), nullptr}, x.data(), out.data() + k_lanes);
      set->squared_sandwich(a.data(), rows, b.data(), d, d, packed.data(), work.data(), out.data() + 2 * k_lanes);
      results.push_back(out);
      BOOST_TEST(same_bits(results.front(), out));
    }
    for (std::size_t lane = 0; lane < k_lanes; ++lane) {
      double image = 0, linear = 0, sandwich = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        double y = 0;
        for (std::size_t k = 0; k < d; ++k) y += a[i * d + k] * x[k_lanes * k + lane];
        linear += y * y;
        y += offset[k_lanes * i + lane];
        image += y * y;
        for (std::size_t j = 0; j < d; ++j) {
          double entry = 0;
          for (std::size_t k = 0; k < d; ++k) {
            for (std::size_t l = 0; l < d; ++l) {
              const std::size_t place = k >= l ? k * (k + 1) / 2 + l : l * (l + 1) / 2 + k;
              entry += a[i * d + k] * packed[k_lanes * place + lane] * b[j * d + l];
            }
          }
          sandwich += entry * entry;
        }
      }
      // Sums of at most 200 products below 40 in size.
      BOOST_TEST(std::abs(results[0][lane] - image) <= 1e-12);
      BOOST_TEST(std::abs(results[0][k_lanes + lane] - linear) <= 1e-12);
      BOOST_TEST(std::abs(results[0][2 * k_lanes + lane] - sandwich) <= 1e-11);
    }
  }
}

BOOST_AUTO_TEST_CASE(arrays_have_the_same_bits) {
  Dice dice(15);
  const auto sets = all_sets();
  for (int trial = 0; trial < 40; ++trial) {
    const auto tokens = static_cast<std::size_t>(dice.between(1, 20));
    const auto width = static_cast<std::size_t>(dice.between(1, 11));
    const LaneStream stream(dice.bits(), 3, dice.bits() % k_prompt_limit);
    std::vector<double> x = random_numbers(dice, tokens * width, 700);
    std::vector<double> plain(tokens * width), plain_exp = x;
    sets.back()->normal_rows(stream, 17, 2, tokens, width, plain.data());
    sets.back()->exponentials(plain_exp.data(), plain_exp.size());
    for (const LaneKernels* set : sets) {
      std::vector<double> normals(tokens * width), exponentials = x;
      set->normal_rows(stream, 17, 2, tokens, width, normals.data());
      set->exponentials(exponentials.data(), exponentials.size());
      BOOST_TEST(same_bits(normals, plain), set->name);
      BOOST_TEST(same_bits(exponentials, plain_exp), set->name);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
