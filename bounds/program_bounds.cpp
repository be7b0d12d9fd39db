#include "bounds/program_bounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "bounds/hypotheses.hpp"
#include "bounds/smallest_majorant.hpp"
#include "numeric/approximate_formula.hpp"

namespace softlin::bounds {

namespace {

using numeric::ApproximateFormula;
using symbolic::Quantity;
using Definitions = std::vector<std::pair<std::string, std::string>>;

constexpr int k_cells = 40;
/// The exponents eta_j; all at least 2/w for the last w (program_reach), as D2.2 asks of those that reach beyond it.
constexpr std::array k_exponents{"1/16", "1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8", "15/16"};
constexpr std::array k_exponent_values{0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 0.9375};
/// Of the part that is added where the rest does not reach the tail.
constexpr std::size_t k_tail_exponent = 4;

/// w_k = (k/40)^2 (50 + 4 d)
std::string grid_text(int k) { return "(" + std::to_string(k) + "/" + std::to_string(k_cells) + ")^2*(50 + 4*d)"; }
double grid_value(int k, double d) { return std::pow(static_cast<double>(k) / k_cells, 2) * (50 + 4 * d); }

/// E3.3 at b, with c, k (the ka of the good part) and ka (of the tails): definitions whose last one is Psi, before it triv.
/// Every name ends in `i`.
Definitions one_query(const std::string& i) {
  Definitions out;
  const auto define = [&](const std::string& name, const std::string& text) { out.emplace_back(name + i, text); };
  const std::string b = "b" + i, c = "c" + i, k = "k" + i, ka = "ka" + i;
  const auto centred = [&](const std::string& times) {  // mE(times b) of E2.3 (i)
    const std::string y = "(tilt" + i + " + " + times + "*2*" + b + "*" + k + "/(1 - " + k + "))";
    const std::string r = "min(max(1 - " + y + ", 0), 2*" + times + "*" + b + ")";
    return "exp(2*" + times + "*" + b + ")*(2/" + k + ")*exp(-" + r + ")*(" + y + " + " + r + ")";
  };
  define("tilt", "d/2*log(1/(1 - " + k + "))");
  define("m", centred("1"));
  define("mm", centred("4"));
  define("kc", "(2*" + c + " + 1)/" + c + "^2");
  define("good", "min(m" + i + "/(" + c + "^2*L), (m" + i + "*(1 + 2/L) + kc" + i + "*((mm" + i + " + m" + i +
                     ")/L^2 + 3*m" + i + "*(exp(2*" + b + ") - 1)/L))/L)");
  // ln(1/P) by D1.1 with q = c p, p = e^{-2b}, and by D1.1'.
  define("p", "exp(-2*" + b + ")");
  const std::string p = "p" + i, q = c + "*" + p;
  define("e", "max(L*(" + q + "*log(" + c + ") + (1 - " + q + ")*log((1 - " + q + ")/(1 - " + p +
                  "))), L*max(0, log(1/" + c + ") - " + b + "/2)^2/(2*" + b + "))");
  define("top", "log(L) + d/2*log(1/(1 - " + ka + "))");
  define("more", "2*" + ka + "*" + b + "/(1 - " + ka + ")");
  const std::string rare = "exp(-e" + i + ")*(2/" + ka + ")";
  define("bad", "min(" + rare + "*(top" + i + " + more" + i + " + e" + i + "), (sqrt(" + rare + "*(top" + i + " + e" +
                    i + ")) + 2*sqrt(" + b + ")*exp(-e" + i + "/2))^2)");
  define("triv", "min((sqrt(min(L*d, 2/" + ka + "*top" + i + ")) + 2*sqrt(" + b + "))^2, 2/" + ka + "*(top" + i +
                     " + more" + i + "))");
  define("Psi", "min(triv" + i + ", good" + i + " + bad" + i + ")");
  return out;
}

/// The same formulas in floating point, for one cell at a time.
class OneQuery {
 public:
  OneQuery() {
    std::vector<std::string> slots{"L", "d", "b", "c", "k", "ka"};
    std::set<std::string> known(slots.begin(), slots.end());
    for (const auto& [name, text] : one_query("")) {
      steps_.emplace_back(symbolic::Formula::parse(text, known, Place{"one query", 0, name}).compile(slots));
      slots.push_back(name);
      known.insert(name);
    }
  }

  struct Choice {
    double c = 0.5, k = 0.5, ka = 0.75;
    double psi = INFINITY, triv = INFINITY;
  };

  /// A coordinate search for small Psi from `start`, which is best chosen at a neighbouring b.
  Choice best(double L, double d, double b, Choice choice) const {
    evaluate(L, d, b, choice);
    for (double step = 0.25; step > 1e-4; step /= 2) {
      for (bool moved = true; moved;) {
        moved = false;
        for (double Choice::*parameter : {&Choice::c, &Choice::k, &Choice::ka}) {
          for (const double change : {step, -step}) {
            Choice other = choice;
            const double low = parameter == &Choice::ka ? 0.5 : 0.001;
            other.*parameter = std::clamp(other.*parameter + change, low, 0.999);
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
    std::vector<double> slots{L, d, b, at.c, at.k, at.ka};
    for (const ApproximateFormula& step : steps_) slots.push_back(step(slots));
    at.psi = slots.back();
    at.triv = slots[slots.size() - 2];
    if (!std::isfinite(at.psi)) at.psi = INFINITY;
  }

  std::vector<ApproximateFormula> steps_;
};

/// Parameters in the order of the bound: c_k, k_k, ka_k for each cell, al1, be_1, ...
std::vector<double> choose_program(const std::map<std::string, double>& symbols) {
  static const OneQuery one_query_bound;
  const double L = symbols.at("L"), d = symbols.at("d");
  const double lam = std::pow(symbols.at("sigma") * symbols.at("norm_u"), 2);
  std::vector<double> out;
  Eigen::VectorXd values(k_cells + 1);
  OneQuery::Choice choice{std::max(0.5, 1 - 2 * std::sqrt(std::log(L) / L)), 0.25, 0.75, 0, 0};
  for (int k = 1; k <= k_cells; ++k) {
    choice = one_query_bound.best(L, d, lam * grid_value(k, d), choice);
    out.insert(out.end(), {choice.c, choice.k, choice.ka});
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

/// max(x_first, ...) of the texts
std::string largest(const std::vector<std::string>& texts) {
  std::string out = "0";
  for (const std::string& text : texts) out = "max(" + out + ", " + text + ")";
  return out;
}

Bound program(Quantity quantity) {
  const bool output = quantity == Quantity::output;
  Bound bound{
      .name = output ? "sub-gaussian-program" : "sub-gaussian-program-v",
      .statement =
          std::string(output ? "E|T_L - T|^2 <= |V|^2" : "E|grad_V T_L - grad_V T|_F^2 <= rows(V)") +
          " sigma^2 [al0 + al1 d + sum_j be_j (1 - eta_j)^{-d/2}], where al0 + al1 w + sum_j be_j e^{eta_j w/2} lies "
          "above the one-query bound at |Uz|^2 = |U|^2 w, for L >= 2",
      .source = "bounds.md D2.2 with sharper-bounds.md E3.3",
      .tight = "1.1 times the truth at |U| = 1/10 and 1.6 times at 1/4 (Gaussian tokens, d = 1, L = 1024)",
      .quantity = quantity,
      .least_length = 2,
      .hypotheses = sub_gaussian_hypotheses(),
      .conditions = {{"U != 0", "norm_u"}},
      .choose = choose_program,
      .formula = {}};
  bound.definitions = {{"lam", "sigma^2*norm_u^2"}};
  for (int k = 1; k <= k_cells; ++k) {
    const std::string i = std::to_string(k);
    bound.parameters.push_back({"c" + i, "0", "1"});
    bound.parameters.push_back({"k" + i, "0", "1"});
    bound.parameters.push_back({"ka" + i, "1/2", "1"});
    bound.definitions.emplace_back("w" + i, grid_text(k));
    bound.definitions.emplace_back("b" + i, "lam*w" + i);
    for (auto& definition : one_query(i)) bound.definitions.push_back(std::move(definition));
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
  bound.formula = (output ? "norm_v^2" : std::string("rows")) + "*sigma^2*(" + sum + ")";
  return bound;
}

}  // namespace

std::vector<Bound> program_bounds() { return {program(Quantity::output), program(Quantity::grad_v)}; }

}  // namespace softlin::bounds
