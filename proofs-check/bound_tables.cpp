#include <nlohmann/json.hpp>

#include "bounds/catalogue.hpp"
#include "bounds/situation.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/bound_curves.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/rounding.hpp"
#include "proofs-check/standard_table.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using bounds::Bound;
using bounds::CompiledBound;
using numeric::Interval;
using symbolic::Number;

/// Bound::about of an error.
std::string about(Quantity quantity) {
  Bound bound;
  bound.quantity = quantity;
  return bound.about();
}

std::string exact_text_of(const Interval& x, int digits) { return numeric::to_text(x, digits + 5); }

/// One model with what stands in front of its rows.
struct NamedModel {
  std::string heading;
  std::string label;  ///< the cell: a slope, or the model
  symbolic::AttentionModel model;
};

// --- bounds ---

struct BoundsRow {
  Interval exact;
  std::optional<Interval> headline;
  std::optional<bounds::Best> upper, lower;
};

std::string name_or_dash(const std::optional<bounds::Best>& best) { return best ? best->bound->name : "-"; }

Json best_json(const std::optional<bounds::Best>& best) {
  if (!best) return nullptr;
  Json out{{"bound", best->bound->name}};
  out.update(ends(best->enclosed.value));
  return out;
}

std::vector<std::string> bounds_cells(const NamedModel& model, const Length& length, const BoundsRow& row, int digits) {
  const auto up = [&](const std::optional<Interval>& x) { return x ? rounded_up(*x, digits) : "-"; };
  return {model.label,
          to_text(length),
          exact_text_of(row.exact, digits),
          up(row.headline),
          row.headline ? rounded_up(*row.headline / row.exact, digits) : "-",
          row.upper ? rounded_up(row.upper->enclosed.value, digits) : "-",
          name_or_dash(row.upper),
          row.lower ? rounded_down(row.lower->enclosed.value, digits) : "-",
          name_or_dash(row.lower)};
}

Json bounds_json(const NamedModel& model, Quantity quantity, const Length& length, const BoundsRow& row) {
  Json out{{"table", "bounds"}, {"model", model.label}, {"quantity", name_of(quantity)}, {"length", to_text(length)}};
  out["exact"] = ends(row.exact);
  out["headline"] = row.headline ? ends(*row.headline) : Json();
  out["headline_ratio"] = row.headline ? ends(*row.headline / row.exact) : Json();
  out["best_upper"] = best_json(row.upper);
  out["best_lower"] = best_json(row.lower);
  return out;
}

const Bound& headline_of(Quantity quantity) {
  const Bound* bound = bounds::find_bound(quantity == Quantity::grad_v ? "headline-v" : "headline");
  if (bound == nullptr) throw Error("the catalogue has no headline bound");
  return *bound;
}

std::vector<NamedModel> models_of_bounds(const TableRequest& request) {
  if (request.model) return {{"", describe(*request.model), *request.model}};
  std::vector<NamedModel> out;
  for (const Number& s : numbers_or(request.slopes, {0, Rational(1, 2), 1, 2}))
    out.push_back({"", "s = " + s.text(), standard_model(1, s, std::nullopt)});
  return out;
}

Table bounds_frame(const TableRequest& request) {
  Table table;
  table.caption = std::string("Exact error (") + name_of(request.quantity) + ") and bounds" +
                  (request.model ? "" : ": tokens N(0, 1), V = 1, one query of slope s");
  table.label = "tab:bounds";
  table.digits = request.digits;
  table.columns = {{.key = "model", .heading = "model", .symbols = !request.model},
                   {"length", "L", Align::number},
                   {"exact", "exact"},
                   {.key = "headline", .heading = "headline", .align = Align::number, .unit = "rounded up"},
                   {.key = "headline_ratio", .heading = "ratio", .align = Align::number, .unit = "rounded up"},
                   {.key = "best_upper", .heading = "best upper", .align = Align::number, .unit = "rounded up"},
                   {.key = "best_upper_bound", .heading = "which", .field = "best_upper"},
                   {.key = "best_lower", .heading = "best lower", .align = Align::number, .unit = "rounded down"},
                   {.key = "best_lower_bound", .heading = "which", .field = "best_lower"}};
  table.notes = {"Exact values are enclosures; upper bounds and ratios are rounded up, lower bounds down."};
  if (request.quantity == Quantity::output)
    table.notes.emplace_back("theorem-a1 is the bound A (trace + signal) with the exact statistic A.");
  return table;
}

// --- slack ---

std::vector<NamedModel> models_of_slack(const TableRequest& request) {
  if (request.model) return {{describe(*request.model), describe(*request.model), *request.model}};
  std::vector<NamedModel> out;
  if (request.scales.empty())
    out.push_back({"One query, s = 1: tokens N(0, 1), U = V = 1", "fixed, s = 1", standard_model(1, 1, std::nullopt)});
  for (const Number& u : numbers_or(request.scales, {Rational(1, 10), Rational(1, 4), Rational(1, 2), 1})) {
    out.push_back({"Query N(0, 1), U = " + u.text() + ": tokens N(0, 1), V = 1", "gaussian, u = " + u.text(),
                   standard_model(1, u, Number(1))});
  }
  return out;
}

Table slack_frame(const TableRequest& request, const std::vector<Length>& lengths) {
  Table table;
  table.caption = std::string("Slack of the bounds: bound/exact (") + name_of(request.quantity) + ")";
  table.label = "tab:slack";
  table.columns = {{.key = "model", .heading = "model", .in_group_heading = true},
                   {.key = "bound", .heading = "bound"},
                   {.key = "side", .heading = "side"}};
  for (const Length& length : lengths)
    table.columns.push_back({"L_" + to_text(length), "L = " + to_text(length), Align::number});
  table.digits = request.digits;
  table.notes = {"Ratios are rounded up for upper bounds and down for lower ones; - where a bound does not apply."};
  if (!request.all_bounds)
    table.notes.emplace_back("Bounds that are sums over many cells are left out unless --all-bounds is given.");
  return table;
}

}  // namespace

StandardTable bounds_table(const TableRequest& request) {
  const auto lengths = lengths_or(request.lengths, {1, 16, 256, 4096, 1000000});
  const auto models = models_of_bounds(request);
  StandardTable out{bounds_frame(request), {}};
  bounds::Contest upper(about(request.quantity), false);
  std::optional<bounds::Contest> lower;
  for (const Bound& bound : bounds::catalogue()) {
    if (bound.is_lower && bound.about() == about(request.quantity) && !lower) lower.emplace(bound.about(), true);
  }
  const CompiledBound headline(headline_of(request.quantity));
  std::size_t done = 0;
  for (const NamedModel& model : models) {
    bounds::Situation situation(model.model, {});
    const auto exact = exact_errors(model.model, request.quantity, lengths, request.digits + 2, request.threads);
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      const Integer& L = lengths[i].value;
      BoundsRow row{exact[i], {}, upper.at(situation, L, request.digits + 2), {}};
      if (lower) row.lower = lower->at(situation, L, request.digits + 2);
      if (request.quantity != Quantity::grad_u) {
        const auto value =
            bounds::enclose_in(situation, headline_of(request.quantity), headline, L, request.digits + 2);
        if (const auto* enclosed = std::get_if<bounds::Enclosed>(&value)) row.headline = enclosed->value;
      }
      out.table.rows.push_back(bounds_cells(model, lengths[i], row, request.digits));
      out.json.push_back({bounds_json(model, request.quantity, lengths[i], row).dump(), out.table.rows.size() - 1});
      request.progress(static_cast<double>(++done) / static_cast<double>(models.size() * lengths.size()));
    }
  }
  return out;
}

StandardTable slack_table(const TableRequest& request) {
  const auto lengths = lengths_or(request.lengths, {16, 1024, 1000000});
  const auto models = models_of_slack(request);
  const auto entries = bound_entries(request.quantity, request.all_bounds);
  StandardTable out{slack_frame(request, lengths), {}};
  std::size_t done = 0;
  for (const NamedModel& model : models) {
    const auto exact = exact_errors(model.model, request.quantity, lengths, request.digits + 2, request.threads);
    const auto curves = bound_curves(model.model, entries, lengths, request.digits + 2, [&] {
      request.progress(static_cast<double>(++done) / static_cast<double>(models.size() * entries.size()));
    });
    out.table.groups.push_back({out.table.rows.size(), model.heading});
    for (const BoundCurve& curve : curves) {
      const bool lower = curve.bound->is_lower;
      std::vector<std::string> cells{model.label, curve.bound->name, lower ? "lower" : "upper"};
      std::vector<JsonLine> lines;
      for (std::size_t i = 0; i < lengths.size(); ++i) {
        Json row{{"table", "slack"},
                 {"model", model.label},
                 {"bound", curve.bound->name},
                 {"side", cells[2]},
                 {"quantity", name_of(request.quantity)},
                 {"length", to_text(lengths[i])}};
        if (const auto* enclosed = std::get_if<bounds::Enclosed>(&curve.values[i])) {
          const Interval ratio = enclosed->value / exact[i];
          cells.push_back(lower ? rounded_down(ratio, request.digits) : rounded_up(ratio, request.digits));
          row.update(ends(ratio));
        } else {
          cells.emplace_back("-");
          row["not_applicable"] = std::get<std::string>(curve.values[i]);
        }
        lines.push_back({row.dump(), std::nullopt, "L_" + to_text(lengths[i])});
      }
      for (JsonLine& line : lines) {
        if (curve.applies()) line.row = out.table.rows.size();
        out.json.push_back(std::move(line));
      }
      if (curve.applies()) out.table.rows.push_back(std::move(cells));
    }
  }
  return out;
}

}  // namespace softlin::check
