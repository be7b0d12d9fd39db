#include "proofs-check/sampled_evidence.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "proofs-check/evidence.hpp"
#include "proofs-check/verdict.hpp"
#include "tests/proofs-check/sampled_models.hpp"

using namespace softlin;
using namespace softlin::check;
using softlin::tests::SampledModel;

namespace {

SampledEvidence judge_model(const SampledModel& model, const EvidenceQuestion& question, std::uint64_t prompts,
                            std::uint32_t row = 0, unsigned threads = 1) {
  numeric::SampleOptions sampling;
  sampling.seed = 404;
  sampling.row = row;
  sampling.prompts = prompts;
  sampling.threads = threads;
  return gather_evidence(numeric::sample, model.problem, model.method, model.length, sampling, question).value();
}

/// Tokens N(0, I_2) and U = 0: T_L - T ~ N(0, I/L), so P(|T_L - T| > r) = e^{-L r^2/2}.
SampledModel flat_plane(std::uint64_t length) {
  SampledModel out;
  out.problem = numeric::sampler_problem(standard_model(2, 0, std::nullopt), Quantity::output, Target::limit,
                                         numeric::SampleMethod::naive);
  out.length = length;
  return out;
}

/// The question whether P(|T_L - T| > r) <= part e^{-L r^2/2}, for the radius with e^{-L r^2/2} = p.
EvidenceQuestion exceedance(const SampledModel& model, double p, double part) {
  EvidenceQuestion question;
  const double square = -2 * std::log(p) / static_cast<double>(model.length);
  question.radius = {{square * (1 - 1e-12), square * (1 + 1e-12)}};
  question.bound_upper = part * p;
  return question;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sampled_evidence)

BOOST_AUTO_TEST_CASE(a_fifth_too_small_is_flagged) {
  for (const SampledModel& model : tests::sampled_models({3, 16})) {
    EvidenceQuestion question;
    question.bound_upper = 0.8 * model.error;
    question.stop_early = true;
    const SampledEvidence found = judge_model(model, question, k_default_prompts);
    BOOST_TEST(name_of(found.verdict) == "violated", model.label);
    BOOST_TEST(found.e_value >= e_threshold(1, 0.999), model.label);
  }
}

BOOST_AUTO_TEST_CASE(stopping_early_keeps_the_verdict_and_the_bits) {
  const auto models = tests::sampled_models({16});
  for (std::size_t i = 0; i < models.size(); i += 7) {
    EvidenceQuestion question;
    question.bound_upper = 0.7 * models[i].error;
    const SampledEvidence whole = judge_model(models[i], question, 4000);
    question.stop_early = true;
    const SampledEvidence one = judge_model(models[i], question, 4000, 0, 1);
    const SampledEvidence three = judge_model(models[i], question, 4000, 0, 3);
    BOOST_TEST(name_of(one.verdict) == name_of(whole.verdict), models[i].label);
    BOOST_TEST(whole.summary.prompts == 4000U);
    BOOST_TEST(one.summary.prompts <= 4000U);
    BOOST_TEST(one.summary.prompts == three.summary.prompts);
    BOOST_TEST(one.summary.mean == three.summary.mean);
    BOOST_TEST(one.e_value == three.e_value);
  }
}

BOOST_AUTO_TEST_CASE(early_stop_saves_prompts) {
  const auto models = tests::sampled_models({16});
  EvidenceQuestion question;
  question.bound_upper = models.front().error / 4;
  question.stop_early = true;
  BOOST_TEST(judge_model(models.front(), question, 1000000).summary.prompts == 256U);
  question.bound_upper = 4 * models.front().error;  // never: all prompts are drawn
  const SampledEvidence all = judge_model(models.front(), question, 3000);
  BOOST_TEST(all.summary.prompts == 3000U);
  BOOST_TEST(name_of(all.verdict) == "consistent");
}

BOOST_AUTO_TEST_CASE(exceedance_counts) {
  const SampledModel model = flat_plane(5);
  for (const double p : {0.5, 0.05}) {
    const SampledEvidence found = judge_model(model, exceedance(model, p, 1), 20000);
    const double spread = std::sqrt(p * (1 - p) / 20000);
    BOOST_TEST(std::abs(found.summary.mean - p) <= 5 * spread);
    BOOST_TEST(found.summary.std_error == spread, boost::test_tools::tolerance(0.1));
    BOOST_TEST(found.exceedances == static_cast<std::uint64_t>(std::lround(found.summary.mean * 20000)));
    BOOST_TEST(found.possible_exceedances >= found.exceedances);
    BOOST_TEST(found.possible_exceedances <= found.exceedances + 1);
    BOOST_TEST(name_of(found.verdict) != "violated");
  }
}

BOOST_AUTO_TEST_CASE(exceedance_bounds_that_are_too_small) {
  const SampledModel model = flat_plane(5);
  for (const bool stop_early : {false, true}) {
    for (const double p : {0.5, 0.05, 0.01}) {
      EvidenceQuestion question = exceedance(model, p, 0.4);
      question.stop_early = stop_early;
      const SampledEvidence found = judge_model(model, question, 20000);
      BOOST_TEST(name_of(found.verdict) == "violated", "p = " << p << ", stop early: " << stop_early);
      BOOST_TEST(found.summary.prompts <= 20000U);
    }
  }
  EvidenceQuestion impossible = exceedance(model, 0.001, 0);
  BOOST_TEST(name_of(judge_model(model, impossible, 20000).verdict) == "violated");
  EvidenceQuestion certain = exceedance(model, 0.5, 2);
  BOOST_TEST(name_of(judge_model(model, certain, 1000).verdict) == "consistent");
}

BOOST_AUTO_TEST_CASE(within_rounding_nothing_exceeds) {
  // s = 0 and method reduced: every value equals the square of this radius but for rounding.
  SampledModel model = flat_plane(4);
  model.problem = numeric::sampler_problem(standard_model(2, 0, std::nullopt), Quantity::output, Target::limit,
                                           numeric::SampleMethod::reduced);
  model.method = numeric::SampleMethod::reduced;
  EvidenceQuestion question;
  question.radius = {{0.5, 0.5}};
  question.bound_upper = 0;
  const SampledEvidence found = judge_model(model, question, 500);
  BOOST_TEST(found.exceedances == 0U);
  BOOST_TEST(found.possible_exceedances == 500U);
  BOOST_TEST(name_of(found.verdict) == "consistent");
}

BOOST_AUTO_TEST_CASE(rows_raise_the_threshold) {
  const SampledModel model = flat_plane(5);
  EvidenceQuestion question = exceedance(model, 0.05, 0.8);
  const bool alone = judge_model(model, question, 8000).verdict == Verdict::violated;
  question.rows = std::size_t{1} << 60;
  const bool among_many = judge_model(model, question, 8000).verdict == Verdict::violated;
  BOOST_TEST(alone);
  BOOST_TEST(!among_many);
}

BOOST_AUTO_TEST_CASE(stopped_runs_have_no_evidence) {
  const SampledModel model = flat_plane(5);
  std::atomic<bool> stop = true;
  numeric::SampleOptions sampling;
  sampling.prompts = 100;
  sampling.stop = &stop;
  BOOST_TEST(!gather_evidence(numeric::sample, model.problem, model.method, model.length, sampling, {}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
