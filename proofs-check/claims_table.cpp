#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "proofs-check/results_table.hpp"
#include "proofs-check/row_plan.hpp"
#include "proofs-check/standard_table.hpp"
#include "proofs-check/suite_files.hpp"
#include "proofs-check/suite_run.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;

int badness(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved: return 0;
    case Verdict::consistent: return 1;
    case Verdict::undecided: return 2;
    case Verdict::violated: return 3;
  }
  return 3;
}

const ResultRow& worst_of(const ClaimRows& group) {
  return **std::max_element(group.rows.begin(), group.rows.end(), [](const ResultRow* a, const ResultRow* b) {
    return badness(a->verdict) < badness(b->verdict);
  });
}

Json claim_json(const ClaimRows& group, const ResultRow& worst, bool as_expected) {
  return {{"table", "claims"},
          {"claim", group.claim},
          {"source", worst.source},
          {"comparison", comparison_text(worst)},
          {"rows", group.rows.size()},
          {"verdict", name_of(worst.verdict)},
          {"expected", expected_text(worst)},
          {"as_expected", as_expected},
          {"witness", worst.witness}};
}

}  // namespace

StandardTable claims_table(const TableRequest& request) {
  RunOptions options;
  options.threads = request.threads;
  options.stop = request.stop;
  options.progress = request.progress;
  const Suite suite = load_suites(request.suites);
  const RunOutcome outcome = run_suite(plan_rows(suite), "", options);
  StandardTable out;
  out.table.caption = "Claims of " + suite.name + ", each with the worst verdict of its rows";
  out.table.label = "tab:claims";
  out.table.columns = {{"claim", "claim"},     {"source", "source"},     {"rows", "rows", Align::number},
                       {"verdict", "verdict"}, {"expected", "expected"}, {"as_expected", "as expected"}};
  for (const ClaimRows& group : rows_by_claim(outcome.rows)) {
    const ResultRow& worst = worst_of(group);
    const bool as_expected =
        std::all_of(group.rows.begin(), group.rows.end(), [](const ResultRow* row) { return row->as_expected; });
    out.table.rows.push_back({group.claim, worst.source, std::to_string(group.rows.size()), name_of(worst.verdict),
                              expected_text(worst), as_expected ? "yes" : "no"});
    out.json.push_back({claim_json(group, worst, as_expected).dump(), out.table.rows.size() - 1});
  }
  std::set<std::uint64_t> seeds;
  for (const ResultRow& row : outcome.rows) {
    if (row.method != Method::exact) seeds.insert(row.seed);
  }
  for (const std::uint64_t seed : seeds) out.table.seeds.push_back(std::to_string(seed));
  out.table.notes = {results_summary(outcome.rows) + "."};
  return out;
}

}  // namespace softlin::check
