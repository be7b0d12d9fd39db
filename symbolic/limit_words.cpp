#include "symbolic/limit_words.hpp"

namespace softlin::symbolic {

namespace {

WordEquation equation(std::string left, std::string left_latex, const MatrixSum& right) {
  return {std::move(left), right.text(), std::move(left_latex), right.latex()};
}

WordEquation equation(std::string left, std::string left_latex, const std::vector<KroneckerTerm>& right) {
  return {std::move(left), text_of(right), std::move(left_latex), latex_of(right)};
}

std::string vec_latex(const std::string& of) { return "\\operatorname{vec} " + of; }

/// d vec F / d (vec X)^T; a vector is its own column.
std::string jacobian_text(const std::string& f, const MatrixLetter& letter) {
  const bool vector = letter.columns == "1";
  return "d " + f + "/d" + (vector ? letter.name + "^T" : "(vec " + letter.name + ")^T");
}
std::string jacobian_latex(const std::string& f, const MatrixLetter& letter) {
  const bool vector = letter.columns == "1";
  const std::string below = vector ? letter.latex() : "(" + vec_latex(letter.latex()) + ")";
  return "\\frac{\\partial " + f + "}{\\partial " + below + "^{\\top}}";
}

/// What one form of T says about the parameters in it: Jacobians, gradients, blocks of the Hessian.
struct Derivatives {
  std::vector<WordEquation> jacobians;
  std::vector<WordEquation> gradients;
  std::vector<WordEquation> hessians;

  /// `fresh`: the parameters whose equations are wanted; Hessian blocks are those with at least one of them.
  Derivatives(const MatrixSum& T, const std::vector<MatrixLetter>& letters, const std::vector<MatrixLetter>& fresh) {
    const auto is_fresh = [&](const MatrixLetter& letter) {
      for (const auto& other : fresh) {
        if (other.name == letter.name) return true;
      }
      return false;
    };
    const MatrixSum scalar = MatrixSum(LimitLetters().c.transpose()) * T;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const MatrixLetter& x = letters[i];
      const MatrixSum g = gradient(scalar, x);
      const bool vector = x.columns == "1";
      if (is_fresh(x)) {
        jacobians.push_back(equation(jacobian_text("T", x), jacobian_latex("T", x), jacobian(T, x)));
        gradients.push_back(
            equation("grad_" + x.name + " <c,T>", "\\nabla_{" + x.latex() + "} \\langle c, T \\rangle", g));
      }
      const std::string name = vector ? "grad_" + x.name : "vec grad_" + x.name;
      const std::string of = "\\nabla_{" + x.latex() + "} \\langle c, T \\rangle";
      for (std::size_t j = i; j < letters.size(); ++j) {
        const MatrixLetter& y = letters[j];
        if (!is_fresh(x) && !is_fresh(y)) continue;
        const auto block = jacobian(g, y);
        if (block.empty()) continue;
        hessians.push_back(
            equation(jacobian_text(name + " <c,T>", y), jacobian_latex(vector ? of : vec_latex(of), y), block));
      }
    }
  }
};

void append(std::vector<WordEquation>& to, const std::vector<WordEquation>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

MatrixSum limit_word() {
  const LimitLetters l;
  return MatrixSum(l.V) * l.m + MatrixSum(l.V) * l.Gamma * l.U * l.z;
}

MatrixSum limit_word_of_keys_and_queries() {
  const LimitLetters l;
  return limit_word().substitute("U", MatrixSum(l.K.transpose()) * l.Q);
}

std::vector<WordEquation> gaussian_limit_equations() {
  const LimitLetters l;
  const std::vector<std::string> names{"z", "m", "V", "U", "Gamma"};
  const MatrixSum T = limit_word();
  const MatrixSum first = T.differential(names);
  std::vector<WordEquation> out{equation("T(z)", "T(z)", T), equation("dT", "\\mathrm{d}T", first),
                                equation("d2T", "\\mathrm{d}^2T", first.differential(names))};
  const MatrixSum with_keys = limit_word_of_keys_and_queries();
  const Derivatives plain(T, {l.z, l.m, l.V, l.U, l.Gamma}, {l.z, l.m, l.V, l.U, l.Gamma});
  const Derivatives keys(with_keys, {l.z, l.V, l.K, l.Q, l.Gamma}, {l.K, l.Q});
  append(out, plain.jacobians);
  append(out, plain.gradients);
  append(out, plain.hessians);
  out.push_back(equation("T(z), U = K^T Q", "T(z)\\big|_{U = K^{\\top} Q}", with_keys));
  append(out, keys.jacobians);
  append(out, keys.gradients);
  append(out, keys.hessians);
  return out;
}

std::vector<WordEquation> mixture_limit_equations() {
  const LimitLetters l;
  const MatrixLetter a = MatrixLetter::vector("a", "d");
  const MatrixLetter mean = MatrixLetter::vector("m_k", "d");
  const MatrixLetter covariance = MatrixLetter::symmetric_matrix("Gamma_k", "d");
  // The cumulant generating function of a component; its gradient is the component's tilted mean.
  const MatrixSum psi = MatrixSum(a.transpose()) * mean + Rational(1, 2) * (MatrixSum(a.transpose()) * covariance * a);
  const MatrixSum tilted = gradient(psi, a);
  const MatrixSum score = MatrixSum(l.U) * l.z;
  const MatrixSum da = score.differential({"U", "z"});
  const std::vector<std::string> parameters{"m_k", "Gamma_k"};
  const MatrixSum dpsi = psi.differential(parameters);
  const auto by = [](const std::string& of, const std::string& letter, bool vec) {
    return "\\frac{\\partial " + of + "}{\\partial " + (vec ? "(" + vec_latex(letter) + ")" : letter) + "^{\\top}}";
  };
  return {equation("a", "a", score),
          {"p_k", "pi_k exp(" + psi.text() + ") / sum_j (the same with j)", "p_k",
           "\\frac{\\pi_k \\exp\\left(" + psi.latex() +
               "\\right)}{\\sum_j \\pi_j \\exp\\left(a^{\\top} m_j + "
               "\\frac{1}{2} a^{\\top} \\Gamma_j a\\right)}"},
          equation("c_k", "c_k", tilted),
          {"T(z)", "V cbar, cbar = sum_k p_k c_k", "T(z)", "V \\bar c, \\quad \\bar c = \\sum_k p_k c_k"},
          {"S", "sum_k p_k (Gamma_k + e_k e_k^T), e_k = c_k - cbar", "S",
           "\\sum_k p_k \\left(\\Gamma_k + e_k e_k^{\\top}\\right), \\quad e_k = c_k - \\bar c"},
          {"dT", "dV cbar + V S da + V sum_k p_k (dl_k e_k + dc_k), da = " + da.text(), "\\mathrm{d}T",
           "\\mathrm{d}V \\bar c + V S \\, \\mathrm{d}a + V \\sum_k p_k \\left(\\mathrm{d}\\ell_k e_k + "
           "\\mathrm{d}c_k\\right), \\quad \\mathrm{d}a = " +
               da.latex()},
          {"dl_k", "dpi_k/pi_k + " + dpsi.text(), "\\mathrm{d}\\ell_k",
           "\\frac{\\mathrm{d}\\pi_k}{\\pi_k} + " + dpsi.latex()},
          equation("dc_k", "\\mathrm{d}c_k", tilted.differential(parameters)),
          {"d T/dz^T", "V S U", by("T", "z", false), "V S U"},
          {"d T/d(vec V)^T", "cbar^T (x) I", by("T", "V", true), "\\bar c^{\\top} \\otimes I"},
          {"d T/d(vec U)^T", "z^T (x) V S", by("T", "U", true), "z^{\\top} \\otimes V S"},
          {"d T/dm_k^T", "p_k V (I + e_k a^T)", by("T", "m_k", false), "p_k V \\left(I + e_k a^{\\top}\\right)"},
          {"d T/dpi_k", "p_k/pi_k V e_k", "\\frac{\\partial T}{\\partial \\pi_k}", "\\frac{p_k}{\\pi_k} V e_k"},
          {"d T/d(vec Gamma_k)^T", "p_k (a^T (x) V + 1/2 V e_k (a^T (x) a^T))", by("T", "\\Gamma_k", true),
           "p_k \\left(a^{\\top} \\otimes V + \\frac{1}{2} V e_k \\left(a^{\\top} \\otimes a^{\\top}\\right)\\right)"},
          {"d2T, in V, U, z",
           "2 dV S da + 2 V S dU dz + V sum_k p_k (h_k^2 e_k + 2 h_k Gamma_k da + (da^T Gamma_k da) e_k)",
           "\\mathrm{d}^2T\\big|_{V, U, z}",
           "2 \\, \\mathrm{d}V S \\, \\mathrm{d}a + 2 V S \\, \\mathrm{d}U \\, \\mathrm{d}z + V \\sum_k p_k "
           "\\left(h_k^2 e_k + 2 h_k \\Gamma_k \\, \\mathrm{d}a + \\left(\\mathrm{d}a^{\\top} \\Gamma_k \\, "
           "\\mathrm{d}a\\right) e_k\\right)"},
          {"h_k", "e_k^T da", "h_k", "e_k^{\\top} \\mathrm{d}a"}};
}

std::string text_of(const std::vector<WordEquation>& equations) {
  std::string out;
  for (const auto& line : equations) out += "  " + line.left + " = " + line.right + "\n";
  return out;
}

std::string latex_of(const std::vector<WordEquation>& equations) {
  std::string out = "\\begin{align*}\n";
  for (std::size_t i = 0; i < equations.size(); ++i) {
    out += "  " + equations[i].left_latex + " &= " + equations[i].right_latex +
           (i + 1 < equations.size() ? ", \\\\\n" : "\n");
  }
  return out + "\\end{align*}\n";
}

}  // namespace softlin::symbolic
