#include "numeric/query_source.hpp"

#include <array>

#include "numeric/sample_rounding.hpp"

namespace softlin::numeric {

using Eigen::VectorXd;

QuerySource::QuerySource(const SamplerProblem& problem)
    : problem_(problem), tokens_(problem.tokens), u_norm_(problem.U.norm()) {
  switch (problem.query.law) {
    case SamplerQuery::Law::fixed: set(problem.query.mean, 0); break;
    case SamplerQuery::Law::pair: break;
    case SamplerQuery::Law::gaussian:
      root_.emplace(problem.query.root);
      g_.resize(problem.query.mean.size());
      break;
    case SamplerQuery::Law::tokens:
      draw_.resize(problem.tokens.dimension(), 1);
      tokens_.set_centre(VectorXd::Zero(problem.tokens.dimension()));
      break;
  }
}

void QuerySource::draw(const NormalStream& stream, std::uint64_t index) {
  const std::uint64_t token = k_query_token - index;
  const SamplerQuery& query = problem_.query;
  switch (query.law) {
    case SamplerQuery::Law::fixed: break;
    case SamplerQuery::Law::pair: {
      std::array<double, 1> sign{};
      stream.signs(token, 0, sign);
      set(sign[0] * query.mean, 0);
      break;
    }
    case SamplerQuery::Law::gaussian: {
      stream.normals(token, 0, {g_.data(), static_cast<std::size_t>(g_.size())});
      const double n = static_cast<double>(g_.size());
      const VectorXd z = query.mean + root_->matrix * g_;
      set(z, root_->norm * g_.norm() * (k_normal_error + (n + 1) * k_unit) + k_unit * z.norm());
      break;
    }
    case SamplerQuery::Law::tokens:
      tokens_.draw_query(stream, token, draw_);
      set(draw_.col(0), tokens_.token_error());
      break;
  }
}

VectorXd QuerySource::affine_target(double& error) const {
  const SamplerTarget& target = problem_.target;
  const VectorXd value = target.offset + target.matrix * z_;
  error = target.matrix.norm() * (z_error_ + static_cast<double>(z_.size() + 1) * k_unit * z_norm_) +
          k_unit * (2 * target.offset.norm() + 2 * value.norm());
  return value;
}

void QuerySource::set(const VectorXd& z, double z_error) {
  z_ = z;
  z_norm_ = z.norm();
  z_error_ = z_error;
  a_.noalias() = problem_.U * z;
  a_norm_ = a_.norm();
  a_error_ = u_norm_ * (z_error + static_cast<double>(z.size() + 1) * k_unit * z_norm_);
}

}  // namespace softlin::numeric
