#include "proofs-check/campaign_run.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "proofs-check/command/version_text.hpp"
#include "proofs-check/ordered_work.hpp"
#include "proofs-check/results_file.hpp"
#include "proofs-check/sample_checkpoint.hpp"
#include "symbolic/version.hpp"

namespace softlin::check {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// One pass over the units of a shard.
class Run {
 public:
  Run(const CampaignPlan& plan, const CampaignOptions& options)
      : plan_(plan), options_(options), units_(units_of_shard(plan.units(), options.shard)) {
    places_.reserve(units_.size() + 1);
    for (const std::size_t unit : units_) {
      places_.push_back(outcome_.all);
      outcome_.all += plan.units()[unit].count;
      cost_ += plan.units()[unit].cost;
    }
    places_.push_back(outcome_.all);
  }

  CampaignOutcome go() {
    const RunFolder folder{.path = options_.out,
                           .state = run_state(plan_, options_.shard),
                           .differs = "campaign, shard or version",
                           .resume = options_.resume};
    const std::string name = (options_.out / "results.jsonl").string();
    ResultsFile file(folder, [&](std::size_t index, std::string_view line) { accept(index, line, name); });
    write_durably(options_.out / "models.jsonl", plan_.models_text());
    file_ = &file;
    // Whole units only: one that was cut is computed again, and its rows are written once.
    std::size_t next = 0;
    while (next < units_.size() && places_[next + 1] <= file.rows()) done_ += unit(next++).cost;
    done_at_start_ = done_;
    while (next < units_.size() && !stopped()) {
      if (unit(next).alone) {
        if (!compute_alone(next)) break;
        ++next;
        continue;
      }
      std::size_t end = next;
      while (end < units_.size() && !unit(end).alone) ++end;
      next = work_in_order(
          next, end, options_.threads, options_.stop,
          [this](std::size_t index) { return compute(index, 1, numeric::sample); },
          [this](std::size_t index, const std::vector<std::string>& lines) { deliver(index, lines); });
      if (next < end) break;
    }
    file.sync();
    if (outcome_.finished()) {
      std::error_code ignored;
      fs::remove_all(options_.out / "partial", ignored);
    }
    return std::move(outcome_);
  }

 private:
  const CampaignUnit& unit(std::size_t index) const { return plan_.units()[units_[index]]; }
  bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  /// A line that an earlier run left.
  void accept(std::size_t index, std::string_view line, const std::string& name) {
    const Place place{name, static_cast<int>(index + 1), ""};
    if (index >= outcome_.all) throw InputError(place, "more rows than the shard has", std::to_string(outcome_.all));
    const auto next = std::upper_bound(places_.begin(), places_.end(), index);
    const auto at = static_cast<std::size_t>(next - places_.begin()) - 1;
    plan_.require_row(unit(at).first + (index - places_[at]), unit(at), line, place);
    outcome_.counts.add(line, place);
  }

  std::optional<std::vector<std::string>> compute(std::size_t index, unsigned threads, const SampleSource& source) {
    UnitOptions unit_options;
    unit_options.threads = threads;
    unit_options.stop = options_.stop;
    unit_options.source = source;
    if (unit(index).alone) unit_options.progress = [this, index](double part) { show(part * unit(index).cost); };
    try {
      return plan_.compute(unit(index), unit_options);
    } catch (const Error& error) {
      throw Error("row " + std::to_string(unit(index).first) + ": " + error.what() + " (the rows before it are in " +
                  (options_.out / "results.jsonl").string() + ")");
    }
  }

  /// False when stopped before the end of the row.
  bool compute_alone(std::size_t index) {
    const std::string row = std::to_string(unit(index).first);
    SampleCheckpoint checkpoint(options_.out / "partial" / ("row-" + row + ".samples"),
                                "softlin samples of campaign " + plan_.fingerprint() + " row " + row,
                                std::chrono::duration<double>(options_.checkpoint_seconds));
    const auto source = [&](const auto&... arguments) { return checkpoint.sample(arguments...); };
    const auto lines = compute(index, options_.threads, source);
    if (!lines) return false;
    deliver(index, *lines);
    if (checkpoint.has_file()) {  // which goes once the row itself is on the disk
      file_->sync();
      checkpoint.remove();
    }
    return true;
  }

  void deliver(std::size_t index, const std::vector<std::string>& lines) {
    const std::size_t already = file_->rows() - places_[index];
    file_->put(places_[index], lines);
    for (std::size_t i = already; i < lines.size(); ++i) outcome_.counts.add(lines[i], {});
    done_ += unit(index).cost;
    show(0);
  }

  void show(double within) const {
    if (options_.progress && cost_ > 0) options_.progress((done_ + within) / cost_, done_at_start_ / cost_);
  }

  const CampaignPlan& plan_;
  const CampaignOptions& options_;
  std::vector<std::size_t> units_;   ///< of the shard
  std::vector<std::size_t> places_;  ///< of their first rows in the shard's file, and its end
  ResultsFile* file_ = nullptr;
  CampaignOutcome outcome_;
  double cost_ = 0;
  double done_ = 0;
  double done_at_start_ = 0;
};

/// The versions of the libraries that a result's last bits may depend on, on one line.
std::string libraries() {
  std::string out = version_text();
  std::replace(out.begin(), out.end(), '\n', ',');
  return out;
}

}  // namespace

std::uint64_t RowCounts::add(std::string_view line, const Place& place) {
  const Json json = Json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) throw InputError(place, "a line that is no JSON object", "a row of a campaign");
  const auto row = json.find("row");
  if (row == json.end() || !row->is_number_unsigned()) {
    throw InputError(place, "a line without a row number", "a row of a campaign");
  }
  ++rows;
  if (!json.contains("claim")) return row->get<std::uint64_t>();
  ++claims;
  const auto verdict = json.find("verdict");
  const auto expected = json.find("as_expected");
  if (verdict == json.end() || !verdict->is_string() || expected == json.end() || !expected->is_boolean()) {
    throw InputError(place, "a claim without verdict", "a row of a campaign");
  }
  ++verdicts[verdict->get<std::string>()];
  unexpected += expected->get<bool>() ? 0 : 1;
  return row->get<std::uint64_t>();
}

std::string run_state(const CampaignPlan& plan, const Shard& shard) {
  std::size_t rows = 0;
  for (const std::size_t unit : units_of_shard(plan.units(), shard)) rows += plan.units()[unit].count;
  return Json{{"campaign", plan.name()},
              {"fingerprint", plan.fingerprint()},
              {"version", std::string(k_version)},
              {"libraries", libraries()},
              {"rows", plan.rows()},
              {"shard", to_text(shard)},
              {"shard_rows", rows}}
             .dump() +
         "\n";
}

CampaignOutcome run_campaign(const CampaignPlan& plan, const CampaignOptions& options) {
  return Run(plan, options).go();
}

}  // namespace softlin::check
