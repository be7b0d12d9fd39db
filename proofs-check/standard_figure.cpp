#include "proofs-check/standard_figure.hpp"

#include "numeric/interval_text.hpp"

namespace softlin::check {

const std::vector<StandardFigureKind>& standard_figures() {
  static const std::vector<StandardFigureKind> kinds{
      {"deviation",
       "the exact error over the length at several slopes, sampled values, and every bound that applies",
       {"--lengths", "--s", "--u", "--model", "--quantity", "--bounds", "--prompts", "--seed"},
       deviation_figure},
      {"heat-map",
       "A = E sum w_i^2 over ln L and the slope s, with the freezing line s^2 = 2 ln L",
       {"--lengths", "--s"},
       heat_map_figure},
      {"exponents",
       "the local exponent of the exact averaged error over lambda, with rho*",
       {"--lengths", "--lambda", "--quantity"},
       exponents_figure},
      {"slack",
       "bound/exact over the length for every bound that applies",
       {"--lengths", "--s", "--u", "--model", "--quantity", "--bounds"},
       slack_figure},
      {"regression",
       "the exact risk at the endpoint over the length, for several covariances, with K/L",
       {"--lengths"},
       regression_figure},
      {"flow",
       "risk and parameters along the flow of regression, with infinite and finite prompts",
       {"--lengths", "--problem", "--until"},
       flow_figure}};
  return kinds;
}

FigureAxis length_axis() { return {maths("prompt length L", "prompt length $L$"), true, {}, {}}; }

void add_end_cells(std::vector<std::string>& row, const numeric::Interval& x) {
  row.push_back(numeric::lower_text(x));
  row.push_back(numeric::upper_text(x));
}

}  // namespace softlin::check
