#include "proofs-check/certificate_file.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/certificate_check.hpp"
#include "symbolic/error.hpp"
#include "symbolic/identity_catalogue.hpp"

using namespace softlin;
using namespace softlin::check;
using symbolic::Certificate;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
  return text.replace(at, from.size(), to);
}

void check_refused(const std::string& text, const std::string& part) {
  BOOST_CHECK_EXCEPTION(parse_certificate(text, "c.json"), InputError, [&](const InputError& error) {
    BOOST_TEST_MESSAGE(error.what());
    return std::string(error.what()).find(part) != std::string::npos;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(certificate_file)

BOOST_AUTO_TEST_CASE(every_certificate_reads_back) {
  for (const symbolic::Identity& identity : symbolic::identity_catalogue()) {
    const std::string text = to_json(prove(identity).certificate);
    const Certificate back = parse_certificate(text, "c.json");
    BOOST_TEST_CONTEXT(identity.name) {
      BOOST_TEST(to_json(back) == text);
      BOOST_TEST(check_certificate(back).accepted);
    }
  }
}

BOOST_AUTO_TEST_CASE(bad_files) {
  const std::string good = to_json(prove(*symbolic::find_identity("a1.6")).certificate);
  check_refused("", "c.json: found no JSON object");
  check_refused("[1]", "found no JSON object");
  check_refused(good.substr(0, good.size() / 2), "found no JSON object");
  check_refused(replaced(good, "\"softlin_certificate\": 1", "\"softlin_certificate\": 2"), "found 2, expected 1");
  check_refused(replaced(good, "\"softlin_certificate\": 1,", ""), "softlin_certificate: found nothing");
  check_refused(replaced(good, "\"kind\": \"statistic\"", "\"kind\": 7"), "kind: found 7, expected a string");
  check_refused(replaced(good, "\"kind\"", "\"kin\""), "kin: found an unknown key");
  check_refused(replaced(good, "{\"step\":1,", "{\"step\":1,\"why\":\"\","), "steps[1].why: found an unknown key");
  check_refused(replaced(good, "{\"step\":1,", "{"), "steps[1].step: found nothing");
  check_refused(replaced(good, "{\"step\":2,", "{\"step\":-2,"), "steps[2].step: found -2");
  check_refused(replaced(good, "\"equation\":1", "\"equation\":1.5"), "found 1.5, expected a whole number");
  check_refused(replaced(good, "\"rule\":\"expand\"", "\"rule\":null"), "steps[1].rule: found null");
}

BOOST_AUTO_TEST_SUITE_END()
