#include "numeric/sampler_problem.hpp"

#include "numeric/linear_value.hpp"
#include "numeric/model_doubles.hpp"
#include "symbolic/limit_operator.hpp"

namespace softlin::numeric {

namespace {

using symbolic::Quantity;
using symbolic::Target;

struct TokensInDouble {
  SamplerTokens operator()(const symbolic::GaussianTokens& law) const {
    SamplerTokens out;
    out.components = {{1, to_double(law.mean), root_of(law.covariance)}};
    return out;
  }
  SamplerTokens operator()(const symbolic::RademacherTokens& law) const {
    return scaled(SamplerTokens::Law::rademacher, law.mean, law.scale);
  }
  SamplerTokens operator()(const symbolic::SphereTokens& law) const {
    return scaled(SamplerTokens::Law::sphere, law.mean, law.radius);
  }
  SamplerTokens operator()(const symbolic::UniformCubeTokens& law) const {
    return scaled(SamplerTokens::Law::uniform_cube, law.mean, law.half_width);
  }
  SamplerTokens operator()(const symbolic::MixtureTokens& law) const {
    SamplerTokens out;
    out.law = SamplerTokens::Law::mixture;
    for (const auto& [weight, part] : law.components) {
      out.components.push_back({to_double(weight), to_double(part.mean), root_of(part.covariance)});
    }
    return out;
  }

  SamplerTokens operator()(const symbolic::StudentTokens& law) const {
    SamplerTokens out;
    out.law = SamplerTokens::Law::student_t;
    out.components = {{1, to_double(law.mean), root_of(law.scale)}};
    out.degrees_of_freedom = to_double(symbolic::Number(law.degrees_of_freedom));
    return out;
  }
  SamplerTokens operator()(const symbolic::DiscreteTokens& law) const {
    SamplerTokens out;
    out.law = SamplerTokens::Law::discrete;
    const auto count = static_cast<Eigen::Index>(law.atoms.size());
    const auto atoms = std::make_shared<Eigen::MatrixXd>(law.atoms.front().size(), count);
    out.weights.resize(count);
    for (Eigen::Index k = 0; k < count; ++k) {
      atoms->col(k) = to_double(law.atoms[static_cast<std::size_t>(k)]);
      out.weights[k] = to_double(law.weights[static_cast<std::size_t>(k)]);
    }
    out.atoms = atoms;
    return out;
  }
  SamplerTokens operator()(const symbolic::RowTokens& law) const {
    SamplerTokens out;
    out.law = SamplerTokens::Law::discrete;
    out.atoms = {law.table, &law.table->columns()};  // shares the table
    return out;
  }

  static SamplerTokens scaled(SamplerTokens::Law law, const symbolic::Vector& mean, const symbolic::Number& scale) {
    SamplerTokens out;
    out.law = law;
    out.mean = to_double(mean);
    out.scale = to_double(scale);
    return out;
  }
};

struct QueryInDouble {
  SamplerQuery operator()(const symbolic::FixedQuery& query) const {
    return {SamplerQuery::Law::fixed, to_double(query.z), {}};
  }
  SamplerQuery operator()(const symbolic::PairQuery& query) const {
    return {SamplerQuery::Law::pair, to_double(query.z), {}};
  }
  SamplerQuery operator()(const symbolic::GaussianQuery& query) const {
    return {SamplerQuery::Law::gaussian, to_double(query.mean), root_of(query.covariance)};
  }
  SamplerQuery operator()(const symbolic::TokenQuery&) const { return {SamplerQuery::Law::tokens, {}, {}}; }
};

SampleQuantity sampled(Quantity quantity) {
  switch (quantity) {
    case Quantity::output: return SampleQuantity::output;
    case Quantity::grad_v: return SampleQuantity::grad_v;
    case Quantity::grad_u: return SampleQuantity::grad_u;
    case Quantity::bias: break;
  }
  throw InputError("quantity", "bias with a sampled method", "output, grad-v or grad-u");
}

}  // namespace

SamplerProblem sampler_problem(const symbolic::AttentionModel& model, Quantity quantity, Target target,
                               SampleMethod method) {
  SamplerProblem problem;
  problem.tokens = std::visit(TokensInDouble{}, model.tokens);
  problem.U = to_double(model.head.U);
  problem.V = to_double(model.head.V);
  problem.query = std::visit(QueryInDouble{}, model.query);
  problem.quantity = sampled(quantity);
  if (target != Target::limit) {
    const symbolic::Head head = quantity == Quantity::grad_v
                                    ? symbolic::Head{model.head.U, symbolic::identity(model.head.U.rows())}
                                    : model.head;
    const auto* fixed = std::get_if<symbolic::FixedQuery>(&model.query);
    if (fixed != nullptr && target == Target::linear && std::holds_alternative<symbolic::RowTokens>(model.tokens)) {
      // One value is enough, and much cheaper than the covariance of a large table.
      const Eigen::VectorXd value = to_double(linear_value(model.tokens, head, fixed->z));
      problem.target = {SamplerTarget::Kind::affine, value, Eigen::MatrixXd::Zero(value.size(), fixed->z.size())};
      problem.check(method);
      return problem;
    }
    const symbolic::AffineMap map = target == Target::linear ? symbolic::linear_operator(model.tokens, head)
                                                             : symbolic::inverse_operator(model.tokens, head);
    problem.target = {SamplerTarget::Kind::affine, to_double(map.offset), to_double(map.matrix)};
  }
  problem.check(method);
  return problem;
}

}  // namespace softlin::numeric
