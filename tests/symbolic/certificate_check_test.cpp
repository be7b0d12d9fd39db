#include "symbolic/certificate_check.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "symbolic/identity.hpp"

using namespace softlin;
using namespace softlin::symbolic;

namespace {

Certificate statistic(const std::string& equation, const std::vector<std::string>& setting = {}) {
  Identity identity;
  identity.name = equation;
  identity.setting = setting;
  identity.equations = {equation};
  return prove(identity).certificate;
}

Certificate matrix(const std::string& equation, const std::vector<std::string>& setting,
                   const std::vector<int>& dimensions) {
  Identity identity;
  identity.name = equation;
  identity.kind = IdentityKind::matrix;
  identity.setting = setting;
  identity.equations = {equation};
  identity.dimensions = dimensions;
  return prove(identity).certificate;
}

const std::string k_b = "B = A + s^2*(S2 - 6*S3 + 6*S2^2)";

void check_refused(Certificate certificate, const std::function<void(Certificate&)>& change, std::size_t step,
                   const std::string& part) {
  change(certificate);
  const CertificateVerdict verdict = check_certificate(certificate);
  BOOST_TEST_CONTEXT(part) {
    BOOST_TEST(!verdict.accepted);
    BOOST_TEST(verdict.failed_step == step);
    BOOST_TEST(verdict.reason.find(part) != std::string::npos, verdict.reason);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(certificate_check)

BOOST_AUTO_TEST_CASE(good_certificates) {
  BOOST_TEST(check_certificate(statistic(k_b)).accepted);
  BOOST_TEST(check_certificate(statistic("d(A)/ds = 2*s*(S2 - 4*S3 + 3*S2^2)")).accepted);
  BOOST_TEST(check_certificate(statistic("(Y1 + s*a)^2 = B - 2*a*s^2*A + a^2*s^2", {"scalar a"})).accepted);
  BOOST_TEST(check_certificate(statistic("d(d(A)/d(s^2))/d(s^2) = d(S2 - 4*S3 + 3*S2^2)/d(s^2)")).accepted);
  BOOST_TEST(check_certificate(matrix("tr(A*B) = tr(B*A)", {"matrix A B"}, {1, 2, 3})).accepted);
  BOOST_TEST(check_certificate(matrix("grad(x'*A*x, x) = A*x + A'*x", {"matrix A", "vector x"}, {1, 3})).accepted);
  BOOST_TEST(check_certificate(matrix("mean((x'*A*x)^2, x) = tr(A*S)^2 + tr(A*S*A*S) + tr(A*S*A'*S)",
                                      {"matrix A", "symmetric S", "vector x", "law cov(x,x) = S"}, {1, 2, 3}))
                 .accepted);
}

BOOST_AUTO_TEST_CASE(false_equations_fail_where_they_are_compared) {
  const Certificate wrong = statistic("B = A + s^2*(S2 - 5*S3 + 6*S2^2)");
  const CertificateVerdict verdict = check_certificate(wrong);
  BOOST_TEST(!verdict.accepted);
  BOOST_TEST(verdict.failed_step == wrong.steps.size());
  BOOST_TEST(verdict.reason == "what is left is not 0: (-1)*s^2*S(3,0)");
  // Commuting matrices: true in dimension 1 only, so the step of dimension 2 fails.
  const CertificateVerdict swapped = check_certificate(matrix("A*B = B*A", {"matrix A B"}, {1, 2, 3}));
  BOOST_TEST(!swapped.accepted);
  BOOST_TEST(swapped.failed_step == 2U);
}

BOOST_AUTO_TEST_CASE(true_in_the_dimensions_tried_only) {
  // Cayley and Hamilton in dimension 2; as words the sides differ, so that the last step fails.
  const Certificate certificate = matrix("A*A = tr(A)*A - (tr(A)^2 - tr(A*A))/2*I", {"matrix A"}, {2});
  const CertificateVerdict verdict = check_certificate(certificate);
  BOOST_TEST(!verdict.accepted);
  BOOST_TEST(certificate.steps.at(verdict.failed_step - 1).rule == "equal-words");
}

BOOST_AUTO_TEST_CASE(tampered_certificates) {
  const Certificate good = statistic(k_b);
  const std::size_t end = good.steps.size();
  check_refused(
      good, [](Certificate& c) { c.steps[1].after += " + S3"; }, 2, "Stein's rule");
  check_refused(
      good, [](Certificate& c) { c.steps[1].before = "2*S(1,1)^2"; }, 2, "one monomial");
  check_refused(
      good, [](Certificate& c) { c.steps[1].rule = "magic"; }, 2, "no rule 'magic'");
  check_refused(
      good, [](Certificate& c) { c.steps[1].part = "D1"; }, 2, "no part 'D1'");
  check_refused(
      good, [](Certificate& c) { c.steps[1].equation = 2; }, 2, "no equation 2");
  check_refused(
      good, [](Certificate& c) { c.steps[1].after = "S2 + "; }, 2, "no name");
  check_refused(
      good, [](Certificate& c) { c.steps[0].after += " + 1"; }, 1, "the expansion");
  check_refused(
      good, [](Certificate& c) { c.steps.erase(c.steps.begin()); }, 1, "not been expanded");
  check_refused(
      good, [](Certificate& c) { c.steps.erase(c.steps.begin() + 1); }, end - 1, "what is left");
  check_refused(
      good, [](Certificate& c) { c.steps.pop_back(); }, end, "ends before equation 1");
  check_refused(
      good, [](Certificate& c) { c.equations[0] = "B = A"; }, 1, "what is expanded");
  check_refused(
      good, [](Certificate& c) { c.equations.push_back("A = S3"); }, end + 1, "ends before equation 2");
  check_refused(
      good, [](Certificate& c) { c.equations.clear(); }, 1, "no equation 1");
  check_refused(
      good, [](Certificate& c) { c.definitions["B"] = "S3"; }, 1, "the definition of B");
  check_refused(
      good, [](Certificate& c) { c.definitions.clear(); }, 1, "the definition of A is missing");
  check_refused(
      good, [](Certificate& c) { c.kind = "belief"; }, 1, "neither statistic nor matrix");
  check_refused(
      good, [](Certificate& c) { c.setting = {"scalar A"}; }, 1, "cannot be a free scalar");
  check_refused(
      good, [](Certificate& c) { c.setting = {"matrix M"}; }, 1, "cannot be a free scalar");
  const std::string deep(400, '(');
  check_refused(
      good, [&](Certificate& c) { c.steps[0].after = deep; }, 1, "too deep");

  const Certificate words = matrix("tr(A*B) = tr(B*A)", {"matrix A B"}, {1, 2});
  check_refused(
      words,
      [](Certificate& c) {
        c.dimensions = {1, 2, 3};
      },
      words.steps.size() + 1, "ends before");
  check_refused(
      words, [](Certificate& c) { c.dimensions = {}; }, 1, "no dimensions");
  check_refused(
      words, [](Certificate& c) { c.dimensions = {9}; }, 1, "1 to 6");
  check_refused(
      words, [](Certificate& c) { c.steps[1].after = "1"; }, 2, "instead of 0");
  check_refused(
      words, [](Certificate& c) { c.steps[1].before = "0"; }, 2, "what is worked out");
  check_refused(
      words, [](Certificate& c) { c.steps[2].after = "2*" + c.steps[2].after; }, 3, "normal form");
  check_refused(
      words, [](Certificate& c) { c.steps[4].after = "tr(B*A)*1"; }, 5, "not the normal forms");
  check_refused(
      words,
      [](Certificate& c) {
        c.setting = {"matrix A", "define B = B*A"};
      },
      1, "uses itself");
}

BOOST_AUTO_TEST_CASE(a_proof_by_a_wrong_value_of_a_derivative) {
  Certificate certificate = statistic("d(A)/d(s^2) = S2 - 4*S3 + 3*S2^2");
  for (std::size_t i = 0; i < certificate.steps.size(); ++i) {
    if (certificate.steps[i].rule != "differentiate") continue;
    check_refused(
        certificate, [i](Certificate& c) { c.steps[i].after = "S2 - 3*S3 + 2*S2^2"; }, i + 1, "the derivative");
    return;
  }
  BOOST_FAIL("no step differentiates");
}

BOOST_AUTO_TEST_SUITE_END()
