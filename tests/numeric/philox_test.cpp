#include "numeric/philox.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "symbolic/error.hpp"

using namespace softlin::numeric;

namespace {

std::filesystem::path data_file(const char* name) { return std::filesystem::path(SOFTLIN_TEST_DATA) / name; }

}  // namespace

BOOST_AUTO_TEST_SUITE(philox)

BOOST_AUTO_TEST_CASE(known_answers) {
  std::ifstream file(data_file("philox_kat.txt"));
  BOOST_REQUIRE(file.good());
  int vectors = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    PhiloxBlock counter{}, expected{};
    std::array<std::uint32_t, 2> key{};
    words >> std::hex;
    for (auto& w : counter) words >> w;
    for (auto& w : key) words >> w;
    for (auto& w : expected) words >> w;
    BOOST_REQUIRE(!words.fail());
    BOOST_TEST(philox_block(counter, key) == expected, boost::test_tools::per_element());
    ++vectors;
  }
  BOOST_TEST(vectors == 3);
}

BOOST_AUTO_TEST_CASE(layout) {
  const std::uint64_t seed = 0x0123456789abcdefU;
  const std::array<std::uint32_t, 2> key = {0x89abcdefU, 0x01234567U};
  // prompt = 0x5aa fedcba98 (43 bits), token = 0x1c3 76543210 (41 bits), slot = 0xabc
  const PhiloxStream stream(seed, 0xdeadbeefU, 0x5aafedcba98U);
  const std::uint32_t mixed = 0x1c3U | (0xabcU << 9) | (0x5aaU << 21);
  BOOST_TEST(stream.block(0x1c376543210U, 0xabcU) == philox_block({0x76543210U, mixed, 0xfedcba98U, 0xdeadbeefU}, key),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(distinct_streams) {
  // Every index at its ends and around the word boundary: all combinations must differ.
  std::set<PhiloxBlock> seen;
  std::size_t count = 0;
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32}) {
    for (const std::uint32_t row : {0U, 1U, 0xffffffffU}) {
      for (const std::uint64_t prompt :
           {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32, std::uint64_t{1} << 40, k_prompt_limit - 1}) {
        const PhiloxStream stream(seed, row, prompt);
        for (const std::uint64_t token :
             {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32, std::uint64_t{1} << 40, k_token_limit - 1}) {
          for (const std::uint32_t slot : {0U, 1U, 2U, k_slot_limit - 1}) {
            seen.insert(stream.block(token, slot));
            ++count;
          }
        }
      }
    }
  }
  BOOST_TEST(seen.size() == count);
}

BOOST_AUTO_TEST_CASE(ranges) {
  BOOST_CHECK_THROW(PhiloxStream(0, 0, k_prompt_limit), softlin::DomainError);
  const PhiloxStream stream(0, 0, k_prompt_limit - 1);
  BOOST_CHECK_NO_THROW(stream.block(k_token_limit - 1, k_slot_limit - 1));
  BOOST_CHECK_THROW(stream.block(k_token_limit, 0), softlin::DomainError);
  BOOST_CHECK_THROW(stream.block(0, k_slot_limit), softlin::DomainError);
}

BOOST_AUTO_TEST_SUITE_END()
