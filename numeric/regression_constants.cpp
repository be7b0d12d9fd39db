#include "numeric/regression_constants.hpp"

#include <vector>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/precision.hpp"
#include "symbolic/ldl_factors.hpp"
#include "symbolic/limit_operator.hpp"

namespace softlin::numeric {

namespace {

using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionLaws;
using symbolic::RegressionPoint;

bool is_positive_definite(const Matrix& a) {
  const symbolic::LdlFactors factors = symbolic::ldl_factors(a);
  for (Eigen::Index k = 0; k < a.rows(); ++k) {
    if (require_sign(factors.pivots(k), "regime of the risk") <= 0) return false;
  }
  return true;
}

/// Whether query^{-1} - 2 A^T prompt A is positive definite, A = M/b, for the generators of the model. Matched: it is
/// Sigma^{-1} (1 - 2/b^2). As coded: I - 2 M^2/b^2, M = Sigma^{-2}. In both cases the square of b^2 = |M|_F makes it a
/// question about rational numbers: tr M^2 > 4, and (tr M^2) I - 4 M^4 positive definite.
bool is_light(const symbolic::RegressionModel& model, const RegressionPoint& point) {
  const Number square = symbolic::entrywise_dot(point.map, point.map);
  if (model.generator == symbolic::Generator::matched) return require_sign(square - Number(4), "regime") > 0;
  // A^T prompt A = M Sigma^2 M/b^2 = M/b^2: its eigenvalues are below 1/2 if and only if those of 4 M^2 are below b^4.
  Matrix rest = symbolic::identity(point.map.rows(), square);
  const Matrix twice = symbolic::product(point.map, point.map);
  for (Eigen::Index j = 0; j < rest.cols(); ++j) {
    for (Eigen::Index i = 0; i < rest.rows(); ++i) rest(i, j) -= Number(4) * twice(i, j);
  }
  return is_positive_definite(rest);
}

/// det(query P)^{-1/2} (b^2 t + tr(Omega P^{-1}))/2 by elimination on enclosures; DomainError when `bits` do not suffice to
/// see that P is positive definite.
class LightConstant {
 public:
  LightConstant(const RegressionLaws& laws, const RegressionPoint& point)
      : d_(static_cast<std::size_t>(laws.dimension())),
        inverse_query_(compiled(symbolic::inverse(laws.query))),
        key_square_(compiled(point.key_square)),
        omega_(compiled(laws.omega)),
        label_part_((point.scale_square * laws.label_square()).compile()) {
    const symbolic::LdlFactors factors = symbolic::ldl_factors(laws.query);
    Number determinant = 1;
    for (Eigen::Index k = 0; k < laws.dimension(); ++k) determinant *= factors.pivots(k);
    determinant_ = determinant.compile();
  }

  Interval at(Bits bits) const {
    // Rows of P beside those of Omega: elimination leaves P^{-1} Omega.
    std::vector<Interval> left;
    std::vector<Interval> right;
    for (std::size_t k = 0; k < d_ * d_; ++k) {
      left.push_back(evaluate(inverse_query_[k], bits) - evaluate(key_square_[k], bits) * 2);
      right.push_back(evaluate(omega_[k], bits));
    }
    Interval determinant = evaluate(determinant_, bits);
    for (std::size_t k = 0; k < d_; ++k) {
      const Interval pivot = left[k * d_ + k];
      if (!certainly_positive(pivot)) throw DomainError("regression constant: the form is not certainly positive");
      determinant *= pivot;
      for (std::size_t j = 0; j < d_; ++j) {
        if (j > k) left[k * d_ + j] = left[k * d_ + j] / pivot;
        right[k * d_ + j] = right[k * d_ + j] / pivot;
      }
      for (std::size_t i = 0; i < d_; ++i) {
        if (i == k) continue;
        const Interval factor = left[i * d_ + k];
        for (std::size_t j = 0; j < d_; ++j) {
          if (j > k) left[i * d_ + j] -= factor * left[k * d_ + j];
          right[i * d_ + j] -= factor * right[k * d_ + j];
        }
      }
    }
    Interval sum = evaluate(label_part_, bits);
    for (std::size_t k = 0; k < d_; ++k) sum += right[k * d_ + k];
    return sum / sqrt(determinant) / 2;
  }

 private:
  static std::vector<symbolic::CompiledFormula> compiled(const Matrix& a) {
    std::vector<symbolic::CompiledFormula> out;
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      for (Eigen::Index j = 0; j < a.cols(); ++j) out.push_back(a(i, j).compile());
    }
    return out;
  }

  std::size_t d_;
  std::vector<symbolic::CompiledFormula> inverse_query_;
  std::vector<symbolic::CompiledFormula> key_square_;
  std::vector<symbolic::CompiledFormula> omega_;
  symbolic::CompiledFormula label_part_;
  symbolic::CompiledFormula determinant_;
};

}  // namespace

RegressionConstants regression_constants(const symbolic::RegressionModel& model, int digits) {
  const RegressionLaws laws = symbolic::laws_of(model);
  const RegressionPoint point = symbolic::regression_endpoint(laws);
  const auto enclosed = [&](const Number& x, const std::string& what) {
    return raise_precision([&](Bits bits) { return enclose(x, bits); }, digits, what);
  };
  RegressionConstants out{is_light(model, point), enclosed(point.scale_square, "b^2"), std::nullopt, std::nullopt};
  if (out.light) {
    if (laws.label_square().is_recognised_zero()) {  // no signal and no noise: the risk is 0
      out.K = Interval(0, bits_for_digits(digits));
      return out;
    }
    out.gamma = Interval(1, bits_for_digits(digits));
    const LightConstant constant(laws, point);
    out.K = raise_precision([&](Bits bits) { return constant.at(bits); }, digits, "K");
  } else if (model.generator == symbolic::Generator::matched) {
    const Number quarter(Rational(1, 4));
    out.gamma = enclosed(symbolic::sqrt(point.scale_square + quarter) - Number(Rational(1, 2)), "gamma");
  }
  return out;
}

}  // namespace softlin::numeric
