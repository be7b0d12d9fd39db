#include "symbolic/limit_operator.hpp"

#include <exception>
#include <string>
#include <vector>

namespace softlin::symbolic {

namespace {

Formula tilt_symbol(Eigen::Index i) { return Formula::symbol("a" + std::to_string(i + 1)); }

/// <a, m> + <a, Gamma a>/2 in the symbols a1, a2, ...
Formula gaussian_cumulant(const GaussianTokens& law) {
  Formula sum;
  for (Eigen::Index i = 0; i < law.mean.size(); ++i) {
    sum = sum + tilt_symbol(i) * law.mean(i).formula();
    for (Eigen::Index j = 0; j < law.mean.size(); ++j) {
      sum = sum + Formula(Rational(1, 2)) * law.covariance(i, j).formula() * tilt_symbol(i) * tilt_symbol(j);
    }
  }
  return sum;
}

/// The gradient of `cumulant`, a formula in a1, ..., ad, at `a`.
Vector gradient_at(const Formula& cumulant, const Vector& a) {
  std::map<std::string, Formula> values;
  for (Eigen::Index i = 0; i < a.size(); ++i) values["a" + std::to_string(i + 1)] = a(i).formula();
  Vector out(a.size());
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    out(i) = Number(cumulant.derivative("a" + std::to_string(i + 1)).substitute(values));
  }
  return out;
}

/// The law has independent coordinates around its mean: `cumulant` is psi of one of them in the symbol a1.
Vector coordinatewise(const Vector& mean, const Formula& cumulant, const Vector& a) {
  Vector out = mean;
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    if (a(i).is_recognised_zero()) continue;  // psi is even: no shift; also its formula may have a removable pole at 0
    Vector coordinate(1);
    coordinate(0) = a(i);
    out(i) += gradient_at(cumulant, coordinate)(0);
  }
  return out;
}

Formula function_of(GiNaC::ex value) { return Formula(std::move(value)); }

const char* const k_no_student_limit =
    "Student tokens have no infinite-prompt limit unless Uz = 0: E e^<Uz,X> is infinite";

struct TiltedMean {
  const Vector& a;

  Vector operator()(const GaussianTokens& law) const { return gradient_at(gaussian_cumulant(law), a); }

  Vector operator()(const RademacherTokens& law) const {
    // psi = ln cosh(scale a), psi' = scale tanh(scale a), written as tanh so that equal values are recognised.
    Vector out = law.mean;
    for (Eigen::Index i = 0; i < a.size(); ++i) {
      out(i) += law.scale * Number(function_of(GiNaC::tanh((law.scale * a(i)).formula().expression())));
    }
    return out;
  }

  Vector operator()(const UniformCubeTokens& law) const {
    const Formula x = law.half_width.formula() * tilt_symbol(0);
    return coordinatewise(law.mean, function_of(GiNaC::log(GiNaC::sinh(x.expression()) / x.expression())), a);
  }

  Vector operator()(const SphereTokens& law) const {
    if (a.size() == 1) return TiltedMean{a}(RademacherTokens{law.mean, law.radius});
    throw Error("the limit of sphere tokens in dimension above 1 has no elementary closed form");
  }

  Vector operator()(const MixtureTokens& law) const {
    GiNaC::ex sum = 0;
    for (const auto& component : law.components) {
      sum += component.weight.formula().expression() * GiNaC::exp(gaussian_cumulant(component.law).expression());
    }
    return gradient_at(function_of(GiNaC::log(sum)), a);
  }

  Vector operator()(const StudentTokens& law) const {
    const Vector spread = law.scale * a;
    if (!dot(a, spread).is_recognised_zero()) throw Error(k_no_student_limit);
    return mean(law);
  }

  Vector operator()(const DiscreteTokens& law) const {
    try {
      return finite_mean(law.atoms, law.weights);
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {  // the algebra has bounds of its own
      throw Error(std::string("the limit of these atoms has no manageable closed form: ") + error.what());
    }
  }

  Vector operator()(const RowTokens& law) const {
    throw Error(too_many_atoms(static_cast<std::size_t>(law.table->size())));
  }

 private:
  static std::string too_many_atoms(std::size_t count) {
    return "a closed form of the limit of " + std::to_string(count) + " atoms would be too long";
  }

  /// sum_k p_k e^{<a, x_k>} x_k / sum_k p_k e^{<a, x_k>}, about the first exponent: equal scores then need no exponential.
  Vector finite_mean(const std::vector<Vector>& atoms, const std::vector<Number>& probabilities) const {
    if (atoms.size() > k_most_closed_atoms) throw Error(too_many_atoms(atoms.size()));
    const Number reference = dot(a, atoms.front());
    std::vector<Number> sums(static_cast<std::size_t>(a.size()));
    Number total;
    for (std::size_t k = 0; k < atoms.size(); ++k) {
      const Number exponent = dot(a, atoms[k]) - reference;
      const Number weight =
          exponent.is_recognised_zero() ? probabilities[k] : probabilities[k] * Number(exponent.formula().exp());
      total += weight;
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += weight * atoms[k](static_cast<Eigen::Index>(i));
    }
    Vector out(a.size());
    for (std::size_t i = 0; i < sums.size(); ++i) out(static_cast<Eigen::Index>(i)) = sums[i] / total;
    return out;
  }
};

struct Covariance {
  Matrix operator()(const GaussianTokens& law) const { return law.covariance; }
  Matrix operator()(const RademacherTokens& law) const { return identity(law.mean.size(), law.scale * law.scale); }
  Matrix operator()(const SphereTokens& law) const {
    return identity(law.mean.size(), law.radius * law.radius / Number(law.mean.size()));
  }
  Matrix operator()(const UniformCubeTokens& law) const {
    return identity(law.mean.size(), law.half_width * law.half_width / Number(3));
  }
  Matrix operator()(const MixtureTokens& law) const {
    const Vector centre = mean(law);
    Matrix out = identity(centre.size(), 0);
    for (const auto& [weight, part] : law.components) {
      for (Eigen::Index i = 0; i < centre.size(); ++i) {
        for (Eigen::Index j = 0; j < centre.size(); ++j) {
          const Number shift = (part.mean(i) - centre(i)) * (part.mean(j) - centre(j));
          out(i, j) += weight * (part.covariance(i, j) + shift);
        }
      }
    }
    return out;
  }
  Matrix operator()(const StudentTokens& law) const {
    const Rational& nu = law.degrees_of_freedom;
    if (nu <= 2) {
      throw Error("Student tokens with " + to_text(nu) +
                  " degrees of freedom have no covariance: it takes more than 2");
    }
    const Number factor = Rational(nu / (nu - 2));
    Matrix out = law.scale;
    for (Eigen::Index j = 0; j < out.cols(); ++j) {
      for (Eigen::Index i = 0; i < out.rows(); ++i) out(i, j) *= factor;
    }
    return out;
  }
  Matrix operator()(const DiscreteTokens& law) const {
    const Vector centre = mean(law);
    Matrix out = identity(centre.size(), 0);
    for (std::size_t k = 0; k < law.atoms.size(); ++k) {
      const Vector gap = law.atoms[k] - centre;
      for (Eigen::Index i = 0; i < gap.size(); ++i) {
        for (Eigen::Index j = 0; j < gap.size(); ++j) out(i, j) += law.weights[k] * gap(i) * gap(j);
      }
    }
    return out;
  }
  Matrix operator()(const RowTokens& law) const { return law.table->covariance(); }
};

AffineMap operator_with(const Matrix& gamma, const TokenLaw& tokens, const Head& head) {
  return {product(product(head.V, gamma), head.U), head.V * mean(tokens)};
}

}  // namespace

Matrix covariance(const TokenLaw& law) { return std::visit(Covariance{}, law); }

AffineMap linear_operator(const TokenLaw& tokens, const Head& head) {
  return operator_with(covariance(tokens), tokens, head);
}

AffineMap inverse_operator(const TokenLaw& tokens, const Head& head) {
  return operator_with(inverse(covariance(tokens)), tokens, head);
}

bool has_closed_limit(const TokenLaw& law) {
  if (const auto* sphere = std::get_if<SphereTokens>(&law)) return sphere->mean.size() == 1;
  if (const auto* discrete = std::get_if<DiscreteTokens>(&law)) return discrete->atoms.size() <= k_most_closed_atoms;
  return !std::holds_alternative<StudentTokens>(law) && !std::holds_alternative<RowTokens>(law);
}

Vector tilted_mean(const TokenLaw& law, const Vector& a) { return std::visit(TiltedMean{a}, law); }

TiltedMixture tilted_mixture(const MixtureTokens& law, const Vector& a) {
  TiltedMixture out;
  Number total;
  Number reference;  // of the first exponent: the weights depend on differences only
  for (const auto& [weight, part] : law.components) {
    const Vector shift = part.covariance * a;
    const Number exponent = dot(a, part.mean) + Number(Rational(1, 2)) * dot(a, shift);
    if (out.weights.empty()) reference = exponent;
    out.weights.push_back(weight * Number((exponent - reference).formula().exp()));
    out.means.push_back(part.mean + shift);
    total += out.weights.back();
  }
  for (auto& weight : out.weights) weight = weight / total;
  return out;
}

Vector limit_at(const AttentionModel& model, const Vector& z) {
  return model.head.V * tilted_mean(model.tokens, model.head.U * z);
}

LimitJacobians limit_jacobians(const GaussianTokens& tokens, const Head& head, const Vector& z) {
  return {tokens.mean + tokens.covariance * (head.U * z), head.V * tokens.covariance, z};
}

GaussianTokens push_forward(const GaussianTokens& tokens, const Head& head, const GaussianQuery& query) {
  const AffineMap map = linear_operator(tokens, head);
  return {map(query.mean), map.matrix * query.covariance * map.matrix.transpose()};
}

Matrix inverse(const Matrix& a) {
  const Eigen::Index d = a.rows();
  Matrix left = a;
  Matrix right = identity(d, 1);
  for (Eigen::Index k = 0; k < d; ++k) {
    Eigen::Index pivot = k;
    while (pivot < d && left(pivot, k).is_recognised_zero()) ++pivot;
    if (pivot == d) throw Error("inverse: the matrix is singular");
    if (pivot != k) {
      left.row(pivot).swap(left.row(k));
      right.row(pivot).swap(right.row(k));
    }
    const Number scale = Number(1) / left(k, k);
    for (Eigen::Index j = 0; j < d; ++j) left(k, j) *= scale, right(k, j) *= scale;
    for (Eigen::Index i = 0; i < d; ++i) {
      if (i == k || left(i, k).is_recognised_zero()) continue;
      const Number factor = left(i, k);
      for (Eigen::Index j = 0; j < d; ++j) {
        left(i, j) -= factor * left(k, j);
        right(i, j) -= factor * right(k, j);
      }
    }
  }
  return right;
}

}  // namespace softlin::symbolic
