#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/local_exponent.hpp"
#include "proofs-check/standard_figure.hpp"

namespace softlin::check {

namespace {

using symbolic::Number;

/// Points of the line rho*.
constexpr int k_rho_points = 120;

/// "2^16" for a power of two from 2^10 on, else the number.
FigureText length_text(const Length& length) {
  const Integer& L = length.value;
  if (L >= 1024 && (L & (L - 1)) == 0) {
    const std::string e = std::to_string(mp::msb(L));
    return maths("2^{" + e + "}", "2^{" + e + "}");
  }
  return maths(L.str(), L.str());
}

}  // namespace

FigurePlan exponents_figure(const FigureRequest& request) {
  std::vector<Length> lengths = request.lengths;
  if (lengths.empty()) {
    for (const unsigned power : {4U, 8U, 16U, 32U}) lengths.push_back({Integer(1) << power, false});
  }
  require_increasing(lengths);
  const auto lambdas = numbers_or(request.lambdas, {Rational(1, 8), Rational(3, 16), Rational(1, 4), Rational(3, 8),
                                                    Rational(1, 2), Rational(3, 4), 1, Rational(3, 2), 2, 3, 4});
  FigurePlan plan;
  plan.title = "Local exponent of the exact error (" + name_of(request.quantity) +
               ") averaged over a query N(0, lambda), and rho*: tokens N(0,1), U = V = 1";
  plan.notes = {
      "exponents -ln(E(L2)/E(L1))/ln(L2/L1) are enclosures; rho* is their limit for long prompts, its line floating "
      "point"};
  plan.width = request.width;
  for (std::size_t i = 0; i + 1 < lengths.size(); ++i)
    plan.blocks.push_back({"L1 = " + to_text(lengths[i]) + ", L2 = " + to_text(lengths[i + 1]) +
                               ": lambda, exponent (lower, upper end), rho* (lower, upper end)",
                           {}});
  double least = std::numeric_limits<double>::infinity(), most = 0;
  std::size_t done = 0;
  for (const Number& lambda : lambdas) {
    const double at = numeric::approximate(lambda);
    least = std::min(least, at);
    most = std::max(most, at);
    const auto rho = limit_exponent(lambda, request.digits);
    const auto exponents =
        local_exponents(standard_model(1, 1, lambda), request.quantity, lengths, request.digits, request.threads);
    for (std::size_t i = 0; i < exponents.size(); ++i) {
      std::vector<std::string> row{gnuplot_number(at)};
      add_end_cells(row, exponents[i]);
      add_end_cells(row, rho);
      plan.blocks[i].rows.push_back(std::move(row));
    }
    request.progress(static_cast<double>(++done) / static_cast<double>(lambdas.size()));
  }
  FigurePanel panel;
  panel.x = {maths("variance of the query, λ", "variance of the query, $\\lambda$"), true, {}, {}};
  panel.y = {literal("local exponent"), false, {}, {}};
  FigureBlock line{"rho*: lambda, exponent", {}};
  for (int k = 0; k <= k_rho_points; ++k) {
    const double lambda = least * std::pow(most / least, static_cast<double>(k) / k_rho_points);
    line.rows.push_back({gnuplot_number(lambda), gnuplot_number(std::min(1.0, (std::sqrt(1 + 4 / lambda) - 1) / 2))});
  }
  for (std::size_t i = 0; i + 1 < lengths.size(); ++i) {
    const FigureText from = length_text(lengths[i]), to = length_text(lengths[i + 1]);
    panel.curves.push_back(
        {CurveKind::points,
         maths("from L = " + from.text + " to " + to.text, "from $L = " + from.latex + "$ to $" + to.latex + "$"),
         point_look(i), i, 1, 3, 2, 3, true});
    panel.curves.back().look.width = 0.6;
    panel.curves.back().look.dash = 0;
  }
  panel.curves.push_back({CurveKind::line,
                          maths("ρ^*, the limit of long prompts", "$\\rho^*$, the limit of long prompts"),
                          {"d55e00", 1, FigureMark::none, 1.4},
                          plan.blocks.size(),
                          1,
                          2});
  if (least < 0.5) {
    panel.regions.push_back(
        {std::nullopt, 0.5,
         maths("light queries, λ ≤ 1/2: ρ^* = 1", "light queries, $\\lambda\\le 1/2$: $\\rho^*=1$")});
  }
  plan.blocks.push_back(std::move(line));
  plan.panels.push_back(std::move(panel));
  return plan;
}

}  // namespace softlin::check
