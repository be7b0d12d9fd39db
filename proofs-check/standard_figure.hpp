#pragma once
/// The figures of `softlin plot`. Exact values are points with bars that are their enclosures, samples hollow points with one standard
/// error, bounds lines; docs/how-to/figures.md shows them.
/// Checked by: tests/golden/plot_*.case

#include <optional>
#include <string>
#include <vector>

#include "proofs-check/figure_plan.hpp"
#include "proofs-check/regression_file.hpp"
#include "proofs-check/standard_table.hpp"

namespace softlin::check {

/// Beside what tables are asked for (digits, threads, progress included). Empty lists mean the figure's own.
struct FigureRequest : TableRequest {
  std::vector<std::string> bounds;  ///< names; empty: every bound that applies (deviation, slack)
  std::uint64_t prompts = 0;        ///< sampled at each short length; 0: the figure's own (deviation)
  std::uint64_t seed = 1;
  std::optional<RegressionProblem> problem;  ///< (flow)
  std::string problem_name;
  std::optional<symbolic::Number> until;  ///< the last time (flow)
  FigureWidth width = FigureWidth::column;
};

/// E|T_L - T|^2 over L at several slopes: exact, sampled, and every bound that applies; lengths with s^2 > 2 ln L are shaded.
FigurePlan deviation_figure(const FigureRequest& request);
/// bound/exact over L for every bound that applies, at one query and at a Gaussian query.
FigurePlan slack_figure(const FigureRequest& request);
/// A(s, L) over ln L and s, with the freezing line s^2 = 2 ln L.
FigurePlan heat_map_figure(const FigureRequest& request);
/// The local exponent of the exact error averaged over a query N(0, lambda), over lambda, with rho*.
FigurePlan exponents_figure(const FigureRequest& request);
/// R_L(theta*) over L for several covariances, with the lines K/L of the light regime.
FigurePlan regression_figure(const FigureRequest& request);
/// Risk and parameters along the regression flow: the infinite prompt enclosed, finite prompts in floating point.
FigurePlan flow_figure(const FigureRequest& request);

/// Name, what it shows, options it reads, and the function.
struct StandardFigureKind {
  std::string name;
  std::string shows;
  std::vector<std::string> options;
  FigurePlan (*make)(const FigureRequest& request);
};
const std::vector<StandardFigureKind>& standard_figures();

// --- Shared by the figures ---

/// "prompt length L", logarithmic.
FigureAxis length_axis();
/// Both ends of an enclosure as cells, rounded outward to what is correct of them.
void add_end_cells(std::vector<std::string>& row, const numeric::Interval& x);

}  // namespace softlin::check
