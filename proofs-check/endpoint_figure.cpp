#include "numeric/interval_text.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/regression_curves.hpp"
#include "proofs-check/standard_figure.hpp"

namespace softlin::check {

namespace {

constexpr int k_figure_digits = 8;

/// 1, 2, 4, ..., 2^20
std::vector<Length> figure_lengths() {
  std::vector<Length> out;
  for (long length = 1; length <= 1L << 20; length *= 2) out.push_back({Integer(length), false});
  return out;
}

/// Distinguishable in grey: by mark, dash and lightness.
constexpr const char* k_colours[] = {"#000000", "#0072b2", "#d55e00", "#56b4e9", "#009e73", "#999999"};

}  // namespace

StandardFigure regression_figure(const FigureRequest& request) {
  const auto lengths = request.lengths.empty() ? figure_lengths() : request.lengths;
  const auto curves = regression_curves(lengths, k_figure_digits, request.threads, request.progress);
  StandardFigure out;
  out.data = gnuplot_comment("R_L at the endpoint, target without noise, with the factor 1/2; one block a covariance");
  out.data += "# length, risk (lower, upper end), K/L (rounded up; ? in the heavy regime)\n";
  std::vector<std::string> parts;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const RegressionCurve& curve = curves[k];
    if (k > 0) out.data += "\n\n";
    out.data += gnuplot_comment(curve.name);
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      const numeric::Interval& risk = curve.risks[l];
      std::string line = "?";
      if (curve.constants.K) {
        line = numeric::upper_text(*curve.constants.K / numeric::Interval(lengths[l].value, numeric::Bits(64)));
      }
      out.data +=
          to_text(lengths[l]) + " " + numeric::lower_text(risk) + " " + numeric::upper_text(risk) + " " + line + "\n";
    }
    const std::string source = "'regression.dat' index " + std::to_string(k) + " using ";
    const std::string look = std::string(" lc rgb '") + k_colours[k % std::size(k_colours)] + "'";
    parts.push_back(source + "1:3 with linespoints" + look + " pt " + std::to_string(k + 4) + " lw 2 title " +
                    gnuplot_string(curve.name) + " noenhanced");
    if (curve.constants.K) {
      parts.push_back(source + "1:4 with lines" + look + " dt 2 notitle");
    }
  }
  parts.emplace_back("NaN with lines lc rgb '#000000' dt 2 title 'K/L, an upper bound'");
  out.script =
      "set datafile missing '?'\n"
      "set logscale xy\n"
      "set format xy '10^{%L}'\n"
      "set grid\n"
      "set key bottom left Left reverse samplen 2\n"
      "set xtics 1, 100\n"
      "set ytics 1e-6, 100\n"
      "set xlabel 'prompt length L'\n"
      "set ylabel 'risk at the endpoint'\n";
  out.script += gnuplot_plot(parts);
  return out;
}

}  // namespace softlin::check
