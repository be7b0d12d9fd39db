#include "numeric/limit_enclosure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numeric/bessel_ratio.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/linear_value.hpp"
#include "numeric/precision.hpp"
#include "symbolic/limit_operator.hpp"

namespace softlin::numeric {

namespace {

using symbolic::Number;
using symbolic::Vector;
using Intervals = std::vector<Interval>;

Intervals enclosed(const Vector& x, Bits bits) {
  Intervals out;
  for (Eigen::Index i = 0; i < x.size(); ++i) out.push_back(enclose(x(i), bits));
  return out;
}

/// sum_k p_k x_k / sum_k p_k
Intervals weighted_mean(const Intervals& weights, const std::vector<Intervals>& points) {
  const Bits bits = weights.front().precision();
  Interval total(0, bits);
  Intervals out(points.front().size(), Interval(0, bits));
  for (std::size_t k = 0; k < weights.size(); ++k) {
    total += weights[k];
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += weights[k] * points[k][i];
  }
  for (Interval& entry : out) entry = entry / total;
  return out;
}

/// p_k e^{x_k - x*}, x* near the largest: no exponential overflows.
Intervals exponential_weights(const std::vector<Number>& odds, const std::vector<Number>& exponents, Bits bits) {
  Intervals values;
  double top = -std::numeric_limits<double>::infinity();
  for (const Number& x : exponents) {
    values.push_back(enclose(x, bits));
    top = std::max(top, values.back().mid_double());
  }
  const Interval reference = Interval::point(top, bits);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = enclose(odds[k], bits) * exp(values[k] - reference);
  return values;
}

/// An interval that is worked on in place: tables have too many entries for one allocation an operation.
class Accumulator {
 public:
  explicit Accumulator(Bits bits) : sum_(0, bits), product_(0, bits) {}
  void reset() { mpfi_set_si(sum_.raw(), 0); }
  void add(const Interval& x, double factor) {
    mpfi_mul_d(product_.raw(), x.raw(), factor);
    mpfi_add(sum_.raw(), sum_.raw(), product_.raw());
  }
  void add(const Interval& x, const Integer& factor) {
    mpfi_mul_z(product_.raw(), x.raw(), factor.backend().data());
    mpfi_add(sum_.raw(), sum_.raw(), product_.raw());
  }
  const Interval& sum() const { return sum_.check("sum over rows"); }

 private:
  Interval sum_;
  Interval product_;
};

struct TiltedMean {
  const Vector& a;
  Bits bits;

  Intervals operator()(const symbolic::GaussianTokens& law) const {
    const Vector mean = law.mean + law.covariance * a;
    return enclosed(mean, bits);
  }

  Intervals operator()(const symbolic::RademacherTokens& law) const {
    const Interval h = enclose(law.scale, bits);
    Intervals out = enclosed(law.mean, bits);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += h * tanh(h * enclose(a_(i), bits));
    return out;
  }

  Intervals operator()(const symbolic::UniformCubeTokens& law) const {
    const Interval square = sqr(enclose(law.half_width, bits));
    Intervals out = enclosed(law.mean, bits);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const Interval x = enclose(a_(i), bits);
      out[i] += square * x * bessel_ratio_over_argument(3, square * sqr(x));
    }
    return out;
  }

  Intervals operator()(const symbolic::SphereTokens& law) const {
    const Interval square = sqr(enclose(law.radius, bits));
    const Interval norm = enclose(symbolic::dot(a, a), bits);
    const Interval factor = square * bessel_ratio_over_argument(static_cast<long>(a.size()), square * norm);
    Intervals out = enclosed(law.mean, bits);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += factor * enclose(a_(i), bits);
    return out;
  }

  Intervals operator()(const symbolic::MixtureTokens& law) const {
    std::vector<Number> odds, exponents;
    std::vector<Intervals> means;
    for (const auto& [weight, part] : law.components) {
      const Vector shift = part.covariance * a;
      odds.push_back(weight);
      exponents.push_back(symbolic::dot(a, part.mean) + symbolic::dot(a, shift) / Number(2));
      means.push_back(enclosed(part.mean + shift, bits));
    }
    return weighted_mean(exponential_weights(odds, exponents, bits), means);
  }

  Intervals operator()(const symbolic::StudentTokens& law) const {
    return enclosed(symbolic::tilted_mean(law, a), bits);  // the mean, or an error that says why there is none
  }

  Intervals operator()(const symbolic::DiscreteTokens& law) const {
    std::vector<Number> exponents;
    std::vector<Intervals> atoms;
    for (const Vector& atom : law.atoms) {
      exponents.push_back(symbolic::dot(a, atom));
      atoms.push_back(enclosed(atom, bits));
    }
    return weighted_mean(exponential_weights(law.weights, exponents, bits), atoms);
  }

  Intervals operator()(const symbolic::RowTokens& law) const {
    const symbolic::RowTable& table = *law.table;
    const bool binary = table.meaning() == symbolic::RowMeaning::binary;
    const Interval unit(table.unit(), bits);
    const Intervals direction = enclosed(a, bits);
    Accumulator row(bits);
    const auto score = [&](Eigen::Index k) {
      row.reset();
      for (Eigen::Index i = 0; i < a.size(); ++i) {
        const Interval& x = direction[static_cast<std::size_t>(i)];
        if (binary) {
          row.add(x, table.columns()(i, k));
        } else {
          row.add(x, table.scaled(i, k));
        }
      }
      return binary ? row.sum() : row.sum() / unit;
    };
    Eigen::VectorXd rough(a.size());
    for (Eigen::Index i = 0; i < a.size(); ++i) rough(i) = direction[static_cast<std::size_t>(i)].mid_double();
    const double top = (table.columns().transpose() * rough).maxCoeff();
    const Interval reference = Interval::point(top, bits);
    Interval total(0, bits);
    std::vector<Accumulator> sums(direction.size(), Accumulator(bits));
    for (Eigen::Index k = 0; k < table.size(); ++k) {
      const Interval weight = exp(score(k) - reference);
      total += weight;
      for (Eigen::Index i = 0; i < a.size(); ++i) {
        Accumulator& sum = sums[static_cast<std::size_t>(i)];
        if (binary) {
          sum.add(weight, table.columns()(i, k));
        } else {
          sum.add(weight, table.scaled(i, k));
        }
      }
    }
    if (!binary) total = total * unit;
    Intervals out;
    for (const Accumulator& sum : sums) out.push_back(sum.sum() / total);
    return out;
  }

 private:
  const Number& a_(std::size_t i) const { return a(static_cast<Eigen::Index>(i)); }
};

Intervals multiplied(const symbolic::Matrix& v, const Intervals& x, Bits bits) {
  Intervals out(static_cast<std::size_t>(v.rows()), Interval(0, bits));
  for (Eigen::Index i = 0; i < v.rows(); ++i) {
    for (Eigen::Index j = 0; j < v.cols(); ++j) {
      if (v(i, j).is_recognised_zero()) continue;
      out[static_cast<std::size_t>(i)] += enclose(v(i, j), bits) * x[static_cast<std::size_t>(j)];
    }
  }
  return out;
}

double magnitude(const Interval& x) { return abs(x).upper_double(); }

/// Whether |x| <= 10^{-2 digits} size, so that its relative width no longer matters.
bool is_negligible(const Interval& x, double size, int digits) {
  return std::log10(magnitude(x)) <= std::log10(size) - 2 * digits;
}

/// Raises the precision until all of evaluate(bits) are accepted by the rule of enclose_limit().
template <class Evaluate>
Intervals raised(const Evaluate& evaluate, int digits, const std::string& what) {
  for (long bits = bits_for_digits(digits).count;; bits *= 2) {
    const long used = std::min(bits, k_max_bits);
    double size = 0;
    const Intervals values = evaluate(Bits(used), size);
    if (std::all_of(values.begin(), values.end(), [&](const Interval& x) {
          return width_reached(x, digits) || (size > 0 && is_negligible(x, size, digits));
        })) {
      return values;
    }
    if (used == k_max_bits) {
      throw PrecisionError(what, std::to_string(digits) + " digits", "less", std::to_string(used) + " bits");
    }
  }
}

}  // namespace

std::vector<Interval> enclose_tilted_mean(const symbolic::TokenLaw& law, const Vector& a, Bits bits) {
  return std::visit(TiltedMean{a, bits}, law);
}

std::vector<Interval> enclose_limit(const symbolic::AttentionModel& model, const Vector& z, int digits) {
  const Vector a = model.head.U * z;
  return raised(
      [&](Bits bits, double& size) {
        Intervals out = multiplied(model.head.V, enclose_tilted_mean(model.tokens, a, bits), bits);
        for (const Interval& x : out) size = std::max(size, magnitude(x));
        return out;
      },
      digits, "the infinite-prompt limit");
}

LimitGap::LimitGap(const symbolic::AttentionModel& model, symbolic::Quantity quantity, symbolic::Target target)
    : tokens_(model.tokens), head_(model.head) {
  const Vector* z = symbolic::single_query(model.query);
  if (z == nullptr) throw Error("the infinite prompt is compared at a fixed or pair query");
  if (quantity == symbolic::Quantity::grad_v) {
    factor_ = static_cast<long>(head_.V.rows());
    head_.V = symbolic::identity(head_.U.rows());
  } else if (quantity != symbolic::Quantity::output) {
    throw Error("the infinite prompt is compared in its output or its V-gradient");
  }
  queries_ = {*z};
  if (std::holds_alternative<symbolic::PairQuery>(model.query)) queries_.emplace_back(-*z);
  if (target == symbolic::Target::limit) throw Error("the limit is compared with another operator");
  if (target == symbolic::Target::linear) {
    for (const Vector& query : queries_) targets_.push_back(linear_value(tokens_, head_, query));
    return;
  }
  const symbolic::AffineMap map = symbolic::inverse_operator(tokens_, head_);
  for (const Vector& query : queries_) targets_.push_back(map(query));
}

Interval LimitGap::at(Bits bits, double& size) const {
  Interval sum(0, bits);
  for (std::size_t j = 0; j < queries_.size(); ++j) {
    const Vector a = head_.U * queries_[j];
    const Intervals value = multiplied(head_.V, enclose_tilted_mean(tokens_, a, bits), bits);
    for (std::size_t i = 0; i < value.size(); ++i) {
      size += std::pow(magnitude(value[i]), 2);
      sum += sqr(value[i] - numeric::enclose(targets_[j](static_cast<Eigen::Index>(i)), bits));
    }
  }
  return sum * factor_ / static_cast<long>(queries_.size());
}

Interval LimitGap::enclose(int digits) const {
  return raised([&](Bits bits, double& size) { return Intervals{at(bits, size)}; }, digits, "the gap of the limit")
      .front();
}

}  // namespace softlin::numeric
