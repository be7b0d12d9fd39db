// Trainings that are cut anywhere end with the bytes of an uninterrupted one.

#include "proofs-check/regression_training_run.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/error.hpp"
#include "tests/proofs-check/scratch_folder.hpp"
#include "tests/symbolic/rational_matrices.hpp"

using namespace softlin;
using namespace softlin::check;
using numeric::Attention;
using tests::text_of;
namespace fs = std::filesystem;

namespace {

TrainingRequest small_request() {
  TrainingRequest out;
  out.model = {tests::toeplitz(2), symbolic::identity(2, Rational(1, 2)), Rational(1, 10),
               symbolic::Generator::matched};
  out.lengths = {3, 20, 7};
  out.start = numeric::random_head(2, 0.3, 1);
  out.steps = 107;
  out.batch = 9;
  out.rate = 0.02;
  out.seed = 4;
  out.every = 25;
  out.test_prompts = 33;
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

/// Stops after `steps` units of work, which the progress function counts.
TrainingOutcome run_cut(const TrainingRequest& request, const fs::path& out, int calls, unsigned threads,
                        double checkpoint = 1e9) {
  std::atomic<bool> stop = false;
  std::atomic<int> left = calls;
  TrainingRunOptions options;
  options.out = out;
  options.resume = true;
  options.threads = threads;
  options.checkpoint_seconds = checkpoint;
  options.stop = &stop;
  options.progress = [&](double, double) {
    if (--left <= 0) stop = true;
  };
  return run_training(request, options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_training_run)

BOOST_AUTO_TEST_CASE(rows_stand_in_order_and_say_what_they_are) {
  const TrainingRequest request = small_request();
  const TrainingOutcome found = run_training(request, {});
  BOOST_TEST(found.finished);
  // Steps 0, 25, 50, 75, 100, 107 of three lengths and two models.
  BOOST_REQUIRE(found.lines.size() == 36U);
  std::size_t index = 0;
  for (const std::uint64_t length : request.lengths) {
    for (const std::uint64_t step : {0, 25, 50, 75, 100, 107}) {
      for (const Attention model : numeric::k_attentions) {
        const TrainingRow row = training_row(found.lines[index++], Place{"row", 0, ""});
        BOOST_TEST(row.length == length);
        BOOST_TEST(row.step == step);
        BOOST_TEST((row.model == model));
        BOOST_TEST(row.test_prompts == 33U);
        BOOST_TEST(row.batch_loss.has_value() == (step > 0));
        BOOST_TEST(row.head.has_value() == (step == 107));
        BOOST_TEST(row.risk > 0);
        BOOST_TEST(line_of(row) == found.lines[index - 1]);
      }
    }
  }
}

/// The rows are those of training_step and risk, one after the other.
BOOST_AUTO_TEST_CASE(rows_are_those_of_the_steps) {
  TrainingRequest request = small_request();
  request.lengths = {5};
  request.linear = false;
  request.steps = 10;
  request.every = 4;
  const TrainingOutcome found = run_training(request, {});
  BOOST_REQUIRE(found.lines.size() == 4U);
  numeric::RegressionPrompts prompts(numeric::regression_roots(symbolic::laws_of(request.model)), 5, request.seed);
  numeric::TrainingState state;
  state.heads[Attention::softmax] = request.start;
  double sum = 0;
  for (int step = 1; step <= 10; ++step) {
    numeric::TrainingState before = state;
    sum += prompts.batch(state.heads, state.step * request.batch, request.batch)[Attention::softmax]->loss;
    numeric::training_step(prompts, state, request.batch, request.rate);
    if (step == 8) sum = 0;
  }
  const TrainingRow last = training_row(found.lines.back(), Place{"row", 0, ""});
  BOOST_TEST(*last.batch_loss == sum / 2, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(last.risk == (*prompts.risk(state.heads, 33))[Attention::softmax]->mean);
  BOOST_TEST((last.head->A == state.heads[Attention::softmax]->A));
  BOOST_TEST((last.head->c == state.heads[Attention::softmax]->c));
}

BOOST_AUTO_TEST_CASE(threads_do_not_matter) {
  const TrainingRequest request = small_request();
  const TrainingOutcome one = run_training(request, {});
  TrainingRunOptions options;
  options.threads = 3;
  BOOST_TEST(run_training(request, options).lines == one.lines, boost::test_tools::per_element());
}

/// Cuts at every place up to 40, then rarer; several cuts in one run, with one to three threads, some with a
/// checkpoint at every step.
BOOST_AUTO_TEST_CASE(cut_runs_end_with_the_same_bytes) {
  const TrainingRequest request = small_request();
  const std::string whole = joined(run_training(request, {}).lines);
  const tests::Folder folder;
  for (int cut = 1; cut < 330; cut += cut < 40 ? 3 : 37) {
    const fs::path out = folder.path / std::to_string(cut);
    const TrainingOutcome first = run_cut(request, out, cut, 1 + static_cast<unsigned>(cut % 3));
    BOOST_TEST(!first.finished);
    BOOST_TEST(fs::exists(out / "partial"));
    run_cut(request, out, 29, 2);
    // A state that is left behind by kill -9: older than the rows that are there, or torn.
    if (cut % 2 == 0) {
      const fs::path state = out / "partial" / "length-20.json";
      std::ofstream(state, std::ios::binary | std::ios::app) << "x";
      const std::string text = text_of(state);
      std::ofstream(state, std::ios::binary) << text.substr(0, text.size() / 2);
    }
    const TrainingOutcome last = run_cut(request, out, 1 << 30, 1, cut % 9 == 1 ? 0 : 1e9);
    BOOST_TEST(last.finished);
    BOOST_TEST(joined(last.lines) == whole);
    BOOST_TEST(text_of(out / "results.jsonl") == whole);
    BOOST_TEST(!fs::exists(out / "partial"));
  }
}

/// kill -9 inside the write of the rows: the last line is torn, the state is there or is not.
BOOST_AUTO_TEST_CASE(torn_results_are_completed) {
  const TrainingRequest request = small_request();
  const std::string whole = joined(run_training(request, {}).lines);
  const tests::Folder folder;
  const fs::path out = folder.path / "run";
  run_cut(request, out, 1 << 30, 1);
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{10}}) {
    fs::resize_file(out / "results.jsonl", size);
    BOOST_TEST(run_cut(request, out, 1 << 30, 1).finished);
    BOOST_TEST(text_of(out / "results.jsonl") == whole);
  }
}

BOOST_AUTO_TEST_CASE(another_run_is_refused) {
  const tests::Folder folder;
  const TrainingRequest request = small_request();
  const fs::path out = folder.path / "run";
  run_cut(request, out, 1 << 30, 1);
  TrainingRequest other = request;
  other.rate = 0.03;
  BOOST_CHECK_EXCEPTION(run_cut(other, out, 1, 1), InputError, [](const InputError& error) {
    return std::string(error.what()).find("(rate: found 0.02, expected 0.03)") != std::string::npos;
  });
  other = request;
  other.model.noise_variance = Rational(1, 9);
  BOOST_CHECK_THROW(run_cut(other, out, 1, 1), InputError);
  TrainingRunOptions options;
  options.out = out;
  BOOST_CHECK_EXCEPTION(run_training(request, options), InputError, [](const InputError& error) {
    return std::string(error.what()).find("or --resume") != std::string::npos;
  });
  // A foreign row under the right run.json.
  std::string text = text_of(out / "results.jsonl");
  text.replace(text.find("\"step\":25"), 9, "\"step\":26");
  std::ofstream(out / "results.jsonl", std::ios::binary) << text;
  BOOST_CHECK_EXCEPTION(run_cut(request, out, 1, 1), InputError, [](const InputError& error) {
    return std::string(error.what())
               .find(
                   "results.jsonl:3: found a row of another place, expected length 3, softmax, "
                   "step 25") != std::string::npos;
  });
  std::ofstream(out / "results.jsonl", std::ios::binary) << "{\"length\":3}\n";
  BOOST_CHECK_EXCEPTION(run_cut(request, out, 1, 1), InputError, [](const InputError& error) {
    return std::string(error.what()).find("no row of a training") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(divergence_names_the_length) {
  TrainingRequest request = small_request();
  request.rate = 1000;
  BOOST_CHECK_EXCEPTION(run_training(request, {}), Error, [](const Error& error) {
    const std::string text = error.what();
    return text.find("training at length ") == 0 && text.find("diverged at step ") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
