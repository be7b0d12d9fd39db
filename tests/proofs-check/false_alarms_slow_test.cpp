// 10^4 claims that are true, and as tight as true claims can be: alarms stay within the exact binomial limit. And bounds that
// are a fifth too small, at many models and lengths: each is flagged within the default number of prompts.

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/parallel_for.hpp"
#include "proofs-check/binomial_interval.hpp"
#include "proofs-check/sampled_evidence.hpp"
#include "tests/proofs-check/sampled_models.hpp"

using namespace softlin;
using namespace softlin::check;
using softlin::tests::SampledModel;

namespace {

constexpr std::uint64_t k_claims = 10000;

/// Alarms among k_claims true claims, for questions made by `ask(i)`, and of a test that is not valid: it takes `wrong` for
/// the confidence.
template <class Ask>
std::uint64_t count_alarms(const Ask& ask, std::uint64_t prompts, double confidence) {
  std::atomic<std::uint64_t> alarms = 0;
  numeric::parallel_for(k_claims, 2, [&](std::size_t i) {
    const auto& [model, asked] = ask(i);
    EvidenceQuestion question = asked;
    question.confidence = confidence;
    numeric::SampleOptions sampling;
    sampling.seed = 20260101;
    sampling.row = static_cast<std::uint32_t>(i);
    sampling.prompts = prompts;
    const auto found =
        gather_evidence(numeric::sample, model->problem, model->method, model->length, sampling, question);
    if (found->verdict == Verdict::violated) ++alarms;
  });
  return alarms;
}

/// The number of alarms among k_claims that is reached with probability at most 1e-6 when each has probability `rate`.
std::uint64_t limit(const Rational& rate) {
  const numeric::Bits bits(128);
  return rare_count(k_claims, numeric::Interval(rate, bits), numeric::Interval(Rational(1, 1000000), bits));
}

using Asked = std::pair<const SampledModel*, EvidenceQuestion>;

}  // namespace

BOOST_AUTO_TEST_SUITE(false_alarms_slow)

BOOST_AUTO_TEST_CASE(means_at_the_exact_error) {
  const auto models = tests::sampled_models({1, 2, 7, 20});
  const auto ask = [&](std::size_t i) {
    const SampledModel& model = models[i % models.size()];
    EvidenceQuestion question;
    question.bound_upper = model.error;
    question.stop_early = i % 2 == 0;
    return Asked(&model, question);
  };
  const std::uint64_t at_95 = count_alarms(ask, 400, 0.95);
  BOOST_TEST_MESSAGE("alarms at 0.95: " << at_95 << " of " << k_claims << ", limit " << limit(Rational(1, 20)));
  BOOST_TEST(at_95 < limit(Rational(1, 20)));
  BOOST_TEST(at_95 > 0U);  // the claims are tight enough for alarms to occur
  const std::uint64_t at_999 = count_alarms(ask, 400, 0.999);
  BOOST_TEST_MESSAGE("alarms at 0.999: " << at_999 << ", limit " << limit(Rational(1, 1000)));
  BOOST_TEST(at_999 < limit(Rational(1, 1000)));
  // A test with a threshold that is too low is noticed.
  const std::uint64_t wrong = count_alarms(ask, 400, 0.5);
  BOOST_TEST_MESSAGE("alarms at 0.5: " << wrong);
  BOOST_TEST(wrong >= limit(Rational(1, 20)));
}

BOOST_AUTO_TEST_CASE(probabilities_at_the_exact_value) {
  // Tokens N(0, I_2), U = 0: P(|T_L - T| > r) = e^{-L r^2/2}.
  std::vector<SampledModel> models(3);
  for (std::size_t m = 0; m < models.size(); ++m) {
    models[m].problem = numeric::sampler_problem(standard_model(2, 0, std::nullopt), Quantity::output, Target::limit,
                                                 numeric::SampleMethod::naive);
    models[m].length = std::uint64_t{1} << (2 * m);
  }
  for (const bool stop_early : {false, true}) {
    const auto ask = [&](std::size_t i) {
      const SampledModel& model = models[i % models.size()];
      const double p = std::array{0.5, 0.1, 0.02}[(i / models.size()) % 3];
      EvidenceQuestion question;
      const double square = -2 * std::log(p) / static_cast<double>(model.length);
      question.radius = {{square * (1 - 1e-12), square * (1 + 1e-12)}};
      question.bound_upper = p * (1 + 1e-10);
      question.stop_early = stop_early;
      return Asked(&model, question);
    };
    const std::uint64_t alarms = count_alarms(ask, 500, 0.95);
    BOOST_TEST_MESSAGE("alarms at 0.95: " << alarms << (stop_early ? ", stopping early" : ""));
    BOOST_TEST(alarms < limit(Rational(1, 20)));
    BOOST_TEST(alarms > 0U);
    BOOST_TEST(count_alarms(ask, 500, 0.5) >= limit(Rational(1, 20)));
  }
}

BOOST_AUTO_TEST_CASE(a_fifth_too_small_is_flagged_everywhere) {
  const auto models = tests::sampled_models({2, 5, 16, 64, 300});
  std::atomic<std::uint64_t> missed = 0;
  constexpr std::size_t seeds = 4;
  numeric::parallel_for(models.size() * seeds, 2, [&](std::size_t i) {
    const SampledModel& model = models[i / seeds];
    EvidenceQuestion question;
    question.bound_upper = 0.8 * model.error;
    question.stop_early = true;
    numeric::SampleOptions sampling;
    sampling.seed = 7 + i % seeds;
    sampling.prompts = k_default_prompts;
    const auto found = gather_evidence(numeric::sample, model.problem, model.method, model.length, sampling, question);
    if (found->verdict != Verdict::violated) {
      ++missed;
      BOOST_TEST_MESSAGE("missed: " << model.label << ", e-value " << found->e_value);
    }
  });
  BOOST_TEST_MESSAGE(models.size() * seeds << " claims");
  BOOST_TEST(missed == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
