#include "numeric/prompt_enumeration.hpp"

#include <algorithm>

#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"
#include "numeric/prompt_counts.hpp"
#include "symbolic/error.hpp"
#include "symbolic/finite_law.hpp"
#include "symbolic/limit_operator.hpp"

namespace softlin::numeric {

namespace {

using symbolic::CompiledFormula;
using symbolic::Quantity;
using symbolic::Vector;

using Intervals = std::vector<Interval>;

std::vector<CompiledFormula> compiled(const Vector& x) {
  std::vector<CompiledFormula> out;
  for (Eigen::Index i = 0; i < x.size(); ++i) out.push_back(x(i).compile());
  return out;
}

Intervals evaluated(const std::vector<CompiledFormula>& formulas, Bits bits) {
  Intervals out;
  for (const CompiledFormula& formula : formulas) out.push_back(evaluate(formula, bits));
  return out;
}

/// sum_k w_k x_k
Intervals weighted_mean(const Intervals& weights, const std::vector<Intervals>& points) {
  Intervals out(points.front().size(), Interval(0, weights.front().precision()));
  for (std::size_t k = 0; k < points.size(); ++k) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += weights[k] * points[k][i];
  }
  return out;
}

std::vector<Intervals> minus(std::vector<Intervals> points, const Intervals& centre) {
  for (Intervals& point : points) {
    for (std::size_t i = 0; i < point.size(); ++i) point[i] -= centre[i];
  }
  return points;
}

/// sum_k w_k (left_k)_i (right_k)_j at [i * d + j]
Intervals weighted_products(const Intervals& weights, const std::vector<Intervals>& left,
                            const std::vector<Intervals>& right) {
  const std::size_t d = right.front().size();
  Intervals out(left.front().size() * d, Interval(0, weights.front().precision()));
  for (std::size_t k = 0; k < weights.size(); ++k) {
    for (std::size_t i = 0; i < left[k].size(); ++i) {
      const Interval part = weights[k] * left[k][i];
      for (std::size_t j = 0; j < d; ++j) out[i * d + j] += part * right[k][j];
    }
  }
  return out;
}

Interval sum_of_squares(const Intervals& x) {
  Interval sum(0, x.front().precision());
  for (const Interval& entry : x) sum += sqr(entry);
  return sum;
}

Intervals normalised(Intervals weights) {
  Interval total(0, weights.front().precision());
  for (const Interval& w : weights) total += w;
  for (Interval& w : weights) w = w / total;
  return weights;
}

}  // namespace

/// What does not depend on the prompt: y_k = e^{<Uz, x_k>} and atoms about their limits.
struct PromptEnumeration::Limit {
  Intervals y;
  std::vector<Intervals> centred;  ///< x_k - xbar
  std::vector<Intervals> shifted;  ///< V x_k - V xbar
  Intervals covariance;            ///< V Ca
};

bool PromptEnumeration::applies(const symbolic::AttentionModel& model, Quantity quantity, symbolic::Target target) {
  if (quantity == Quantity::grad_u && target != symbolic::Target::limit) return false;
  return quantity != Quantity::bias && symbolic::finite_law(model.tokens) && symbolic::finite_query(model);
}

PromptEnumeration::PromptEnumeration(const symbolic::AttentionModel& model, Quantity quantity, symbolic::Target target)
    : quantity_(quantity), rows_(model.head.V.rows()) {
  if (!applies(model, quantity, target)) throw Error("not a model with finitely many atoms");
  const symbolic::FiniteLaw tokens = *symbolic::finite_law(model.tokens);
  dimension_ = static_cast<std::size_t>(tokens.atoms.front().size());
  is_point_ = std::all_of(tokens.atoms.begin(), tokens.atoms.end(), [&](const Vector& x) {
    const Vector gap = x - tokens.atoms.front();
    return symbolic::dot(gap, gap).is_recognised_zero();
  });
  for (std::size_t k = 0; k < tokens.atoms.size(); ++k) {
    probabilities_.push_back(tokens.probabilities[k].compile());
    atoms_.push_back(compiled(tokens.atoms[k]));
    const Vector value = model.head.V * tokens.atoms[k];
    values_.push_back(compiled(value));
  }
  std::optional<symbolic::AffineMap> map;
  if (target != symbolic::Target::limit) {
    symbolic::Head head = model.head;
    if (quantity == Quantity::grad_v) head.V = symbolic::identity(head.U.rows());
    map = target == symbolic::Target::linear ? symbolic::linear_operator(model.tokens, head)
                                             : symbolic::inverse_operator(model.tokens, head);
    is_point_ = false;
  }
  const symbolic::FiniteLaw query = *symbolic::finite_query(model);
  for (std::size_t j = 0; j < query.atoms.size(); ++j) {
    const Vector& z = query.atoms[j];
    const Vector a = model.head.U * z;
    Query entry{query.probabilities[j].compile(), symbolic::dot(z, z).compile(), {}, {}};
    if (map) entry.target = compiled((*map)(z));
    for (const Vector& x : tokens.atoms) entry.scores.push_back(symbolic::dot(a, x).compile());
    queries_.push_back(std::move(entry));
  }
}

Integer PromptEnumeration::prompts(const Integer& L) const {
  Integer count = 1;
  for (std::size_t k = 1; k < probabilities_.size(); ++k) count = count * (L + k) / k;
  return count * queries_.size();
}

Interval PromptEnumeration::at_query(const Query& query, const Intervals& probabilities, long L, Bits bits) const {
  Limit limit;
  Intervals tilted;
  for (std::size_t k = 0; k < query.scores.size(); ++k) {
    limit.y.push_back(exp(evaluate(query.scores[k], bits)));
    tilted.push_back(probabilities[k] * limit.y.back());
  }
  tilted = normalised(std::move(tilted));
  const auto about_mean = [&](const std::vector<Row>& formulas) {
    std::vector<Intervals> points;
    for (const Row& row : formulas) points.push_back(evaluated(row, bits));
    const Intervals mean = query.target.empty() ? weighted_mean(tilted, points) : evaluated(query.target, bits);
    return minus(std::move(points), mean);
  };
  if (quantity_ != Quantity::output) limit.centred = about_mean(atoms_);
  if (quantity_ != Quantity::grad_v) limit.shifted = about_mean(values_);
  if (quantity_ == Quantity::grad_u) limit.covariance = weighted_products(tilted, limit.shifted, limit.centred);

  const auto error = [&](const std::vector<long>& counts) {
    Intervals weights;
    for (std::size_t k = 0; k < counts.size(); ++k) weights.push_back(limit.y[k] * counts[k]);
    weights = normalised(std::move(weights));
    if (quantity_ == Quantity::output) return sum_of_squares(weighted_mean(weights, limit.shifted));
    const Intervals shift = weighted_mean(weights, limit.centred);
    if (quantity_ == Quantity::grad_v) return sum_of_squares(shift) * rows_;
    // V (Chat - Ca) = sum w (V c)(c)^T - (V shift) shift^T - V Ca, c = x - xbar
    Intervals gap = weighted_products(weights, limit.shifted, limit.centred);
    const Intervals out = weighted_mean(weights, limit.shifted);
    for (std::size_t i = 0; i < out.size(); ++i) {
      for (std::size_t j = 0; j < dimension_; ++j) {
        gap[i * dimension_ + j] -= out[i] * shift[j] + limit.covariance[i * dimension_ + j];
      }
    }
    return sum_of_squares(gap);
  };
  const Interval mean = sum_over_counts(probabilities, L, error) * evaluate(query.probability, bits);
  return quantity_ == Quantity::grad_u ? mean * evaluate(query.square, bits) : mean;
}

Interval PromptEnumeration::at(long L, Bits bits) const {
  const Intervals probabilities = evaluated(probabilities_, bits);
  Interval sum(0, bits);
  for (const Query& query : queries_) sum += at_query(query, probabilities, L, bits);
  return sum;
}

Interval PromptEnumeration::enclose(const Integer& L, int digits) const {
  if (L < 1) throw Error("a prompt has at least one token");
  if (is_point_) return {0, bits_for_digits(digits)};
  const Integer count = prompts(L);
  if (count > k_most_prompts) {
    throw InputError("length", L.str() + ", which needs a sum over " + count.str() + " prompts",
                     "at most " + std::to_string(k_most_prompts) + " prompts for exact values of a discrete law");
  }
  const long length = L.convert_to<long>();
  return raise_precision([&](Bits bits) { return at(length, bits); }, digits, "sum over prompts", 1L << 12);
}

}  // namespace softlin::numeric
