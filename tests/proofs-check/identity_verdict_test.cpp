#include "proofs-check/identity_verdict.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/identity_catalogue.hpp"

using namespace softlin;
using namespace softlin::check;
using symbolic::Identity;

namespace {

IdentityVerdict judge(const std::string& equation, const std::vector<std::string>& setting = {}) {
  Identity identity;
  identity.name = equation;
  identity.setting = setting;
  identity.equations = {equation};
  return judge_identity(identity);
}

Identity in_matrices(const std::string& equation, std::vector<int> dimensions) {
  Identity identity;
  identity.name = equation;
  identity.kind = symbolic::IdentityKind::matrix;
  identity.setting = {"matrix A B"};
  identity.equations = {equation};
  identity.dimensions = std::move(dimensions);
  return identity;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_verdict)

BOOST_AUTO_TEST_CASE(proved) {
  const IdentityVerdict verdict = judge("B = A + s^2*(S2 - 6*S3 + 6*S2^2)");
  BOOST_TEST(name_of(verdict.verdict) == "proved");
  BOOST_TEST(verdict.failed_step == 0U);
  BOOST_TEST(verdict.witness.empty());
  BOOST_TEST(name_of(judge_identity(in_matrices("tr(A*B) = tr(B*A)", {1, 2})).verdict) == "proved");
}

BOOST_AUTO_TEST_CASE(violated_with_a_witness) {
  // One token: exact numbers.
  const IdentityVerdict one = judge("B = A + s^2*(S2 - 5*S3 + 6*S2^2)");
  BOOST_TEST(name_of(one.verdict) == "violated");
  BOOST_TEST(one.witness == "s = 1, L = 1: left 2, right 3");
  BOOST_TEST(one.rule == "zero");
  BOOST_TEST(one.failed_step == one.proof.certificate.steps.size());
  // Equal at L = 1; equal weights tell them apart.
  BOOST_TEST(has(judge("S2 = S3").witness, "s = 0, L = 2: left 1/2, right 1/4"));
  // Equal at L = 1 and at s = 0: enclosures.
  const IdentityVerdict enclosed = judge("S3 = S2^2");
  BOOST_TEST(name_of(enclosed.verdict) == "violated");
  BOOST_TEST(has(enclosed.witness, "s = 1, L = 2: left ["), enclosed.witness);
  // Free scalars get values that differ from each other.
  BOOST_TEST(has(judge("a*S2 = b*S2", {"scalar a b"}).witness, "a = 2, b = 3: left 2, right 3"));
  const IdentityVerdict swapped = judge_identity(in_matrices("A*B = B*A", {1, 2}));
  BOOST_TEST(name_of(swapped.verdict) == "violated");
  BOOST_TEST(swapped.failed_step == 2U);
  BOOST_TEST(has(swapped.witness, "dimension 2, entry (1,1)"), swapped.witness);
}

BOOST_AUTO_TEST_CASE(words_that_differ_are_no_refutation) {
  // True in dimension 1, the only one that is tried.
  const IdentityVerdict verdict = judge_identity(in_matrices("A*B = B*A", {1}));
  BOOST_TEST(name_of(verdict.verdict) == "undecided");
  BOOST_TEST(verdict.rule == "equal-words");
}

BOOST_AUTO_TEST_CASE(every_mutant_of_a_statistic_identity_is_violated) {
  for (const Identity& identity : symbolic::identity_catalogue()) {
    if (identity.kind != symbolic::IdentityKind::statistic || identity.equations.size() > 4) continue;
    for (const Identity& mutant : symbolic::mutants(identity)) {
      std::string text;
      for (const std::string& equation : mutant.equations) text += equation + "; ";
      BOOST_TEST_CONTEXT(identity.name << ": " << text) {
        const IdentityVerdict verdict = judge_identity(mutant);
        BOOST_TEST(name_of(verdict.verdict) == "violated");
        BOOST_TEST(!verdict.witness.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(names_and_equations) {
  const Place place{"--check", 0, ""};
  BOOST_TEST(identity_of("a1.4", place).source == "bounds.md A1.4");
  BOOST_TEST(identity_of("A = S2", place).equations.size() == 1U);
  BOOST_CHECK_THROW(identity_of("a1.99", place), InputError);
  BOOST_CHECK_THROW(identity_of("A = S2*A", place), InputError);
  BOOST_CHECK_THROW(identity_of("A = S2 = S3", place), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
