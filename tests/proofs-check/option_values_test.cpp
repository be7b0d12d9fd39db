#include "proofs-check/command/option_values.hpp"

#include <boost/test/unit_test.hpp>

using namespace softlin::check;

namespace {

std::string words(const std::string& description, const std::string& type = "TEXT") {
  std::string out;
  for (const auto& word : option_values(description, type).words) out += (out.empty() ? "" : " ") + word;
  return out;
}

PathKind path(const std::string& description, const std::string& type = "TEXT") {
  return option_values(description, type).path;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(option_values)

BOOST_AUTO_TEST_CASE(lists_are_read_with_and_without_remarks) {
  BOOST_TEST(words("text, json, csv, latex or markdown") == "text json csv latex markdown");
  BOOST_TEST(words("output, grad-v or grad-u (bounds, slack, exponents, power)") == "output grad-v grad-u");
  BOOST_TEST(words("what it is compared with: limit, linear (V m + V Gamma U z) or inverse") == "limit linear inverse");
  BOOST_TEST(words("softmax; linear: attention with weights 1/L, exactly; ridge: the Bayes predictor, sampled") ==
             "softmax linear ridge");
  BOOST_TEST(words("file: A = alpha ThetaThetaT, b = alpha; random: every weight normal") == "file random");
  BOOST_TEST(words("headline, A5.8, A5.8-ii or E3.5") == "headline A5.8 A5.8-ii E3.5");
  BOOST_TEST(words("softmax, linear (weights 1/L) or both, on the same prompts") == "softmax linear both");
  BOOST_TEST(words("A, B, C, or a polynomial in S(n,p) and s") == "A B C");
  BOOST_TEST(words("for best: output, grad-v, A, ... (see --list)") == "output grad-v A");
}

BOOST_AUTO_TEST_CASE(the_type_may_hold_the_list) {
  BOOST_TEST(words("the way to reduce", "TEXT:{stein,hermite}") == "stein hermite");
  BOOST_TEST(words("digits", "INT:INT in [1 - 1000]") == "");
}

BOOST_AUTO_TEST_CASE(prose_is_no_list) {
  for (const char* text :
       {"", "threads (0: all; the bits do not depend on it)", "prompt lengths, e.g. 16,256,1e6", "tr Gamma",
        "slopes, least..most (headline)", "seed of the samples", "|V Gamma U z|^2", "repetitions (power)",
        "threads, one a length (0: all)", "value of another constant, NAME=VALUE; repeatable",
        "a statistic (B, G1, K40, ...), a polynomial in S(n,p), or a name of --list", "(", ";:", ", ,"}) {
    BOOST_TEST(words(text) == "", text);
  }
}

BOOST_AUTO_TEST_CASE(paths_are_told_apart) {
  BOOST_TEST((path("model file (TOML)") == PathKind::toml_file));
  BOOST_TEST((path("suite files instead of the built-in one (claims)") == PathKind::toml_file));
  BOOST_TEST((path("write to this file instead of standard output") == PathKind::file));
  BOOST_TEST((path("folder for results.jsonl, table.tex and figures/") == PathKind::folder));
  BOOST_TEST((path("the folders of all shards") == PathKind::folder));
  BOOST_TEST((path("where it goes", "DIR") == PathKind::folder));
  BOOST_TEST((path("where it comes from", "FILE") == PathKind::file));
  BOOST_TEST((path("file: as written; random: drawn") == PathKind::none));
  BOOST_TEST((path("endpoint, optimum, or a point file with A and b") == PathKind::file));
  BOOST_TEST((path("the profile of lengths") == PathKind::none));
}

BOOST_AUTO_TEST_SUITE_END()
