#include "symbolic/identity_catalogue.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "symbolic/certificate_check.hpp"

using namespace softlin;
using namespace softlin::symbolic;

namespace {

/// The same with one number of one step's result changed, for every step that has a result of its own.
std::vector<Certificate> with_one_step_changed(const Certificate& certificate) {
  std::vector<Certificate> out;
  for (std::size_t i = 0; i < certificate.steps.size(); ++i) {
    const std::string& after = certificate.steps[i].after;
    out.push_back(certificate);
    out.back().steps[i].after = after == "0" ? "1" : "2*(" + after + ")";
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_catalogue)

BOOST_AUTO_TEST_CASE(every_identity_is_proved_and_its_certificate_accepted) {
  std::set<std::string> names;
  for (const Identity& identity : symbolic::identity_catalogue()) {
    BOOST_TEST_CONTEXT(identity.name) {
      BOOST_TEST(names.insert(identity.name).second);
      BOOST_TEST(!identity.statement.empty());
      BOOST_TEST(!identity.source.empty());
      const IdentityProof proof = prove(identity);
      BOOST_TEST(proof.derived);
      const CertificateVerdict verdict = check_certificate(proof.certificate);
      BOOST_TEST(verdict.accepted, verdict.reason);
    }
  }
  BOOST_TEST(names.size() >= 33U);
}

BOOST_AUTO_TEST_CASE(every_change_of_a_coefficient_is_refused) {
  std::size_t count = 0;
  for (const Identity& identity : symbolic::identity_catalogue()) {
    for (const Identity& mutant : mutants(identity)) {
      ++count;
      std::string text;
      for (const std::string& equation : mutant.equations) text += equation + "; ";
      BOOST_TEST_CONTEXT(identity.name << ": " << text) {
        const IdentityProof proof = prove(mutant);
        BOOST_TEST(!proof.derived);
        const CertificateVerdict verdict = check_certificate(proof.certificate);
        BOOST_TEST(!verdict.accepted);
        // The first step that fails is named, and is one that compares.
        BOOST_TEST_REQUIRE(verdict.failed_step >= 1U);
        BOOST_TEST_REQUIRE(verdict.failed_step <= proof.certificate.steps.size());
        const std::string& rule = proof.certificate.steps[verdict.failed_step - 1].rule;
        BOOST_TEST((rule == "zero" || rule == "entries"), rule);
        BOOST_TEST(!verdict.reason.empty());
      }
    }
  }
  BOOST_TEST(count > 400U);
}

BOOST_AUTO_TEST_CASE(every_change_of_a_step_is_refused_at_that_step) {
  for (const Identity& identity : symbolic::identity_catalogue()) {
    const Certificate certificate = prove(identity).certificate;
    const auto changed = with_one_step_changed(certificate);
    for (std::size_t i = 0; i < changed.size(); ++i) {
      const CertificateVerdict verdict = check_certificate(changed[i]);
      BOOST_TEST_CONTEXT(identity.name << ", step " << i + 1 << ": " << changed[i].steps[i].after) {
        BOOST_TEST(!verdict.accepted);
        BOOST_TEST(verdict.failed_step == i + 1);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(names_are_found) {
  BOOST_TEST_REQUIRE(find_identity("a1.4") != nullptr);
  BOOST_TEST(find_identity("a1.4")->source == "bounds.md A1.4");
  BOOST_TEST(find_identity("a1.99") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
