#include "proofs-check/shell_text.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>

using namespace softlin::check;

namespace {

/// What sh passes on when it reads the word.
std::string as_read(const std::string& word) {
  std::FILE* pipe = popen(("printf %s " + word).c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 256> part{};
  while (const std::size_t n = std::fread(part.data(), 1, part.size(), pipe)) out.append(part.data(), n);
  pclose(pipe);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shell_text)

BOOST_AUTO_TEST_CASE(a_shell_reads_it_back) {
  for (const std::string text : {"plain", "--rows", "L=16..1e6;verdict!=proved", "it's", "a b", "$HOME `x` \"y\" \\",
                                 "*?[a]", "~", "#", "!", "(S(1,1)-s)^6", "x\ny", "'", "{a,b}"}) {
    BOOST_TEST(as_read(shell_word(text)) == text);
    BOOST_TEST(as_read(shell_quoted(text)) == text);
  }
  BOOST_TEST(shell_quoted("") == "''");
}

BOOST_AUTO_TEST_CASE(no_quotes_without_need) {
  BOOST_TEST(shell_quoted("--lengths") == "--lengths");
  BOOST_TEST(shell_quoted("16,1e6") == "16,1e6");
  BOOST_TEST(shell_quoted("a b") == "'a b'");
  BOOST_TEST(shell_word("a") == "'a'");
}

BOOST_AUTO_TEST_SUITE_END()
