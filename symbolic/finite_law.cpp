#include "symbolic/finite_law.hpp"

namespace softlin::symbolic {

namespace {

bool is_zero(const Matrix& a) {
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      if (!a(i, j).is_recognised_zero()) return false;
    }
  }
  return true;
}

struct Atoms {
  std::optional<FiniteLaw> operator()(const GaussianTokens& law) const {
    if (!is_zero(law.covariance)) return std::nullopt;
    return FiniteLaw{{law.mean}, {1}};
  }

  std::optional<FiniteLaw> operator()(const RademacherTokens& law) const {
    const Eigen::Index d = law.mean.size();
    if (d > k_most_sign_dimension) return std::nullopt;
    FiniteLaw out;
    const unsigned count = 1U << static_cast<unsigned>(d);
    for (unsigned signs = 0; signs < count; ++signs) {
      Vector atom = law.mean;
      for (Eigen::Index i = 0; i < d; ++i) {
        if ((signs >> static_cast<unsigned>(i) & 1U) != 0) {
          atom(i) += law.scale;
        } else {
          atom(i) -= law.scale;
        }
      }
      out.atoms.push_back(std::move(atom));
      out.probabilities.emplace_back(Rational(1, count));
    }
    return out;
  }

  std::optional<FiniteLaw> operator()(const SphereTokens&) const { return std::nullopt; }
  std::optional<FiniteLaw> operator()(const UniformCubeTokens&) const { return std::nullopt; }

  std::optional<FiniteLaw> operator()(const StudentTokens& law) const {
    if (!is_zero(law.scale)) return std::nullopt;
    return FiniteLaw{{law.mean}, {1}};
  }

  std::optional<FiniteLaw> operator()(const DiscreteTokens& law) const { return FiniteLaw{law.atoms, law.weights}; }

  std::optional<FiniteLaw> operator()(const RowTokens& law) const {
    const RowTable& table = *law.table;
    if (table.size() > k_most_row_atoms) return std::nullopt;
    FiniteLaw out;
    for (Eigen::Index k = 0; k < table.size(); ++k) {
      Vector atom(table.dimension());
      for (Eigen::Index i = 0; i < atom.size(); ++i) atom(i) = Rational(table.scaled(i, k), table.unit());
      out.atoms.push_back(std::move(atom));
      out.probabilities.emplace_back(Rational(1, Integer(table.size())));
    }
    return out;
  }

  std::optional<FiniteLaw> operator()(const MixtureTokens& law) const {
    FiniteLaw out;
    for (const auto& component : law.components) {
      if (!is_zero(component.law.covariance)) return std::nullopt;
      out.atoms.push_back(component.law.mean);
      out.probabilities.push_back(component.weight);
    }
    return out;
  }
};

}  // namespace

std::optional<FiniteLaw> finite_law(const TokenLaw& law) { return std::visit(Atoms{}, law); }

std::optional<FiniteLaw> finite_query(const AttentionModel& model) {
  if (const auto* fixed = std::get_if<FixedQuery>(&model.query)) return FiniteLaw{{fixed->z}, {1}};
  if (const auto* pair = std::get_if<PairQuery>(&model.query)) {
    Vector opposite = -pair->z;
    return FiniteLaw{{pair->z, std::move(opposite)}, {Rational(1, 2), Rational(1, 2)}};
  }
  if (std::holds_alternative<TokenQuery>(model.query)) return finite_law(model.tokens);
  return std::nullopt;
}

}  // namespace softlin::symbolic
