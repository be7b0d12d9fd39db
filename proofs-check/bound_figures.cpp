#include <algorithm>
#include <cmath>
#include <memory>

#include "bounds/catalogue.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/bound_curves.hpp"
#include "proofs-check/deviation_row.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/standard_figure.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using symbolic::Number;

/// Prompts beyond this length are not sampled.
constexpr long k_longest_sampled_point = 1024;
constexpr std::uint64_t k_figure_prompts = 2000;

/// A panel: one model with its heading.
struct PanelModel {
  FigureText title;
  symbolic::AttentionModel model;
};

PanelModel slope_panel(const Number& s) {
  return {maths("one query, s = " + literal(s.text()).text, "one query, $s = " + s.latex() + "$"),
          standard_model(1, s, std::nullopt)};
}

PanelModel scale_panel(const Number& u) {
  return {maths("query N(0,1), U = " + literal(u.text()).text, "query $N(0,1)$, $U = " + u.latex() + "$"),
          standard_model(1, u, Number(1))};
}

std::vector<PanelModel> panel_models(const FigureRequest& request, const std::vector<Rational>& slopes,
                                     const std::vector<Rational>& scales) {
  if (request.model) return {{literal(describe(*request.model)), *request.model}};
  std::vector<PanelModel> out;
  const bool own = request.slopes.empty() && request.scales.empty();
  for (const Number& s : own ? numbers_or({}, slopes) : request.slopes) out.push_back(slope_panel(s));
  for (const Number& u : own ? numbers_or({}, scales) : request.scales) out.push_back(scale_panel(u));
  return out;
}

std::vector<Length> powers_of(long base, int most) {
  std::vector<Length> out;
  Integer length = 1;
  for (int k = 0; k <= most; ++k, length *= base) out.push_back({length, false});
  return out;
}

/// Those named; else all but the sums over many cells, of which the lower bounds stay: without them hardly any would be there.
std::vector<BoundEntry> chosen_bounds(const FigureRequest& request) {
  const std::vector<BoundEntry> all = bound_entries(request.quantity, /*all=*/true);
  const auto named = [&](const std::string& name) {
    return std::find_if(all.begin(), all.end(), [&](const BoundEntry& entry) { return entry.bound->name == name; });
  };
  std::vector<BoundEntry> out;
  if (request.bounds.empty()) {
    out = bound_entries(request.quantity, /*all=*/false);
    const std::size_t light = out.size();
    for (const BoundEntry& entry : all) {
      const auto same = [&](const BoundEntry& other) { return other.bound == entry.bound; };
      if (entry.bound->is_lower && std::none_of(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(light), same))
        out.push_back(entry);
    }
    return out;
  }
  for (const std::string& name : request.bounds) {
    const auto found = named(name);
    if (found == all.end()) {
      std::string known;
      for (const BoundEntry& entry : all) known += (known.empty() ? "" : ", ") + entry.bound->name;
      throw InputError("--bounds", "'" + name + "'", "some of " + known);
    }
    out.push_back(*found);
  }
  return out;
}

/// What is computed for one panel.
struct PanelData {
  std::vector<Interval> exact;
  std::vector<BoundCurve> bounds;  ///< that apply
  std::string repeated;            ///< bounds left out, each with the one before it that has the same values
};

/// A bound above rounded up, below rounded down.
std::string bound_cell(const Interval& x, bool lower, int digits) {
  return lower ? numeric::lower_text(x, digits) : numeric::upper_text(x, digits);
}

std::vector<std::string> cells_of(const BoundCurve& curve, int digits) {
  std::vector<std::string> out;
  for (const auto& value : curve.values) {
    const auto* enclosed = std::get_if<bounds::Enclosed>(&value);
    out.push_back(enclosed == nullptr ? k_gnuplot_missing : bound_cell(enclosed->value, curve.bound->is_lower, digits));
  }
  return out;
}

/// Of bounds with the same values the first is drawn.
void leave_out_repeated(PanelData& data, int digits) {
  std::vector<BoundCurve> kept;
  for (BoundCurve& curve : data.bounds) {
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const BoundCurve& other) {
      return other.bound->is_lower == curve.bound->is_lower && cells_of(other, digits) == cells_of(curve, digits);
    });
    if (same == kept.end()) {
      kept.push_back(std::move(curve));
    } else {
      data.repeated += (data.repeated.empty() ? "" : ", ") + curve.bound->name + " as " + same->bound->name;
    }
  }
  data.bounds = std::move(kept);
}

std::vector<PanelData> panel_data(const FigureRequest& request, const std::vector<PanelModel>& models,
                                  const std::vector<Length>& lengths) {
  const auto entries = chosen_bounds(request);
  std::size_t done = 0;
  std::vector<PanelData> out;
  for (const PanelModel& model : models) {
    PanelData data;
    data.exact = exact_errors(model.model, request.quantity, lengths, request.digits + 2, request.threads);
    data.bounds = bound_curves(model.model, entries, lengths, request.digits + 2, [&] {
      request.progress(static_cast<double>(++done) / static_cast<double>(models.size() * entries.size()));
    });
    std::erase_if(data.bounds, [](const BoundCurve& curve) { return !curve.applies(); });
    leave_out_repeated(data, request.digits);
    out.push_back(std::move(data));
  }
  return out;
}

/// s^2 at the one query; none where queries are averaged over.
std::optional<double> slope_square(const symbolic::AttentionModel& model) {
  const auto gaussian = symbolic::as_gaussian(model.tokens);
  const auto* query = std::get_if<symbolic::FixedQuery>(&model.query);
  if (!gaussian || query == nullptr) return std::nullopt;
  return numeric::approximate(symbolic::error_traces(*gaussian, model.head, query->z).s_squared);
}

/// Looks by the place of a bound in the catalogue, so that it is the same in every panel.
class BoundLooks {
 public:
  FigureLook of(const bounds::Bound* bound) {
    const auto found = std::find(seen_.begin(), seen_.end(), bound);
    const auto place = static_cast<std::size_t>(found - seen_.begin());
    if (found == seen_.end()) seen_.push_back(bound);
    return line_look(place);
  }

 private:
  std::vector<const bounds::Bound*> seen_;
};

/// Names in a key are short: without the quantity, which the axis names, and with sub-G for sub-gaussian.
FigureText bound_name(const bounds::Bound& bound) {
  std::string name = bound.name;
  for (const char* quantity : {"output-", "grad-v-", "grad-u-"}) {
    if (name.starts_with(quantity)) name.erase(0, std::string_view(quantity).size());
  }
  if (bound.quantity != Quantity::output && (name.ends_with("-v") || name.ends_with("-u")) && name.size() > 6)
    name.erase(name.size() - 2);
  constexpr std::string_view k_long = "sub-gaussian";
  if (const auto at = name.find(k_long); at != std::string::npos) name.replace(at, k_long.size(), "sub-G");
  return literal(name + (bound.is_lower ? " (below)" : ""));
}
constexpr const char* k_names_note =
    "names in the key leave out the quantity (output-, grad-v-, -v, ...); sub-G: sub-gaussian; softlin constants "
    "--list has all bounds";

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

FigureText error_label(Quantity quantity) {
  switch (quantity) {
    case Quantity::output: return maths("E|T_L−T|^2", "$\\mathrm{E}|T_L-T|^2$");
    case Quantity::grad_v: return maths("E|∇_VT_L−∇_VT|^2", "$\\mathrm{E}|\\nabla_V T_L-\\nabla_V T|^2$");
    case Quantity::grad_u: return maths("E|∇_UT_L−∇_UT|^2", "$\\mathrm{E}|\\nabla_U T_L-\\nabla_U T|^2$");
    case Quantity::bias: break;
  }
  throw Error("no figure of the bias");
}

/// Sampled values at the short lengths; empty where there are none.
FigureBlock sampled_block(const FigureRequest& request, const PanelModel& model, const std::vector<Length>& lengths,
                          std::uint32_t first_row) {
  FigureBlock out{"sampled, " + model.title.text + ": length, mean, standard error", {}};
  const DeviationPlaces places;
  const SampledDeviation sampled(model.model, request.quantity, Target::limit, Method::naive, places);
  SampleRequest how;
  how.prompts = request.prompts == 0 ? k_figure_prompts : request.prompts;
  how.seed = request.seed;
  how.threads = request.threads;
  how.progress = [](double) {};
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i].value > k_longest_sampled_point) continue;
    how.row = first_row + static_cast<std::uint32_t>(i);
    const auto row = sampled.row(lengths[i], how);
    if (!row) continue;
    out.rows.push_back(
        {to_text(lengths[i]), gnuplot_number(row->summary.mean), gnuplot_number(row->summary.std_error)});
  }
  return out;
}

}  // namespace

FigurePlan deviation_figure(const FigureRequest& request) {
  const auto lengths = request.lengths.empty() ? powers_of(4, 10) : request.lengths;
  const auto models = panel_models(request, {1, 2, 4}, {});
  const auto data = panel_data(request, models, lengths);
  FigurePlan plan;
  plan.title = "Exact error (" + name_of(request.quantity) + ") over the prompt length, with samples and bounds" +
               (request.model ? "" : ": tokens N(0,1), V = 1");
  plan.notes = {
      "exact values are enclosures; bounds are proved, upper ones rounded up, lower ones down; samples: method "
      "naive, " +
          std::to_string(request.prompts == 0 ? k_figure_prompts : request.prompts) + " prompts, seed " +
          std::to_string(request.seed) + ", bars of one standard error",
      "bounds beyond 1000 times the largest, or below a thirtieth of the least, exact value leave the panel",
      k_names_note};
  plan.width = request.width;
  BoundLooks looks;
  for (std::size_t m = 0; m < models.size(); ++m) {
    FigurePanel panel;
    panel.title = models[m].title;
    panel.x = length_axis();
    panel.y = {error_label(request.quantity), true, {}, {}};
    FigureBlock block{"exact, " + models[m].title.text + ": length, error (lower, upper end)", {}};
    for (const BoundCurve& curve : data[m].bounds) block.comment += ", " + curve.bound->name;
    double least = std::numeric_limits<double>::infinity(), most = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      std::vector<std::string> row{to_text(lengths[i])};
      add_end_cells(row, data[m].exact[i]);
      if (const double x = data[m].exact[i].mid_double(); x > 0) {
        least = std::min(least, x);
        most = std::max(most, x);
      }
      for (const BoundCurve& curve : data[m].bounds) {
        const auto* value = std::get_if<bounds::Enclosed>(&curve.values[i]);
        row.push_back(value == nullptr ? k_gnuplot_missing
                                       : bound_cell(value->value, curve.bound->is_lower, request.digits));
      }
      block.rows.push_back(std::move(row));
    }
    // Bounds may be as far away as they like: they leave the panel.
    double highest = most;
    for (const auto& row : block.rows) {
      for (std::size_t j = 3; j < row.size(); ++j) highest = std::max(highest, drawn_value(row[j], true).value_or(0));
    }
    if (most > 0) {
      panel.y.from = least / 30;
      panel.y.to = std::min(1000 * most, 1.5 * highest);
    }
    if (!data[m].repeated.empty())
      plan.notes.push_back("the same values, " + models[m].title.text + ": " + data[m].repeated);
    const std::size_t index = plan.blocks.size();
    plan.blocks.push_back(std::move(block));
    panel.curves.push_back({CurveKind::points, literal("exact"), point_look(0), index, 1, 3, 2, 3});
    FigureBlock samples = sampled_block(request, models[m], lengths, static_cast<std::uint32_t>(m * lengths.size()));
    if (!samples.rows.empty()) {
      FigureLook look = hollow(point_look(0));
      look.colour = "d55e00";
      panel.curves.push_back({CurveKind::samples, literal("sampled"), look, plan.blocks.size(), 1, 2, 3});
      plan.blocks.push_back(std::move(samples));
    }
    std::size_t column = 4;
    for (const BoundCurve& curve : data[m].bounds)
      panel.curves.push_back({CurveKind::line, bound_name(*curve.bound), looks.of(curve.bound), index, 1, column++});
    if (const auto square = slope_square(models[m].model)) {
      if (const double frozen = std::exp(*square / 2); frozen > 1.2)
        panel.regions.push_back({std::nullopt, frozen, maths("frozen: s^2 > 2 ln L", "frozen: $s^2 > 2\\ln L$")});
    }
    plan.panels.push_back(std::move(panel));
  }
  return plan;
}

FigurePlan slack_figure(const FigureRequest& request) {
  constexpr double least_shown = 1e-2;
  constexpr double most_shown = 1e6;
  const auto lengths = request.lengths.empty() ? powers_of(4, 10) : request.lengths;
  const auto models = panel_models(request, {1}, {Rational(1, 2)});
  const auto data = panel_data(request, models, lengths);
  FigurePlan plan;
  plan.title = "Slack of the bounds: bound/exact (" + name_of(request.quantity) + ")" +
               (request.model ? "" : ": tokens N(0,1), V = 1");
  plan.notes = {"ratios are rounded up for upper bounds and down for lower ones", k_names_note};
  plan.width = request.width;
  plan.shared_key = false;
  for (std::size_t m = 0; m < models.size(); ++m) {
    FigurePanel panel;
    panel.title = models[m].title;
    panel.x = length_axis();
    panel.y = {literal("bound/exact"), true, {}, {}};
    FigureBlock block{models[m].title.text + ": length", {}};
    for (const Length& length : lengths) block.rows.push_back({to_text(length)});
    const std::size_t index = plan.blocks.size();
    std::vector<std::string> outside;
    double least = 0.8, most = 1.25;
    for (const BoundCurve& curve : data[m].bounds) {
      block.comment += ", " + curve.bound->name;
      bool visible = false;
      for (std::size_t i = 0; i < lengths.size(); ++i) {
        const auto* value = std::get_if<bounds::Enclosed>(&curve.values[i]);
        if (value == nullptr) {
          block.rows[i].push_back(k_gnuplot_missing);
          continue;
        }
        const Interval ratio = value->value / data[m].exact[i];
        block.rows[i].push_back(bound_cell(ratio, curve.bound->is_lower, request.digits));
        const double x = ratio.mid_double();
        if (!(x >= least_shown && x <= most_shown)) continue;
        visible = true;
        least = std::min(least, x);
        most = std::max(most, x);
      }
      if (visible) {
        panel.curves.push_back({CurveKind::line, bound_name(*curve.bound), line_look(panel.curves.size()), index, 1,
                                block.rows.front().size()});
      } else {
        outside.push_back(curve.bound->name);
      }
    }
    if (!data[m].repeated.empty())
      plan.notes.push_back("the same values, " + models[m].title.text + ": " + data[m].repeated);
    if (!outside.empty()) {
      plan.notes.push_back("outside the panel, from 1/100 to 10^6, lie all values of " + list_of(outside) + " (" +
                           models[m].title.text + ")");
    }
    panel.y.from = least / 1.3;
    panel.y.to = most * 1.5;
    plan.blocks.push_back(std::move(block));
    plan.panels.push_back(std::move(panel));
  }
  // Exactly tight: a thin line at 1 across each panel.
  FigureBlock tight{"the exact value: length, 1", {{to_text(lengths.front()), "1"}, {to_text(lengths.back()), "1"}}};
  for (FigurePanel& panel : plan.panels)
    panel.curves.insert(panel.curves.begin(),
                        {CurveKind::line, {}, {"000000", 0, FigureMark::none, 0.4}, plan.blocks.size(), 1, 2});
  plan.blocks.push_back(std::move(tight));
  return plan;
}

}  // namespace softlin::check
