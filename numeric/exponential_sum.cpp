#include "numeric/exponential_sum.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "numeric/parallel_for.hpp"
#include "numeric/softmax_continuation.hpp"
#include "numeric/softmax_expectation.hpp"

namespace softlin::numeric {

namespace {

using symbolic::WeightPolynomial;

/// Z - 1 may be tiny and is found by subtraction.
constexpr Bits k_fit_bits(192);
/// Digits of the statistics at the nodes.
constexpr int k_node_digits = 14;
/// Where Taylor's formula at u = 0 takes over from the nodes, and its order.
constexpr double k_first_slope = 0.02;
constexpr int k_taylor_order = 8;
/// Parameters of the bound at complex slopes: tan theta and vartheta.
constexpr double k_tangent = 0.65;
constexpr double k_reach_angle = 1.1;
/// Weights of the squares of coefficients beside those of residuals, as square roots: the largest that is accurate enough.
constexpr std::array<double, 12> k_ridges{1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7, 1e-8, 1e-9};
/// What the sums are expected to have as sum |c_j q_j^m|, to choose numbers of nodes.
constexpr double k_expected_size = 1e5;
constexpr int k_rates = 40;

Interval fit_point(double x) { return Interval::point(x, k_fit_bits); }

/// The strip in which Z^L stays of moderate size for the largest length.
double strip_width(const std::vector<Integer>& lengths) {
  double largest = 2;
  for (const Integer& L : lengths) largest = std::max(largest, L.convert_to<double>());
  return k_reach_angle / std::max(std::sqrt(2 * std::log(largest)), 1.6);
}

/// d^m/du^m of the sum, from the values of e^{-q_j u}.
Interval sum_from(const ExponentialSum& sum, const std::vector<Interval>& exponentials, int m) {
  Interval total(0, k_fit_bits);
  for (std::size_t j = 0; j < sum.rate.size(); ++j) {
    Interval term = fit_point(sum.coefficient[j]) * exponentials[j];
    for (int k = 0; k < m; ++k) term *= -fit_point(sum.rate[j]);
    total += term;
  }
  return total;
}

/// sum |c_j| q_j^m: bounds the sum wherever Re u >= 0.
Interval absolute_size(const ExponentialSum& sum, int m) {
  Interval total(0, k_fit_bits);
  for (std::size_t j = 0; j < sum.rate.size(); ++j) {
    total += abs(fit_point(sum.coefficient[j])) * pow(fit_point(sum.rate[j]), m);
  }
  return total;
}

}  // namespace

double ExponentialSum::operator()(double u, int derivative) const {
  double total = 0;
  for (std::size_t j = 0; j < rate.size(); ++j) {
    total += coefficient[j] * std::pow(-rate[j], derivative) * std::exp(-rate[j] * u);
  }
  return total;
}

Interval SoftmaxFunctions::Piece::slope(int j, Bits bits) const {
  const Interval low = Interval::point(a, bits);
  const Interval high = Interval::point(b, bits);
  if (j == 0) return high;
  if (j == n) return low;
  const Interval turn = cos(Interval::pi(bits) * j / n);
  return (low + high + (high - low) * turn) / 2;
}

/// The ellipse lies where |Im s| <= width and |arg s| <= arctan(k_tangent).
bool SoftmaxFunctions::Piece::inside() const {
  const Interval r = fit_point(rho);
  const Interval l = (fit_point(b) - fit_point(a)) / 2;
  const Interval minor = l * (r - 1 / r) / 2;
  const Interval least = fit_point(a) + l - l * (r + 1 / r) / 2;
  return certainly_less_equal(minor, fit_point(width)) && certainly_less_equal(minor, least * fit_point(k_tangent));
}

void SoftmaxFunctions::plan_pieces(double width, double log_size, double tolerance) {
  // Rounding of sqrt: the last node must not lie below sqrt(reach).
  const double last = std::nextafter(std::sqrt(reach_), 2 * k_max_slope);
  for (double a = k_first_slope; a < last;) {
    Piece piece;
    piece.a = a;
    piece.b = std::min(last, a + std::min(a, 2 * width));
    // A short rest joins the last interval.
    if (last - piece.b < 0.2 * (piece.b - a)) piece.b = last;
    piece.width = width;
    const double l = (piece.b - a) / 2;
    double low = 1;
    double high = 64;
    for (int i = 0; i < 60; ++i) {
      const double r = (low + high) / 2;
      const double minor = l * (r - 1 / r) / 2;
      const bool fits = minor <= width && minor <= k_tangent * (a + l - l * (r + 1 / r) / 2);
      (fits ? low : high) = r;
    }
    piece.rho = 1 + (low - 1) * (1 - 1e-9);
    if (!piece.inside()) throw Error("softmax functions: an interval of slopes without an ellipse");
    const double wanted = log_size + std::log(4 / (piece.rho - 1)) - std::log(tolerance);
    piece.n = std::max(4, static_cast<int>(std::ceil(wanted / std::log(piece.rho))));
    a = piece.b;
    pieces_.push_back(piece);
  }
}

Interval SoftmaxFunctions::value(std::size_t f, int m, std::size_t node) const {
  Interval sum(0, k_fit_bits);
  for (std::size_t l = 0; l < lengths_.size(); ++l) {
    const Rational& weight = functions_[f].weight[l];
    if (weight != 0) sum += found_[node][l][statistic_[f][static_cast<std::size_t>(m)]] * Interval(weight, k_fit_bits);
  }
  return sum;
}

Interval SoftmaxFunctions::complex_size(std::size_t f, int m) const {
  const Interval size = continuation_size((*chain_[f])[static_cast<std::size_t>(m)], cos(fit_point(k_reach_angle)));
  Interval total(0, k_fit_bits);
  for (std::size_t l = 0; l < lengths_.size(); ++l) {
    total += size * Interval(Rational(mp::abs(functions_[f].weight[l])), k_fit_bits) *
             exp(Interval(lengths_[l], k_fit_bits) * log(factor_));
  }
  return total;
}

SoftmaxFunctions::SoftmaxFunctions(std::vector<SoftmaxFunction> functions, std::vector<Integer> lengths, double reach,
                                   double accuracy, unsigned threads)
    : functions_(std::move(functions)), lengths_(std::move(lengths)), reach_(reach), factor_(1, k_fit_bits) {
  if (const double last = std::sqrt(reach); !(last > 2 * k_first_slope && last <= k_max_slope)) {
    throw Error("softmax functions: slopes up to " + std::to_string(last) + " asked for, at most " +
                std::to_string(k_max_slope) + " can be had");
  }
  std::map<std::string, std::size_t> known;
  for (const SoftmaxFunction& function : functions_) {
    if (function.weight.size() != lengths_.size()) {
      throw Error("softmax functions: one weight for each length is needed");
    }
    const auto [place, added] = chains_.try_emplace(function.f.text());
    std::vector<WeightPolynomial>& chain = place->second;
    if (added) chain.push_back(function.f);
    while (chain.size() <= static_cast<std::size_t>(function.derivatives + k_taylor_order)) {
      chain.push_back(chain.back().heat_flow());
    }
    chain_.push_back(&chain);
    std::vector<std::size_t> numbers;
    for (int m = 0; m <= function.derivatives; ++m) {
      const WeightPolynomial& f = chain[static_cast<std::size_t>(m)];
      const auto [number, fresh] = known.emplace(f.text(), statistics_.size());
      if (fresh) statistics_.push_back(f);
      numbers.push_back(number->second);
    }
    statistic_.push_back(std::move(numbers));
  }

  const double width = strip_width(lengths_);
  factor_ = continuation_factor(sqr(fit_point(k_tangent)), fit_point(k_reach_angle) / fit_point(width));
  double size = k_expected_size;
  for (std::size_t f = 0; f < functions_.size(); ++f) {
    for (int m = 0; m <= functions_[f].derivatives; ++m) size = std::max(size, complex_size(f, m).upper_double());
  }
  plan_pieces(width, std::log(size), std::min(accuracy, 1e-4) / 10);
  for (std::size_t p = 0; p < pieces_.size(); ++p) {
    for (int j = 0; j <= pieces_[p].n; ++j) {
      nodes_.emplace_back(p, j);
      variances_.push_back(sqr(pieces_[p].slope(j, k_fit_bits)));
    }
  }
  rates_.push_back(0);
  for (int j = 0; j < k_rates; ++j) rates_.push_back(0.3 / reach * std::pow(24 * reach / 0.3, j / (k_rates - 1.0)));
  found_.resize(nodes_.size());
  exponentials_.resize(nodes_.size());
  parallel_for(nodes_.size(), threads, [&](std::size_t i) {
    const auto [p, j] = nodes_[i];
    const Piece& piece = pieces_[p];
    const ScoreVariance variance([&piece, j = j](Bits bits) { return sqr(piece.slope(j, bits)); });
    found_[i] = expect_weights(statistics_, variance, lengths_, k_node_digits);
    for (const double q : rates_) exponentials_[i].push_back(exp(-(fit_point(q) * variances_[i])));
  });

  // Least squares for values and derivatives together.
  const auto rows = static_cast<Eigen::Index>(nodes_.size());
  const auto columns = static_cast<Eigen::Index>(rates_.size());
  for (const SoftmaxFunction& function : functions_) {
    const int derivatives = function.derivatives;
    std::vector<Solver>& all = solvers_[derivatives];
    if (!all.empty()) continue;
    for (const double ridge : k_ridges) {
      Eigen::MatrixXd system = Eigen::MatrixXd::Zero(rows * (derivatives + 1) + columns, columns);
      for (Eigen::Index j = 0; j < columns; ++j) {
        for (int m = 0; m <= derivatives; ++m) {
          const double scale = std::pow(-rates_[static_cast<std::size_t>(j)], m);
          for (Eigen::Index i = 0; i < rows; ++i) {
            system(rows * m + i, j) =
                scale * exponentials_[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)].mid_double();
          }
        }
        system(rows * (derivatives + 1) + j, j) = ridge * std::sqrt(static_cast<double>(rows));
      }
      Solver solver{std::move(system), {}};
      solver.factors.compute(solver.system);
      all.push_back(std::move(solver));
    }
  }
}

Interval SoftmaxFunctions::largest(std::size_t f, int m, const std::vector<Interval>& at_nodes, const Interval& size,
                                   const Interval& near_zero) const {
  std::vector<Interval> most(pieces_.size(), Interval(0, k_fit_bits));
  for (std::size_t i = 0; i < nodes_.size(); ++i) most[nodes_[i].first] = max(most[nodes_[i].first], abs(at_nodes[i]));
  const Interval outside = complex_size(f, m) + size;
  Interval out = near_zero;
  for (std::size_t p = 0; p < pieces_.size(); ++p) {
    const Interval rho = fit_point(pieces_[p].rho);
    // The Lebesgue constant of the nodes, and the error of interpolation.
    const Interval lebesgue = 1 + log(Interval(pieces_[p].n + 1, k_fit_bits)) * 2 / Interval::pi(k_fit_bits);
    out = max(out, lebesgue * most[p] + outside * 4 / (pow(rho, pieces_[p].n) * (rho - 1)));
  }
  return out;
}

/// Derivatives m, m + 1, ... of F at u = 0, and last a bound of the one of order m + k_taylor_order.
std::vector<Rational> SoftmaxFunctions::taylor(std::size_t f, int m) const {
  std::vector<Rational> out;
  for (int k = 0; k <= k_taylor_order; ++k) {
    const WeightPolynomial& g = (*chain_[f])[static_cast<std::size_t>(m + k)];
    Rational derivative(0);
    for (std::size_t l = 0; l < lengths_.size(); ++l) {
      const Rational& weight = functions_[f].weight[l];
      derivative += k < k_taylor_order ? Rational(weight * g.at_equal_weights(lengths_[l]))
                                       : Rational(mp::abs(weight) * g.absolute_sum());
    }
    out.push_back(derivative);
  }
  return out;
}

ExponentialSum SoftmaxFunctions::fit(std::size_t f, double accuracy) const {
  const int derivatives = functions_[f].derivatives;
  const auto rows = static_cast<Eigen::Index>(nodes_.size());
  std::vector<std::vector<Interval>> values(static_cast<std::size_t>(derivatives) + 1);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(rows * (derivatives + 1) + static_cast<Eigen::Index>(rates_.size()));
  for (int m = 0; m <= derivatives; ++m) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      values[static_cast<std::size_t>(m)].push_back(value(f, m, i));
      right(rows * m + static_cast<Eigen::Index>(i)) = values[static_cast<std::size_t>(m)].back().mid_double();
    }
  }
  Eigen::VectorXd best;
  for (const Solver& solver : solvers_.at(derivatives)) {
    best = solver.factors.solve(right);
    const double residual = (solver.system * best - right).head(rows * (derivatives + 1)).cwiseAbs().maxCoeff();
    if (residual <= accuracy / 4) break;
  }

  ExponentialSum sum;
  sum.rate = rates_;
  sum.coefficient.assign(best.data(), best.data() + best.size());
  const std::vector<Interval> ones(rates_.size(), Interval(1, k_fit_bits));
  for (int m = 0; m <= derivatives; ++m) {
    std::vector<Interval> rest;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      rest.push_back(values[static_cast<std::size_t>(m)][i] - sum_from(sum, exponentials_[i], m));
    }
    // Taylor's formula at u = 0 for F - sum.
    const std::vector<Rational> known = taylor(f, m);
    Interval near_zero(0, k_fit_bits);
    Interval power(1, k_fit_bits);  // u^k/k!
    for (int k = 0; k <= k_taylor_order; ++k) {
      if (k > 0) power *= sqr(fit_point(k_first_slope)) / k;
      const Interval derivative(known[static_cast<std::size_t>(k)], k_fit_bits);
      near_zero += power * (k < k_taylor_order ? abs(derivative - sum_from(sum, ones, m + k))
                                               : derivative + absolute_size(sum, m + k));
    }
    const Interval size = absolute_size(sum, m);
    sum.error.push_back(largest(f, m, rest, size, near_zero).upper_double());
    sum.size.push_back(size.upper_double());
  }
  return sum;
}

double SoftmaxFunctions::majorant(std::size_t f, int derivative, double growth) const {
  const Interval rate = fit_point(growth);
  std::vector<Interval> scaled;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    scaled.push_back(value(f, derivative, i) * exp(-(rate * variances_[i])));
  }
  const std::vector<Rational> known = taylor(f, derivative);
  Interval near_zero(0, k_fit_bits);
  Interval power(1, k_fit_bits);
  for (int k = 0; k <= k_taylor_order; ++k) {
    if (k > 0) power *= sqr(fit_point(k_first_slope)) / k;
    near_zero += power * abs(Interval(known[static_cast<std::size_t>(k)], k_fit_bits));
  }
  // |e^{-growth u}| <= 1 in the ellipses, where Re u > 0.
  return largest(f, derivative, scaled, Interval(0, k_fit_bits), near_zero).upper_double();
}

}  // namespace softlin::numeric
