#include "proofs-check/regression_training_run.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>

#include "numeric/model_doubles.hpp"
#include "numeric/parallel_for.hpp"
#include "proofs-check/fingerprint.hpp"
#include "proofs-check/output_file.hpp"
#include "proofs-check/regression_file.hpp"
#include "proofs-check/results_file.hpp"
#include "symbolic/error.hpp"
#include "symbolic/version.hpp"

namespace softlin::check {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using numeric::Attention;
using numeric::k_attentions;
using numeric::RegressionHead;

Json json_of_matrix(const Eigen::MatrixXd& a) {
  Json out = Json::array();
  for (const auto& row : a.rowwise()) out.push_back(std::vector<double>(row.begin(), row.end()));
  return out;
}

Json json_of_vector(const Eigen::VectorXd& x) { return std::vector<double>(x.begin(), x.end()); }

void add_head(Json& json, const RegressionHead& head) {
  json["A"] = json_of_matrix(head.A);
  json["b"] = head.b;
  json["c"] = json_of_vector(head.c);
  json["r"] = json_of_vector(head.r);
}

/// Errors : nlohmann::json::exception.
RegressionHead head_in(const Json& json) {
  const auto vector_in = [](const Json& entries) {
    const auto values = entries.get<std::vector<double>>();
    return Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size())));
  };
  RegressionHead out;
  out.c = vector_in(json.at("c"));
  out.r = vector_in(json.at("r"));
  out.b = json.at("b").get<double>();
  const Eigen::Index d = out.c.size();
  const Json& rows = json.at("A");
  if (!rows.is_array() || static_cast<Eigen::Index>(rows.size()) != d || out.r.size() != d) throw Error("no head");
  out.A.resize(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const Eigen::VectorXd row = vector_in(rows[static_cast<std::size_t>(i)]);
    if (row.size() != d) throw Error("no head");
    out.A.row(i) = row.transpose();
  }
  return out;
}

Attention attention_named(const std::string& name) {
  for (const Attention attention : k_attentions) {
    if (name == numeric::name_of(attention)) return attention;
  }
  throw Error("no kind of attention");
}

/// A length under way.
struct LengthState {
  numeric::TrainingState training;
  std::vector<std::string> lines;
};

/// The text of run.json.
std::string training_state_text(const TrainingRequest& request, std::size_t rows) {
  const symbolic::RegressionLaws laws = symbolic::laws_of(request.model);
  Json inputs =
      Json::array({json_of_matrix(numeric::to_double(laws.prompt)), json_of_matrix(numeric::to_double(laws.query)),
                   json_of_matrix(numeric::to_double(laws.omega)), numeric::to_double(laws.noise_variance)});
  Json start;
  add_head(start, request.start);
  inputs.push_back(start);
  const std::string models = request.softmax ? (request.linear ? "both" : "softmax") : "linear";
  return Json{{"training", describe(request.model)},
              {"length", request.lengths},
              {"steps", request.steps},
              {"rate", request.rate},
              {"batch", request.batch},
              {"seed", request.seed},
              {"model", models},
              {"every", request.every},
              {"test", request.test_prompts},
              {"parameters", request.parameters},
              {"start", start.dump()},
              {"rows", rows},
              {"version", std::string(k_version)},
              {"fingerprint", fingerprint_of(inputs.dump())}}
             .dump() +
         "\n";
}

class TrainingRun {
 public:
  TrainingRun(const TrainingRequest& request, const TrainingRunOptions& options)
      : request_(request), options_(options), roots_(numeric::regression_roots(symbolic::laws_of(request.model))) {
    if (request.softmax) models_.push_back(Attention::softmax);
    if (request.linear) models_.push_back(Attention::linear);
    const std::uint64_t reports = 1 + request.steps / request.every + (request.steps % request.every == 0 ? 0 : 1);
    rows_each_ = models_.size() * static_cast<std::size_t>(reports);
    finished_.resize(request.lengths.size());
    partial_.resize(request.lengths.size());
    for (const std::uint64_t length : request.lengths) work_ += cost(length) * static_cast<double>(request.steps);
    state_text_ = training_state_text(request, rows_each_ * request.lengths.size());
  }

  TrainingOutcome go() {
    std::optional<ResultsFile> file;
    if (options_.out) {
      const RunFolder folder{.path = *options_.out,
                             .state = state_text_,
                             .differs = "training, options or version",
                             .resume = options_.resume};
      const std::string name = (*options_.out / "results.jsonl").string();
      file.emplace(folder, [&](std::size_t index, std::string_view line) { accept(index, line, name); });
      file_ = &*file;
      make_partial_folder();
    }
    std::vector<std::size_t> order(request_.lengths.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return request_.lengths[a] > request_.lengths[b]; });
    for (std::size_t index = 0; index < order.size(); ++index) begin(index);
    at_start_ = done_;
    numeric::parallel_for(order.size(), options_.threads, [&](std::size_t i) {
      try {
        train(order[i]);
      } catch (const Error& error) {
        failed_ = true;
        throw Error("training at length " + std::to_string(request_.lengths[order[i]]) + ": " + error.what());
      }
    });
    return collect();
  }

 private:
  using Clock = std::chrono::steady_clock;

  static double cost(std::uint64_t length) { return static_cast<double>(length); }
  bool stopped() const { return failed_ || (options_.stop != nullptr && *options_.stop); }

  /// Rows that are due after `step` steps.
  std::size_t rows_due(std::uint64_t step) const {
    const bool last = step == request_.steps && step % request_.every != 0;
    return models_.size() * static_cast<std::size_t>(1 + step / request_.every + (last ? 1 : 0));
  }

  /// A line that an earlier run left.
  void accept(std::size_t index, std::string_view line, const std::string& name) {
    const Place place{name, static_cast<int>(index + 1), ""};
    const std::size_t unit = index / rows_each_;
    if (unit >= request_.lengths.size()) {
      throw InputError(place, "more rows than the run has", std::to_string(rows_each_ * request_.lengths.size()));
    }
    const TrainingRow row = training_row(line, place);
    const std::size_t report = index % rows_each_ / models_.size();
    const std::uint64_t step = std::min(request_.steps, report * request_.every);
    const Attention model = models_[index % models_.size()];
    if (row.length != request_.lengths[unit] || row.step != step || row.model != model) {
      throw InputError(place, "a row of another place",
                       "length " + std::to_string(request_.lengths[unit]) + ", " + numeric::name_of(model) + ", step " +
                           std::to_string(step));
    }
    if (!finished_[unit]) finished_[unit].emplace();
    finished_[unit]->push_back(std::string(line));
  }

  fs::path partial_path(std::size_t index) const {
    return *options_.out / "partial" / ("length-" + std::to_string(request_.lengths[index]) + ".json");
  }

  void make_partial_folder() const {
    std::error_code failure;
    fs::create_directories(*options_.out / "partial", failure);
    if (failure) {
      throw InputError((*options_.out / "partial").string(), failure.message(), "a folder that can be written");
    }
  }

  /// The state of a length: from the rows of a finished one, a checkpoint, or the start.
  void begin(std::size_t index) {
    if (finished_[index] && finished_[index]->size() == rows_each_) {
      done_ = done_ + cost(request_.lengths[index]) * static_cast<double>(request_.steps);
      return;
    }
    finished_[index].reset();  // a unit that was cut while its rows were written: its state has them all
    partial_[index] = options_.out && options_.resume ? load(index) : std::nullopt;
    if (!partial_[index]) {
      partial_[index].emplace();
      for (const Attention model : models_) partial_[index]->training.heads[model] = request_.start;
    }
    done_ = done_ + cost(request_.lengths[index]) * static_cast<double>(partial_[index]->training.step);
  }

  void train(std::size_t index) {
    if (!partial_[index]) return;
    LengthState& state = *partial_[index];
    numeric::RegressionPrompts prompts(roots_, request_.lengths[index], request_.seed);
    Clock::time_point saved = Clock::now();
    while (!stopped()) {
      if (state.lines.size() < rows_due(state.training.step) && !report(prompts, state, request_.lengths[index])) break;
      if (state.training.step == request_.steps) break;
      numeric::training_step(prompts, state.training, request_.batch, request_.rate);
      add_progress(cost(request_.lengths[index]));
      if (options_.out && Clock::now() - saved >= std::chrono::duration<double>(options_.checkpoint_seconds)) {
        save(index);
        saved = Clock::now();
      }
    }
    if (options_.out) save(index);
    if (state.lines.size() == rows_each_) deliver(index);
  }

  void add_progress(double work) {
    const double done = done_ += work;
    if (options_.progress) options_.progress(done / work_, at_start_ / work_);
  }

  /// Adds the rows of this step; false when stopped before.
  bool report(numeric::RegressionPrompts& prompts, LengthState& state, std::uint64_t length) const {
    const auto risks = prompts.risk(state.training.heads, request_.test_prompts, options_.stop);
    if (!risks) return false;
    const std::uint64_t step = state.training.step;
    // Steps since the report before: fewer than `every` before the last.
    const std::uint64_t since = step == 0 ? 0 : (step - 1) % request_.every + 1;
    for (const Attention model : models_) {
      const numeric::SampleSummary& risk = *(*risks)[model];
      TrainingRow row{length, model, step, std::nullopt, risk.mean, risk.std_error, risk.prompts, std::nullopt};
      if (since > 0) row.batch_loss = state.training.loss_sum[model].value_or(0) / static_cast<double>(since);
      if (request_.parameters || step == request_.steps) row.head = state.training.heads[model];
      state.lines.push_back(line_of(row));
      state.training.loss_sum[model].reset();
    }
    return true;
  }

  /// A finished length: its rows go to the file as soon as all before it have.
  void deliver(std::size_t index) {
    const std::lock_guard lock(guard_);
    finished_[index] = partial_[index]->lines;
    if (file_ == nullptr) return;
    while (delivered_ < finished_.size() && finished_[delivered_]) {
      file_->put(delivered_ * rows_each_, *finished_[delivered_]);
      ++delivered_;
    }
  }

  TrainingOutcome collect() {
    TrainingOutcome out;
    out.finished = true;
    for (std::size_t index = 0; index < request_.lengths.size(); ++index) {
      const std::vector<std::string>& lines = finished_[index] ? *finished_[index] : partial_[index]->lines;
      out.lines.insert(out.lines.end(), lines.begin(), lines.end());
      out.finished = out.finished && lines.size() == rows_each_;
    }
    if (file_ == nullptr) return out;
    file_->sync();
    if (out.finished) {
      std::error_code ignored;
      fs::remove_all(*options_.out / "partial", ignored);
    }
    return out;
  }

  void save(std::size_t index) const {
    const LengthState& state = *partial_[index];
    Json json{{"run", fingerprint_of(state_text_)}, {"step", state.training.step}, {"lines", state.lines}};
    for (const Attention model : models_) {
      Json& head = json[numeric::name_of(model)];
      add_head(head, *state.training.heads[model]);
      head["loss_sum"] = state.training.loss_sum[model].value_or(0);
    }
    const std::string text = json.dump();
    write_durably(partial_path(index), text + "\n" + fingerprint_of(text) + "\n");
  }

  /// What save() left; nothing when there is no such file, or it is not whole or of another run.
  std::optional<LengthState> load(std::size_t index) const {
    std::ifstream in(partial_path(index), std::ios::binary);
    std::string text;
    std::string hash;
    if (!std::getline(in, text) || !std::getline(in, hash) || hash != fingerprint_of(text)) return std::nullopt;
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return std::nullopt;
    try {
      if (json.at("run").get<std::string>() != fingerprint_of(state_text_)) return std::nullopt;
      LengthState out;
      out.training.step = json.at("step").get<std::uint64_t>();
      out.lines = json.at("lines").get<std::vector<std::string>>();
      for (const Attention model : models_) {
        const Json& head = json.at(numeric::name_of(model));
        out.training.heads[model] = head_in(head);
        out.training.loss_sum[model] = head.at("loss_sum").get<double>();
      }
      return out;
    } catch (const nlohmann::json::exception&) {
      return std::nullopt;
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  const TrainingRequest& request_;
  const TrainingRunOptions& options_;
  numeric::RegressionRoots roots_;
  std::vector<Attention> models_;
  std::size_t rows_each_ = 0;
  std::string state_text_;
  ResultsFile* file_ = nullptr;
  std::mutex guard_;
  std::size_t delivered_ = 0;
  std::vector<std::optional<std::vector<std::string>>> finished_;
  std::vector<std::optional<LengthState>> partial_;  ///< by length; each belongs to the thread that trains it
  std::atomic<bool> failed_ = false;
  std::atomic<double> done_ = 0;
  double at_start_ = 0;
  double work_ = 0;
};

}  // namespace

std::string line_of(const TrainingRow& row) {
  Json json{{"length", row.length}, {"model", numeric::name_of(row.model)}, {"step", row.step}};
  json["batch_loss"] = row.batch_loss ? Json(*row.batch_loss) : Json();
  json["risk"] = row.risk;
  json["std_error"] = row.std_error;
  json["test_prompts"] = row.test_prompts;
  if (row.head) add_head(json, *row.head);
  return json.dump();
}

TrainingRow training_row(std::string_view line, const Place& place) {
  const Json json = Json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
  try {
    TrainingRow out;
    out.length = json.at("length").get<std::uint64_t>();
    out.model = attention_named(json.at("model").get<std::string>());
    out.step = json.at("step").get<std::uint64_t>();
    if (!json.at("batch_loss").is_null()) out.batch_loss = json.at("batch_loss").get<double>();
    out.risk = json.at("risk").get<double>();
    out.std_error = json.at("std_error").get<double>();
    out.test_prompts = json.at("test_prompts").get<std::uint64_t>();
    if (json.contains("A")) out.head = head_in(json);
    return out;
  } catch (const nlohmann::json::exception&) {
  } catch (const Error&) {
  }
  throw InputError(place, "a line that is no row of a training", "one that `regression train` wrote");
}

TrainingOutcome run_training(const TrainingRequest& request, const TrainingRunOptions& options) {
  return TrainingRun(request, options).go();
}

}  // namespace softlin::check
