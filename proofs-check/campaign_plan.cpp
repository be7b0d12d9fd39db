#include "proofs-check/campaign_plan.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "proofs-check/fingerprint.hpp"
#include "proofs-check/json_text.hpp"
#include "symbolic/version.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;

// Rough costs, in the time of one normal (some 30 ns).
constexpr double k_exact_cost = 3e4;    // one length of an expectation to 15 digits
constexpr double k_average_cost = 3e7;  // an average over a Gaussian query
constexpr double k_claim_cost = 1e6;
constexpr double k_prompt_cost = 30;
/// A sampled row of this cost takes a good part of a second.
constexpr double k_alone_cost = 1e7;

double as_double(const Integer& x) { return x.convert_to<double>(); }

double sampling_cost(const symbolic::AttentionModel& model, Quantity quantity, Method method, const Integer& length,
                     std::uint64_t prompts) {
  const auto d = static_cast<double>(symbolic::dimension(model.tokens));
  const double token = method == Method::reduced ? 2 : quantity == Quantity::grad_u ? 2 * d + d * d / 8 : 2 + d;
  return static_cast<double>(prompts) * (k_prompt_cost + token * as_double(length));
}

double digits_factor(int digits) { return std::pow(std::max(digits, 10) / 15.0, 2.7); }

void require_key(const Json& line, const Json& key, const Place& place) {
  for (const auto& [name, value] : key.items()) {
    const auto found = line.find(name);
    if (found != line.end() && *found == value) continue;
    throw InputError(Place{place.file, place.line, name}, found == line.end() ? "nothing" : found->dump(),
                     value.dump() + ", as in this campaign");
  }
}

}  // namespace

CampaignPlan::CampaignPlan(Campaign campaign) : campaign_(std::move(campaign)) {
  for (const Sweep& sweep : campaign_.sweeps) plan_sweep(sweep);
  first_claim_ = rows_;
  plan_claims();
  fingerprint_ = fingerprint_of(description());
}

void CampaignPlan::plan_sweep(const Sweep& sweep) {
  for (const auto& model : sweep.models) {
    for (const auto& quantity : sweep.quantities) {
      for (const auto& method : sweep.methods) plan_series(sweep, model, quantity, method);
    }
  }
}

void CampaignPlan::plan_series(const Sweep& sweep, const Placed<std::size_t>& model, const Placed<Quantity>& quantity,
                               const Placed<Method>& method) {
  Series series{.model = model.value,
                .quantity = quantity.value,
                .method = method.value,
                .target = sweep.target.value,
                .queries = sweep.queries,
                .lengths = &sweep.lengths,
                .exact = nullptr,
                .sampled = nullptr};
  const symbolic::AttentionModel& attention = campaign_.models[model.value].model;
  CampaignUnit unit;
  unit.series = static_cast<std::uint32_t>(series_.size());
  try {
    require_target(sweep.target.value, quantity.value, sweep.target.place);
    const DeviationPlaces places{.model = model.place,
                                 .quantity = quantity.place,
                                 .moment = {},
                                 .length = sweep.lengths_place,
                                 .target = sweep.target.place};
    if (method.value == Method::exact) {
      auto exact = std::make_shared<ExactDeviation>(attention, quantity.value, sweep.target.value, 1, places);
      for (const Length& length : sweep.lengths) exact->require_feasible(length, places);
      series.exact = std::move(exact);
    } else {
      for (const Length& length : sweep.lengths) require_sampled_length(length, method.value, sweep.lengths_place);
      series.sampled = std::make_shared<SampledDeviation>(attention, quantity.value, sweep.target.value, method.value,
                                                          places, sweep.queries);
    }
  } catch (const InputError& error) {
    if (method.value == Method::exact) throw;
    throw InputError(method.place,
                     name_of(method.value) + " for the model \"" + campaign_.models[model.value].name +
                         "\" and the quantity " + name_of(quantity.value) + " (" + error.what() + ")",
                     "combinations that can be sampled; others in a [[sweep]] of their own");
  } catch (const Error& error) {
    throw InputError(model.place, error.what(), "a model whose deviation can be stated");
  }
  series_.push_back(series);
  if (method.value == Method::exact) {
    for (const int digits : sweep.digits) {
      unit.count = sweep.lengths.size();
      unit.digits = digits;
      unit.cost = static_cast<double>(unit.count) * k_exact_cost * digits_factor(digits);
      if (symbolic::single_query(attention.query) == nullptr) unit.cost += k_average_cost * digits_factor(digits);
      add_unit(unit);
    }
    return;
  }
  for (const std::uint64_t prompts : sweep.prompts) {
    for (const std::uint64_t seed : sweep.seeds) {
      for (std::size_t l = 0; l < sweep.lengths.size(); ++l) {
        unit.length = static_cast<std::uint32_t>(l);
        unit.prompts = prompts;
        unit.seed = seed;
        unit.cost = sampling_cost(attention, quantity.value, method.value, sweep.lengths[l].value, prompts) *
                    static_cast<double>(sweep.queries);
        unit.alone = unit.cost >= k_alone_cost;
        add_unit(unit);
      }
    }
  }
}

void CampaignPlan::plan_claims() {
  if (campaign_.claims.claims.empty()) return;
  claims_ = plan_rows(campaign_.claims);
  for (RowPlan& plan : claims_) {
    require_defined_bound(plan);
    plan.row.version = std::string(k_version);
    sampled_claims_ += plan.is_sampled() ? 1 : 0;
  }
  for (const JointRows& group : joint_rows_of(claims_)) {
    CampaignUnit unit;
    unit.count = group.count;
    unit.claims = true;
    unit.group = group;
    unit.cost = static_cast<double>(group.count) * k_claim_cost;
    const RowPlan& plan = claims_[group.first];
    if (plan.is_sampled()) {
      const auto normals = static_cast<double>(plan.problem->V.cols() + 2) * static_cast<double>(plan.row.prompts);
      unit.cost = normals * as_double(plan.row.length.value);
      unit.alone = unit.cost >= k_alone_cost;
    }
    add_unit(unit);
  }
}

void CampaignPlan::add_unit(CampaignUnit unit) {
  unit.first = rows_;
  rows_ += unit.count;
  if (rows_ > k_most_campaign_rows) {
    throw InputError("campaign " + campaign_.name, "more than " + std::to_string(k_most_campaign_rows) + " rows",
                     "several smaller campaigns");
  }
  units_.push_back(unit);
}

std::string CampaignPlan::description() const {
  std::string out = "softlin " + std::string(k_version) + "\n";
  for (const CampaignModel& model : campaign_.models) out += model.name + " " + model.text + "\n";
  for (const Series& series : series_) {
    out += std::to_string(series.model) + " " + name_of(series.quantity) + " " + name_of(series.method) + " " +
           name_of(series.target);
    for (const Length& length : *series.lengths) out += " " + to_text(length);
    out += "\n";
  }
  for (const CampaignUnit& unit : units_) {
    for (const std::uint64_t value : {std::uint64_t{unit.series}, std::uint64_t{unit.length}, std::uint64_t{unit.count},
                                      unit.prompts, unit.seed, static_cast<std::uint64_t>(unit.digits)}) {
      out += std::to_string(value) + " ";
    }
  }
  out += "\ndigits " + std::to_string(claims_.empty() ? 0 : campaign_.digits) + "\n";
  for (const RowPlan& plan : claims_) out += to_json_line(plan.row) + "\n";
  return out;
}

std::string CampaignPlan::models_text() const {
  std::string out;
  for (const CampaignModel& model : campaign_.models) {
    const Json json{{"model", model.name}, {"model_fingerprint", model.fingerprint}, {"text", model.text}};
    out += one_line(json) + "\n";
  }
  return out;
}

std::string CampaignPlan::line_of(std::size_t row, const CampaignModel& model, const DeviationRow& values) const {
  Json json{{"row", row}, {"model", model.name}, {"model_fingerprint", model.fingerprint}};
  add_to(json, values);
  json["version"] = std::string(k_version);
  return one_line(json);
}

std::optional<std::vector<std::string>> CampaignPlan::compute(const CampaignUnit& unit,
                                                              const UnitOptions& options) const {
  std::vector<std::string> out;
  if (unit.claims) {
    RowOptions row_options;
    row_options.digits = campaign_.digits;
    row_options.threads = options.threads;
    row_options.stop = options.stop;
    row_options.progress = options.progress;
    row_options.source = options.source;
    row_options.sampled_rows = sampled_claims_;
    const auto rows = compute_joint_rows(claims_, unit.group, first_claim_, row_options);
    if (!rows) return std::nullopt;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      out.push_back("{\"row\":" + std::to_string(unit.first + i) + "," + to_json_line((*rows)[i]).substr(1));
    }
    return out;
  }
  const Series& series = series_[unit.series];
  const CampaignModel& model = campaign_.models[series.model];
  if (series.exact) {
    const auto rows = series.exact->rows(*series.lengths, unit.digits, options.threads);
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(line_of(unit.first + i, model, rows[i]));
    return out;
  }
  SampleRequest request;
  request.prompts = unit.prompts;
  request.seed = unit.seed;
  request.row = static_cast<std::uint32_t>(unit.first);
  request.threads = options.threads;
  request.stop = options.stop;
  request.progress = options.progress;
  request.source = options.source;
  const auto row = series.sampled->row((*series.lengths)[unit.length], request);
  if (!row) return std::nullopt;
  out.push_back(line_of(unit.first, model, *row));
  return out;
}

void CampaignPlan::require_row(std::size_t row, const CampaignUnit& unit, std::string_view line,
                               const Place& place) const {
  const Json json = Json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) throw InputError(place, "a line that is no JSON object", "a row of this campaign");
  require_key(json, {{"row", row}}, place);
  if (unit.claims) {
    require_same_question(from_json_line(line), claims_[unit.group.first + (row - unit.first)].row, place);
    return;
  }
  const Series& series = series_[unit.series];
  const CampaignModel& model = campaign_.models[series.model];
  const std::size_t length = series.exact ? row - unit.first : unit.length;
  Json key{{"model", model.name},
           {"model_fingerprint", model.fingerprint},
           {"quantity", name_of(series.quantity)},
           {"length", to_text((*series.lengths)[length])},
           {"method", name_of(series.method)}};
  if (series.exact) {
    key["digits"] = unit.digits;
  } else {
    key["prompts"] = unit.prompts;
    key["seed"] = unit.seed;
  }
  key["version"] = std::string(k_version);
  require_key(json, key, place);
}

}  // namespace softlin::check
