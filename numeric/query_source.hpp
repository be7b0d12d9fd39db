#pragma once
/// Queries of prompts.

#include <Eigen/Dense>
#include <optional>

#include "numeric/sampler.hpp"
#include "numeric/token_source.hpp"

namespace softlin::numeric {

/// Draws the query z of a prompt and the score vector a = U z, with bounds on their rounding.
///
/// Inputs     : keeps a reference to `problem`, which must have passed SamplerProblem::check
/// Threads    : one object, one thread
/// Checked by : tests/numeric/sampler_test.cpp
class QuerySource {
 public:
  explicit QuerySource(const SamplerProblem& problem);

  /// Whether every prompt has the same query; it is there after construction.
  bool is_fixed() const { return problem_.query.law == SamplerQuery::Law::fixed; }

  /// Query number `index` of the prompt of `stream`: its random numbers belong to the token k_query_token - index.
  void draw(const NormalStream& stream, std::uint64_t index = 0);

  const Eigen::VectorXd& z() const { return z_; }
  const Eigen::VectorXd& a() const { return a_; }
  double z_norm() const { return z_norm_; }
  double a_norm() const { return a_norm_; }
  double z_error() const { return z_error_; }  ///< bounds the 2-norm of the error of z
  double a_error() const { return a_error_; }  ///< bounds the 2-norm of the error of a

  /// offset + matrix * z of an affine target; `error` becomes a bound on the 2-norm of its error.
  Eigen::VectorXd affine_target(double& error) const;

 private:
  void set(const Eigen::VectorXd& z, double z_error);

  const SamplerProblem& problem_;
  TokenSource tokens_;
  std::optional<RootFactor> root_;
  double u_norm_;
  Eigen::MatrixXd draw_;
  Eigen::VectorXd z_, a_, g_;
  double z_norm_ = 0, a_norm_ = 0, z_error_ = 0, a_error_ = 0;
};

}  // namespace softlin::numeric
