#include "proofs-check/suite_run.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/embedded_suites.hpp"
#include "tests/proofs-check/scratch_folder.hpp"

using namespace softlin;
using namespace softlin::check;
using namespace softlin::tests;

namespace {

namespace fs = std::filesystem;

const std::string k_models = R"toml(
[models.normal]
tokens = { law = "gaussian", covariance = [[1]] }
head = { U = [[1]], V = [[1]] }
query = { law = "fixed", z = [1] }
[models.signs]
tokens = { law = "rademacher" }
head = { U = { kind = "identity", dimension = 2 }, V = { kind = "identity" } }
query = { law = "tokens" }
)toml";

/// Exact, reduced and naive rows, and one statement with open constants.
const std::string k_mixed = R"toml(
[[claim]]
id = "exact"
model = "normal"
bound = "headline"
scales = ["1/2", 2]
lengths = [1, 2, 1000, 1e9]
[[claim]]
id = "open"
model = "normal"
bound = "c*log(L)"
constants = { c = "any" }
lengths = [2, 1, 16]
expected = "violated"
[[claim]]
id = "reduced"
model = "normal"
bound = "headline"
lengths = [4, 64]
method = "reduced"
prompts = 300
seed = 5
[[claim]]
id = "naive"
model = "signs"
bound = "3"
lengths = [8, 32]
method = "naive"
prompts = 200
seed = 6
[[claim]]
id = "both"
model = "normal"
bound = "9/L"
lengths = [16]
method = "both"
prompts = 100
)toml";

constexpr std::size_t k_mixed_rows = 17;

std::vector<RowPlan> plans_of(const std::string& claims) {
  return plan_rows(parse_suite(claims + k_models, "s.toml", ""));
}

const std::vector<RowPlan>& mixed() {
  static const std::vector<RowPlan> plans = plans_of(k_mixed);
  return plans;
}

std::string lines(const std::vector<ResultRow>& rows) {
  std::string out;
  for (const ResultRow& row : rows) out += to_json_line(row) + "\n";
  return out;
}

/// What mixed() gives, from one thread without a folder.
const std::string& mixed_lines() {
  static const std::string text = lines(run_suite(mixed(), "f", {}).rows);
  return text;
}

std::string results_in(const Folder& folder) { return text_of(folder.path / "results.jsonl"); }

RunOptions into(const Folder& folder, bool resume = false, unsigned threads = 1) {
  RunOptions options;
  options.out = folder.path;
  options.resume = resume;
  options.threads = threads;
  return options;
}

std::string message_of(const std::vector<RowPlan>& plans, const std::string& fingerprint, const RunOptions& options) {
  try {
    run_suite(plans, fingerprint, options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

/// The run is refused with `text`, and the results stay as they are.
void refused(const Folder& folder, const std::vector<RowPlan>& plans, const std::string& fingerprint, bool resume,
             const std::string& text) {
  const std::string before = results_in(folder);
  const std::string state = text_of(folder.path / "run.json");
  const std::string message = message_of(plans, fingerprint, into(folder, resume));
  BOOST_TEST_CONTEXT(message) {
    BOOST_TEST(message.find(text) != std::string::npos);
    BOOST_TEST(results_in(folder) == before);
    BOOST_TEST(text_of(folder.path / "run.json") == state);
  }
}

struct BuiltIn {
  std::vector<ResultRow> rows;
  bool as_expected = false;
};

/// The built-in suite, computed once for all tests.
const BuiltIn& built_in() {
  static const BuiltIn result = [] {
    Suite all;
    for (const EmbeddedSuite& suite : embedded_suites()) {
      const Suite part = parse_suite(suite.text, suite.name, ".");
      all.claims.insert(all.claims.end(), part.claims.begin(), part.claims.end());
    }
    RunOptions options;
    options.threads = 2;
    const RunOutcome outcome = run_suite(plan_rows(all), "built-in", options);
    return BuiltIn{outcome.rows, outcome.all_as_expected() && !outcome.interrupted};
  }();
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(suite_run)

BOOST_AUTO_TEST_CASE(the_same_rows_for_any_number_of_threads) {
  BOOST_TEST(mixed().size() == k_mixed_rows);
  for (const unsigned threads : {1U, 2U, 7U}) {
    const Folder folder;
    const RunOutcome outcome = run_suite(mixed(), "f", into(folder, false, threads));
    BOOST_TEST(!outcome.interrupted);
    BOOST_TEST(outcome.all_as_expected());
    BOOST_TEST(outcome.rows.size() == k_mixed_rows);
    BOOST_TEST(lines(outcome.rows) == mixed_lines());
    BOOST_TEST(results_in(folder) == mixed_lines());
  }
}

BOOST_AUTO_TEST_CASE(progress_rises_to_one) {
  std::vector<double> parts;
  RunOptions options;
  options.threads = 3;
  options.progress = [&](double part) { parts.push_back(part); };
  run_suite(mixed(), "f", options);
  BOOST_REQUIRE(!parts.empty());
  BOOST_TEST(std::is_sorted(parts.begin(), parts.end()));
  BOOST_TEST(parts.front() >= 0.0);
  BOOST_TEST(parts.back() == 1.0);
}

BOOST_AUTO_TEST_CASE(stopped_and_resumed) {
  for (const unsigned threads : {1U, 2U}) {
    for (const std::size_t k : {1U, 4U, 8U, 9U, 12U, 14U, 16U}) {
      BOOST_TEST_CONTEXT(threads << " threads, stopped after " << k << " rows") {
        const Folder folder;
        std::atomic<bool> stop = false;
        RunOptions options = into(folder, false, threads);
        options.stop = &stop;
        options.progress = [&](double part) {
          if (std::lround(part * k_mixed_rows) >= static_cast<long>(k)) stop = true;
        };
        const RunOutcome first = run_suite(mixed(), "f", options);
        BOOST_TEST(first.rows.size() >= k);
        BOOST_TEST(first.interrupted == (first.rows.size() < k_mixed_rows));
        if (threads == 1) BOOST_TEST(first.interrupted);
        BOOST_TEST(results_in(folder) == lines(first.rows));
        BOOST_TEST(mixed_lines().find(results_in(folder)) == 0U);
        const RunOutcome second = run_suite(mixed(), "f", into(folder, true, 3 - threads));
        BOOST_TEST(!second.interrupted);
        BOOST_TEST(second.all_as_expected());
        BOOST_TEST(lines(second.rows) == mixed_lines());
        BOOST_TEST(results_in(folder) == mixed_lines());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(stopped_before_the_start_and_again_and_again) {
  const Folder folder;
  std::atomic<bool> stop = true;
  RunOptions options = into(folder);
  options.stop = &stop;
  BOOST_TEST(run_suite(mixed(), "f", options).interrupted);
  BOOST_TEST(results_in(folder).empty());
  options.resume = true;
  options.progress = [&](double) { stop = true; };  // one group at a time
  int runs = 0;
  for (bool interrupted = true; interrupted && runs < 100; ++runs) {
    stop = false;
    interrupted = run_suite(mixed(), "f", options).interrupted;
  }
  BOOST_TEST(runs == 15);  // the three rows with an open constant are one group
  BOOST_TEST(results_in(folder) == mixed_lines());
}

BOOST_AUTO_TEST_CASE(a_finished_run_resumes_to_itself) {
  const Folder folder;
  run_suite(mixed(), "f", into(folder));
  const RunOutcome again = run_suite(mixed(), "f", into(folder, true));
  BOOST_TEST(!again.interrupted);
  BOOST_TEST(lines(again.rows) == mixed_lines());
  BOOST_TEST(results_in(folder) == mixed_lines());
}

BOOST_AUTO_TEST_CASE(a_torn_last_line_is_repaired) {
  const std::string& whole = mixed_lines();
  std::set<std::size_t> cuts{0, 1, whole.size() - 1, whole.size()};
  for (std::size_t end = whole.find('\n'); end != std::string::npos; end = whole.find('\n', end + 1)) {
    cuts.insert({end + 1, std::min(end + 30, whole.size())});
  }
  const Folder folder;
  run_suite(mixed(), "f", into(folder));
  for (const std::size_t cut : cuts) {
    BOOST_TEST_CONTEXT("the first " << cut << " bytes") {
      put(folder.path / "results.jsonl", whole.substr(0, cut));
      const RunOutcome outcome = run_suite(mixed(), "f", into(folder, true, 2));
      BOOST_TEST(lines(outcome.rows) == whole);
      BOOST_TEST(results_in(folder) == whole);
    }
  }
}

BOOST_AUTO_TEST_CASE(results_without_resume_are_kept) {
  const Folder folder;
  run_suite(mixed(), "f", into(folder));
  refused(folder, mixed(), "f", false, "results of an earlier run");
}

BOOST_AUTO_TEST_CASE(another_run_is_refused) {
  const Folder folder;
  run_suite(mixed(), "f", into(folder));
  refused(folder, mixed(), "g", true, "results of a different suite, version or options");
  refused(folder, mixed(), "g", false, "results of an earlier run");
  fs::remove(folder.path / "run.json");
  refused(folder, mixed(), "f", true, "results of a different suite, version or options");
}

BOOST_AUTO_TEST_CASE(other_rows_are_refused_whatever_the_fingerprint) {
  const Folder folder;
  const std::string claim = "[[claim]]\nid = \"a\"\nbound = \"9/L\"\nlengths = [2, 1000]\n";
  const auto with_v = [&](const std::string& v) {
    return plans_of(claim +
                    "[claim.model]\ntokens = { law = \"gaussian\", covariance = [[1]] }\n"
                    "head = { U = [[1]], V = [[" +
                    v + "]] }\nquery = { law = \"fixed\", z = [1] }\n");
  };
  run_suite(with_v("1"), "f", into(folder));
  refused(folder, with_v("2"), "f", true, "results.jsonl:1: found a row of another suite, expected claim a");
  refused(folder, mixed(), "f", true, "a row of another suite, expected claim exact");
  std::vector<RowPlan> fewer = with_v("1");
  fewer.pop_back();
  refused(folder, fewer, "f", true, "more rows than the suite has");
  std::vector<RowPlan> later = with_v("1");
  later[1].row.version = "other";
  refused(folder, later, "f", true, "results.jsonl:2: ");
  BOOST_TEST(message_of(with_v("1"), "f", into(folder, true)) == "no InputError");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_no_row_is_refused) {
  const Folder folder;
  run_suite(mixed(), "f", into(folder));
  put(folder.path / "results.jsonl", "{}\n" + mixed_lines());
  refused(folder, mixed(), "f", true, "found");
  put(folder.path / "results.jsonl", "not json\n");
  refused(folder, mixed(), "f", true, "found");
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_written) {
  const Folder folder;
  put(folder.path / "file", "text");
  RunOptions options;
  options.out = folder.path / "file";
  BOOST_CHECK_THROW(run_suite(mixed(), "f", options), InputError);
  options.out = folder.path / "file" / "below";
  BOOST_CHECK_THROW(run_suite(mixed(), "f", options), InputError);
  BOOST_TEST(text_of(folder.path / "file") == "text");
}

BOOST_AUTO_TEST_CASE(open_constants_are_one_statement) {
  const std::string claim =
      "[[claim]]\nid = \"a\"\nmodel = \"normal\"\nbound = \"c1*log(L)/L^c2\"\n"
      "constants = { c1 = \"any\", c2 = \"any\" }\n";
  const auto rows = run_suite(plans_of(claim + "lengths = [2, 1, 1000]\nexpected = \"violated\"\n"), "f", {}).rows;
  BOOST_REQUIRE(rows.size() == 3U);
  BOOST_TEST(name_of(rows[0].verdict) == "undecided");
  BOOST_TEST(name_of(rows[1].verdict) == "violated");
  BOOST_TEST(name_of(rows[2].verdict) == "undecided");
  for (const ResultRow& row : rows) BOOST_TEST(row.as_expected);
  // Without the length that refutes it nothing is as expected,
  for (const auto& row : run_suite(plans_of(claim + "lengths = [2, 4]\nexpected = \"violated\"\n"), "f", {}).rows) {
    BOOST_TEST(!row.as_expected);
  }
  // nor when the claim is to hold.
  for (const auto& row : run_suite(plans_of(claim + "lengths = [1, 2]\n"), "f", {}).rows) {
    BOOST_TEST(!row.as_expected);
  }
}

BOOST_AUTO_TEST_CASE(the_built_in_suite_is_as_expected) {
  BOOST_TEST(built_in().as_expected);
  std::map<std::string, int> count;
  int proved_headline = 0;
  for (const ResultRow& row : built_in().rows) {
    BOOST_TEST(row.as_expected, row.claim << " at L = " << to_text(row.length) << ": " << name_of(row.verdict));
    ++count[row.claim];
    if (row.claim == "headline" && row.verdict == Verdict::proved) ++proved_headline;
  }
  for (const char* claim : {"lemma-2.1", "prop-3.1-as-printed", "prop-3.4-v-as-printed", "prop-3.4-u-as-printed",
                            "headline", "bias-identity"}) {
    BOOST_TEST(count[claim] > 0, claim);
  }
  BOOST_TEST(proved_headline >= 50);
}

BOOST_AUTO_TEST_CASE(controls_of_the_built_in_suite_are_violated) {
  int controls = 0;
  for (const ResultRow& row : built_in().rows) {
    const bool is_control = row.claim.rfind("control-", 0) == 0;
    const bool as_printed = row.claim.find("-as-printed") != std::string::npos;
    controls += is_control ? 1 : 0;
    BOOST_TEST(expected_text(row) == (is_control || as_printed ? "violated" : "holds"), row.claim);
    if (!is_control) continue;
    BOOST_TEST(name_of(row.verdict) == "violated", row.claim << " at L = " << to_text(row.length));
    BOOST_TEST(!row.witness.empty(), row.claim);
  }
  BOOST_TEST(controls >= 20);
}

BOOST_AUTO_TEST_CASE(an_unusable_bound_is_met_before_anything_is_written) {
  const Folder folder;
  auto plans = plans_of(k_mixed);
  const auto sampled = std::find_if(plans.begin(), plans.end(), [](const RowPlan& plan) { return plan.is_sampled(); });
  BOOST_REQUIRE(sampled != plans.end());
  sampled->bound = symbolic::Number(-1).compile();  // planning refuses the bounds it can see through
  sampled->variables.clear();
  RunOptions options = into(folder);
  options.out = folder.path / "out";
  BOOST_CHECK_EXCEPTION(run_suite(plans, "f", options), InputError, [](const InputError& error) {
    return std::string(error.what()).find("a finite bound of 0 or more") != std::string::npos;
  });
  BOOST_TEST(folder.files() == 0U);
}

/// E_z of the error at L = 2 and U = 1 is E A + E A2 s^2 = 1.11387031361918... (two proved reference values).
BOOST_AUTO_TEST_CASE(a_claim_averaged_over_a_gaussian_query) {
  const auto plans = plan_rows(parse_suite(R"toml(
[models.random-query]
tokens = { law = "gaussian", covariance = [[1]] }
head = { U = [[1]], V = [[1]] }
query = { law = "gaussian", covariance = [[1]] }
[[claim]]
id = "holds"
model = "random-query"
bound = "1.11387032"
lengths = [2]
[[claim]]
id = "control"
model = "random-query"
bound = "1.11387031"
lengths = [2]
expected = "violated"
)toml",
                                           "s.toml", ""));
  RunOptions options;
  options.digits = 9;
  const RunOutcome outcome = run_suite(plans, "f", options);
  BOOST_REQUIRE(outcome.rows.size() == 2U);
  BOOST_TEST(name_of(outcome.rows[0].verdict) == "proved");
  BOOST_TEST(name_of(outcome.rows[1].verdict) == "violated");
}

BOOST_AUTO_TEST_SUITE_END()
