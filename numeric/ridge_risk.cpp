#include "numeric/ridge_risk.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/chi_square_stream.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/normal_stream.hpp"
#include "numeric/parallel_for.hpp"
#include "numeric/precision.hpp"
#include "symbolic/ldl_factors.hpp"
#include "symbolic/limit_operator.hpp"

namespace softlin::numeric {

namespace {

using symbolic::Matrix;
using symbolic::Number;

Eigen::MatrixXd rounded(const Matrix& a) {
  Eigen::MatrixXd out(a.rows(), a.cols());
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) out(i, j) = approximate(a(i, j));
  }
  return out;
}

/// O with O O^T = a, from the exact factors of a.
Eigen::MatrixXd root_of(const Matrix& a) {
  const symbolic::LdlFactors factors = symbolic::ldl_factors(a);
  Eigen::MatrixXd out = rounded(factors.lower);
  for (Eigen::Index k = 0; k < out.cols(); ++k) out.col(k) *= std::sqrt(std::max(0.0, approximate(factors.pivots(k))));
  return out;
}

bool same(const Matrix& a, const Matrix& b) {
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      if (!(a(i, j) - b(i, j)).is_recognised_zero()) return false;
    }
  }
  return true;
}

Interval enclosed(const Number& x, int digits, const char* what) {
  if (x.is_recognised_zero()) return Interval(0, bits_for_digits(digits));
  return raise_precision([&](Bits bits) { return enclose(x, bits); }, digits, what);
}

}  // namespace

RidgeRisk::RidgeRisk(symbolic::RegressionLaws laws) : laws_(std::move(laws)) {
  if (!same(laws_.prompt, laws_.cross) || !same(laws_.prompt, laws_.label)) {
    throw Error("ridge risk: labels that are not made from the tokens of the prompt");
  }
  if (require_sign(laws_.noise_variance, "noise_variance") <= 0) {
    throw Error("ridge risk: noise_variance = 0, where the posterior of the task has no density");
  }
  const Eigen::MatrixXd O = root_of(laws_.omega);
  prompt_root_ = root_of(laws_.prompt).transpose() * O / std::sqrt(approximate(laws_.noise_variance));
  weight_ = O.transpose() * rounded(laws_.query) * O;
}

RidgeRisk::Bracket RidgeRisk::bracket(const Integer& L, int digits) const {
  const Eigen::Index d = laws_.dimension();
  const Number half(Rational(1, 2));
  const Number mean_factor = Number(Rational(L)) / laws_.noise_variance;
  Matrix evidence = symbolic::product(laws_.omega, laws_.prompt);
  for (Eigen::Index j = 0; j < d; ++j) {
    for (Eigen::Index i = 0; i < d; ++i) evidence(i, j) = evidence(i, j) * mean_factor + Number(i == j ? 1 : 0);
  }
  const Matrix posterior = symbolic::product(symbolic::inverse(evidence), laws_.omega);
  Bracket out{enclosed(symbolic::entrywise_dot(laws_.query, posterior.transpose()) * half, digits, "ridge lower bound"),
              enclosed(laws_.null_risk(), digits, "ridge upper bound")};
  if (const Integer freedom = L - Integer(d + 1); freedom > 0) {
    const Number spread = symbolic::entrywise_dot(laws_.query, symbolic::inverse(laws_.prompt));
    const Number upper = laws_.noise_variance * spread * half / Number(Rational(freedom));
    out.upper = min(out.upper, enclosed(upper, digits, "ridge upper bound"));
  }
  return out;
}

double RidgeRisk::value(const Integer& L, const SampleOptions& options, std::uint64_t prompt, bool rows) const {
  const NormalStream stream(options.seed, options.row, prompt);
  const Eigen::Index d = prompt_root_.rows();
  // K = I + B^T B with B^T B = O^T X^T X O/tau^2.
  Eigen::MatrixXd K = Eigen::MatrixXd::Identity(d, d);
  std::vector<double> normals(static_cast<std::size_t>(d));
  if (rows) {
    const auto tokens = L.convert_to<std::uint64_t>();
    for (std::uint64_t i = 0; i < tokens; ++i) {
      stream.normals(i, 0, normals);
      const Eigen::VectorXd row = prompt_root_.transpose() * Eigen::Map<const Eigen::VectorXd>(normals.data(), d);
      K += row * row.transpose();
    }
  } else {
    Eigen::MatrixXd T = Eigen::MatrixXd::Zero(d, d);
    for (Eigen::Index i = 0; i < d; ++i) {
      const auto token = static_cast<std::uint64_t>(i);
      const ChiSquareStream chi_square((L - Integer(i)).convert_to<double>());
      T(i, i) = std::sqrt(chi_square.pair(stream, token)[0].value);
      if (i == 0) continue;
      stream.normals(token, 0, std::span(normals.data(), static_cast<std::size_t>(i)));
      for (Eigen::Index j = 0; j < i; ++j) T(i, j) = normals[static_cast<std::size_t>(j)];
    }
    const Eigen::MatrixXd B = T.transpose() * prompt_root_;
    K += B.transpose() * B;
  }
  return K.llt().solve(weight_).trace() / 2;
}

SampleSummary RidgeRisk::sample(const Integer& L, const SampleOptions& options, PromptMatrix matrix) const {
  const bool rows = matrix == PromptMatrix::rows || L < Integer(laws_.dimension());
  if (rows && L > Integer(k_sampler_length_limit)) throw DomainError("ridge risk: too many rows");
  constexpr std::uint64_t k_block = 256;
  std::vector<SampleValue> values(options.prompts);
  parallel_for((options.prompts + k_block - 1) / k_block, options.threads, [&](std::size_t block) {
    const std::uint64_t last = std::min<std::uint64_t>(options.prompts, (block + 1) * k_block);
    for (std::uint64_t i = block * k_block; i < last; ++i) {
      values[i].value = value(L, options, options.first_prompt + i, rows);
    }
  });
  return summarize(values);
}

}  // namespace softlin::numeric
