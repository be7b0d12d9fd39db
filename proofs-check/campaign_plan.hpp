#pragma once
/// The rows of a campaign: numbered, keyed, grouped into units of work, and ready to be computed on any thread.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proofs-check/campaign_file.hpp"
#include "proofs-check/deviation_row.hpp"
#include "proofs-check/joint_rows.hpp"
#include "proofs-check/row_plan.hpp"

namespace softlin::check {

/// Consecutive rows that are computed in one go, and belong to one shard: the lengths of one exact deviation, which share
/// their tables; rows of a claim with open constants at one scale; otherwise a single row.
struct CampaignUnit {
  std::size_t first = 0;  ///< row
  std::size_t count = 1;
  double cost = 1;      ///< a rough estimate, in normals drawn: shards are balanced, and progress is shown, by it
  bool alone = false;   ///< a long sampled row: it gets all threads, and its samples are kept as they come
  bool claims = false;  ///< rows of `check`; otherwise rows of `deviation`
  // Rows of `deviation`.
  std::uint32_t series = 0;
  std::uint32_t length = 0;  ///< of a sampled row
  std::uint64_t prompts = 0;
  std::uint64_t seed = 0;
  int digits = 0;
  // Rows of `check`.
  JointRows group;
};

struct UnitOptions {
  unsigned threads = 1;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(double)> progress;  ///< part of the unit that is done, from 0 to 1
  SampleSource source = numeric::sample;
};

/// Threads : the object is made where formulas may be used; then compute() may be called by any
class CampaignPlan {
 public:
  /// Errors : InputError, with file, line and key, for every combination that has no value by its method, and as plan_rows():
  ///          a campaign that can be planned can be computed, precision and memory aside.
  explicit CampaignPlan(Campaign campaign);
  CampaignPlan(const CampaignPlan&) = delete;
  CampaignPlan& operator=(const CampaignPlan&) = delete;

  const std::string& name() const { return campaign_.name; }
  std::size_t rows() const { return rows_; }
  const std::vector<CampaignUnit>& units() const { return units_; }
  /// Of everything that the rows depend on, the versions of the libraries aside.
  const std::string& fingerprint() const { return fingerprint_; }
  /// One line of JSON for each model of the sweeps: its name, its fingerprint, its exact text.
  std::string models_text() const;

  /// The lines of a unit, one JSON object a row without line breaks; nothing when stopped before its end. The row's place
  /// in the campaign selects its random stream.
  ///
  /// Result : {"row", "model", "model_fingerprint", ... the keys of `softlin deviation`, "version"}, or {"row", ... the keys
  ///          of `softlin check`}; sampled claims are judged as rows of one run of all sampled claims of the campaign
  std::optional<std::vector<std::string>> compute(const CampaignUnit& unit, const UnitOptions& options) const;

  /// Errors : InputError at `place` unless `line` is the stored row `row` of this campaign, `unit` the one it lies in.
  void require_row(std::size_t row, const CampaignUnit& unit, std::string_view line, const Place& place) const;

 private:
  /// One model in one quantity by one method, at several lengths.
  struct Series {
    std::size_t model = 0;
    Quantity quantity = Quantity::output;
    Method method = Method::exact;
    Target target = Target::limit;
    std::uint64_t queries = 1;
    const std::vector<Length>* lengths = nullptr;
    std::shared_ptr<const ExactDeviation> exact;
    std::shared_ptr<const SampledDeviation> sampled;
  };

  void plan_sweep(const Sweep& sweep);
  void plan_series(const Sweep& sweep, const Placed<std::size_t>& model, const Placed<Quantity>& quantity,
                   const Placed<Method>& method);
  void plan_claims();
  void add_unit(CampaignUnit unit);
  std::string description() const;
  std::string line_of(std::size_t row, const CampaignModel& model, const DeviationRow& values) const;

  Campaign campaign_;
  std::vector<Series> series_;
  std::vector<RowPlan> claims_;
  std::size_t first_claim_ = 0;
  std::size_t sampled_claims_ = 0;
  std::vector<CampaignUnit> units_;
  std::size_t rows_ = 0;
  std::string fingerprint_;
};

}  // namespace softlin::check
