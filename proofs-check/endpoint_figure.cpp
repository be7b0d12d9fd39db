#include "numeric/interval_text.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/regression_curves.hpp"
#include "proofs-check/standard_figure.hpp"

namespace softlin::check {

FigurePlan regression_figure(const FigureRequest& request) {
  std::vector<Length> lengths = request.lengths;
  if (lengths.empty()) {
    for (unsigned power = 0; power <= 20; ++power) lengths.push_back({Integer(1) << power, false});
  }
  const auto curves = regression_curves(lengths, request.digits, request.threads, request.progress);
  FigurePlan plan;
  plan.title = "R_L at the endpoint, target without noise, with the factor 1/2; one block a covariance";
  plan.notes = {"risks are enclosures; L R_L <= K is proved in the light regime (docs/theory/icl-regression.md I3.7)"};
  plan.columns = {"length, risk (lower, upper end), K/L (rounded up; ? in the heavy regime)"};
  plan.width = request.width;
  FigurePanel panel;
  panel.x = length_axis();
  panel.y = {maths("risk R_L at the endpoint", "risk $R_L$ at the endpoint"), true, {}, {}};
  std::vector<FigureCurve> limits;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const RegressionCurve& curve = curves[k];
    FigureBlock block{curve.name, {}};
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      std::vector<std::string> row{to_text(lengths[l])};
      add_end_cells(row, curve.risks[l]);
      row.push_back(curve.constants.K ? numeric::upper_text(*curve.constants.K /
                                                            numeric::Interval(lengths[l].value, numeric::Bits(64)))
                                      : k_gnuplot_missing);
      block.rows.push_back(std::move(row));
    }
    FigureLook look = point_look(k);
    if (curve.constants.K) {
      limits.push_back({CurveKind::line,
                        maths("K/L, upper bound", "$K/L$, upper bound"),
                        {look.colour, 2, FigureMark::none, 0.8},
                        k,
                        1,
                        4});
    }
    look.dash = 0;
    panel.curves.push_back({CurveKind::points, literal(curve.name), look, k, 1, 3, 2, 3, true});
    plan.blocks.push_back(std::move(block));
  }
  panel.curves.insert(panel.curves.end(), limits.begin(), limits.end());  // last in the key
  plan.panels.push_back(std::move(panel));
  return plan;
}

}  // namespace softlin::check
