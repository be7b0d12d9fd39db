#include <nlohmann/json.hpp>

#include "numeric/interval_text.hpp"
#include "proofs-check/regression_curves.hpp"
#include "proofs-check/rounding.hpp"
#include "proofs-check/standard_table.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using numeric::Interval;

/// "d=2, diag(1,1/2)" as $d=2$, $\mathrm{diag}(1,1/2)$.
std::string latex_name(const std::string& name) {
  std::string out = "$" + name + "$";
  for (const auto& [text, latex] : {std::pair{", ", "$, $"}, {"diag", "\\mathrm{diag}"}, {"^-|i-j|", "^{-|i-j|}"}}) {
    if (const auto at = out.find(text); at != std::string::npos) out.replace(at, std::string_view(text).size(), latex);
  }
  return out;
}

std::string risk_line(const std::string& problem, const std::string& quantity, const std::string& length,
                      const Interval& value) {
  Json json{{"table", "regression"}, {"problem", problem}, {"quantity", quantity}};
  if (!length.empty()) json["length"] = length;
  json["lower"] = numeric::lower_text(value);
  json["upper"] = numeric::upper_text(value);
  return json.dump();
}

}  // namespace

StandardTable regression_table(const TableRequest& request) {
  const auto lengths = lengths_or(request.lengths, {1, 4, 16, 64, 256, 1024, 16384});
  const auto curves = regression_curves(lengths, request.digits + 2, request.threads, request.progress);
  StandardTable out;
  out.table.caption = "Risk of in-context regression at the endpoint of the infinite-prompt flow, by prompt length";
  out.table.label = "tab:regression";
  out.table.digits = request.digits;
  out.table.columns = {{.key = "length", .heading = "L", .symbols = true}};
  for (const RegressionCurve& curve : curves) {
    out.table.columns.push_back(
        {.key = curve.name, .heading = curve.name, .align = Align::number, .latex = latex_name(curve.name)});
  }
  const auto add_row = [&](const std::string& heading, const auto& cell) {
    std::vector<std::string> row{heading};
    for (const RegressionCurve& curve : curves) row.push_back(cell(curve));
    out.table.rows.push_back(std::move(row));
  };
  // The row of a line is the one that is being made.
  const auto add_line = [&](const RegressionCurve& curve, std::string line) {
    out.json.push_back({std::move(line), out.table.rows.size(), curve.name});
  };
  const int digits = request.digits;
  add_row("b^2", [&](const RegressionCurve& curve) {
    add_line(curve, risk_line(curve.name, "b_square", "", curve.constants.scale_square));
    return short_value(curve.constants.scale_square, digits);
  });
  add_row("K", [&](const RegressionCurve& curve) {
    if (!curve.constants.K) return std::string("-");
    add_line(curve, risk_line(curve.name, "K", "", *curve.constants.K));
    return rounded_up(*curve.constants.K, digits);
  });
  add_row("gamma", [&](const RegressionCurve& curve) {
    if (!curve.constants.gamma) return std::string("-");
    add_line(curve, risk_line(curve.name, "gamma", "", *curve.constants.gamma));
    return short_value(*curve.constants.gamma, digits);
  });
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    add_row(to_text(lengths[l]), [&](const RegressionCurve& curve) {
      add_line(curve, risk_line(curve.name, "risk", to_text(lengths[l]), curve.risks[l]));
      return short_value(curve.risks[l], digits);
    });
  }
  out.table.notes = {
      "Omega = I, no noise; E (prediction - w.x)^2 / 2, to nearest; K is rounded up. Light regime (K): L R_L <= K. -ln "
      "R_L/ln L tends to gamma."};
  return out;
}

}  // namespace softlin::check
