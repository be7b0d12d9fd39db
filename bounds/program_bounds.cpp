#include "bounds/program_bounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "bounds/one_query_text.hpp"
#include "bounds/smallest_majorant.hpp"
#include "bounds/sub_gaussian_text.hpp"
#include "numeric/approximate_formula.hpp"

namespace softlin::bounds {

namespace {

using numeric::ApproximateFormula;
using symbolic::Quantity;

constexpr int k_cells = 40;
/// The exponents eta_j; all at least 2/w for the last w (program_reach), as D2.2 asks of those that reach beyond it.
constexpr std::array k_exponents{"1/16", "1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8", "15/16"};
constexpr std::array k_exponent_values{0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 0.9375};
/// Of the part that is added where the rest does not reach the tail.
constexpr std::size_t k_tail_exponent = 4;
constexpr double k_tail_kappa = 0.75;  // ka of the tails, which hardly matters

/// w_k = (k/40)^2 (50 + 4 d)
std::string grid_text(int k) { return "(" + std::to_string(k) + "/" + std::to_string(k_cells) + ")^2*(50 + 4*d)"; }
double grid_value(int k, double d) { return std::pow(static_cast<double>(k) / k_cells, 2) * (50 + 4 * d); }

/// Psi of E3.3 in floating point, for one cell at a time.
class OneQuery {
 public:
  OneQuery() {
    std::vector<std::string> slots{"L", "d", "ka", "b", "c", "k", "kfour"};
    std::set<std::string> known(slots.begin(), slots.end());
    Bound cell;
    define_tails(cell);
    define_one_query_tight(cell, "", /*line=*/true);
    for (const auto& [name, text] : cell.definitions) {
      steps_.emplace_back(symbolic::Formula::parse(text, known, Place{"one query", 0, name}).compile(slots));
      if (name == "triv") triv_ = slots.size();
      slots.push_back(name);
      known.insert(name);
    }
  }

  struct Choice {
    double c = 0.5, k = 0.5, kfour = 0.5;
    double psi = INFINITY, triv = INFINITY;
  };

  /// A coordinate search for small Psi from `start`, which is best chosen at a neighbouring b.
  Choice best(double L, double d, double b, Choice choice) const {
    evaluate(L, d, b, choice);
    for (double step = 0.25; step > 1e-4; step /= 2) {
      for (bool moved = true; moved;) {
        moved = false;
        for (double Choice::*parameter : {&Choice::c, &Choice::k, &Choice::kfour}) {
          for (const double change : {step, -step}) {
            Choice other = choice;
            other.*parameter = std::clamp(other.*parameter + change, 0.001, 0.999);
            evaluate(L, d, b, other);
            if (!(other.psi < choice.psi * (1 - 1e-9))) continue;
            choice = other;
            moved = true;
          }
        }
      }
    }
    return choice;
  }

 private:
  void evaluate(double L, double d, double b, Choice& at) const {
    std::vector<double> slots{L, d, k_tail_kappa, b, at.c, at.k, at.kfour};
    for (const ApproximateFormula& step : steps_) slots.push_back(step(slots));
    at.psi = slots.back();
    at.triv = slots[triv_];
    if (!std::isfinite(at.psi)) at.psi = INFINITY;
  }

  std::vector<ApproximateFormula> steps_;
  std::size_t triv_ = 0;
};

/// Parameters in the order of the bound: ka, then c_k, k_k, kfour_k for each cell, al1, be_1, ...
std::vector<double> choose_program(const std::map<std::string, double>& symbols) {
  static const OneQuery one_query_bound;
  const double L = symbols.at("L"), d = symbols.at("d");
  const double lam = std::pow(symbols.at("sigma") * symbols.at("norm_u"), 2);
  std::vector<double> out{k_tail_kappa};
  Eigen::VectorXd values(k_cells + 1);
  OneQuery::Choice choice{std::max(0.5, 1 - 2 * std::sqrt(std::log(L) / L)), 0.25, 0.25, 0, 0};
  for (int k = 1; k <= k_cells; ++k) {
    choice = one_query_bound.best(L, d, lam * grid_value(k, d), choice);
    out.insert(out.end(), {choice.c, choice.k, choice.kfour});
    values(k - 1) = choice.psi;
    values(k) = choice.triv;  // stays for the last one: the tail
  }
  const Eigen::Index count = 2 + static_cast<Eigen::Index>(k_exponent_values.size());
  Eigen::MatrixXd functions(k_cells + 1, count);
  Eigen::VectorXd costs(count);
  costs(0) = 1;
  costs(1) = d;
  for (int k = 0; k <= k_cells; ++k) {
    const double w = grid_value(k, d);
    // Beyond the last point only exponentials count (D2.2).
    functions(k, 0) = k < k_cells ? 1 : 0;
    functions(k, 1) = k < k_cells ? w : 0;
    for (Eigen::Index j = 2; j < count; ++j) {
      const double eta = k_exponent_values[static_cast<std::size_t>(j - 2)];
      functions(k, j) = std::exp(eta * w / 2);
      costs(j) = std::pow(1 - eta, -d / 2);
    }
  }
  const Eigen::VectorXd x = smallest_majorant(functions, values, costs);
  for (Eigen::Index j = 1; j < count; ++j) out.push_back(x(j));
  return out;
}

Bound program(Quantity quantity) {
  Bound bound =
      sub_gaussian_bound("sub-gaussian-program" + name_suffix(quantity), quantity,
                         "1.12 times the truth at |U| = 1/10 and 1.85 times at 1/4 (Gaussian tokens, d = 1, L = 1024)");
  bound.statement = left_side(quantity) + " <= " + scale_in_words(quantity) +
                    " sigma^2 [al0 + al1 d + sum_j be_j (1 - eta_j)^{-d/2}], where al0 + al1 w + sum_j be_j e^{eta_j "
                    "w/2} lies above the one-query bound at |Uz|^2 = |U|^2 w, for L >= 2";
  bound.source = "bounds.md D2.2 with sharper-bounds.md E3.3";
  bound.conditions = {{"U != 0", "norm_u"}};
  bound.choose = choose_program;
  bound.definitions = {{"lam", "sigma^2*norm_u^2"}};
  bound.parameters = {{"ka", "1/2", "1"}};
  define_tails(bound);
  for (int k = 1; k <= k_cells; ++k) {
    const std::string i = std::to_string(k);
    bound.parameters.push_back({"c" + i, "0", "1"});
    bound.parameters.push_back({"k" + i, "0", "1"});
    bound.parameters.push_back({"kfour" + i, "0", "1"});
    bound.definitions.emplace_back("w" + i, grid_text(k));
    bound.definitions.emplace_back("b" + i, "lam*w" + i);
    define_one_query_tight(bound, i, /*line=*/true);
  }
  bound.parameters.push_back({"al1", "0", "10^100"});
  for (std::size_t j = 0; j < k_exponents.size(); ++j) {
    bound.parameters.push_back({"be" + std::to_string(j + 1), "0", "10^100"});
  }
  const auto exponentials = [&](const std::string& w) {
    std::string sum;
    for (std::size_t j = 0; j < k_exponents.size(); ++j) {
      sum += (j == 0 ? "" : " + ") + ("be" + std::to_string(j + 1)) + "*exp(" + k_exponents[j] + "*" + w + "/2)";
    }
    return sum;
  };
  // What rounding and the program left open is added: to the exponential part beyond the last cell, to al0 before it.
  const std::string last = std::to_string(k_cells), tail = k_exponents[k_tail_exponent];
  bound.definitions.emplace_back(
      "rest", "max(0, triv" + last + " - (" + exponentials("w" + last) + "))*exp(-" + tail + "*w" + last + "/2)");
  std::vector<std::string> gaps;
  for (int k = 1; k <= k_cells; ++k) {
    const std::string before = k == 1 ? "0" : "w" + std::to_string(k - 1);
    gaps.push_back("Psi" + std::to_string(k) + " - al1*" + before + " - (" + exponentials(before) + ")");
  }
  bound.definitions.emplace_back("al0", largest(gaps));
  std::string sum = "al0 + al1*d + rest*(1 - " + tail + ")^(-d/2)";
  for (std::size_t j = 0; j < k_exponents.size(); ++j) {
    sum += " + be" + std::to_string(j + 1) + "*(1 - " + k_exponents[j] + ")^(-d/2)";
  }
  bound.formula = scale(quantity) + "*sigma^2*(" + sum + ")";
  return bound;
}

}  // namespace

std::vector<Bound> program_bounds() { return {program(Quantity::output), program(Quantity::grad_v)}; }

}  // namespace softlin::bounds
