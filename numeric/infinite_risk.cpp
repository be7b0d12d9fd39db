#include "numeric/infinite_risk.hpp"

#include "numeric/commuting_regression.hpp"
#include "numeric/evaluate.hpp"

namespace softlin::numeric {

namespace {

using Box = InfiniteRisk::Box;

Box enclosed_rows(const symbolic::Matrix& a, Bits bits) {
  Box out;
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) out.push_back(enclose(a(i, j), bits));
  }
  return out;
}

/// Products of d x d matrices, row by row.
Box times(const Box& a, const Box& b, std::size_t d) {
  Box out;
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      Interval sum = a[i * d] * b[j];
      for (std::size_t k = 1; k < d; ++k) sum += a[i * d + k] * b[k * d + j];
      out.push_back(sum);
    }
  }
  return out;
}

/// <a, b> over the variables of A.
Interval inner(const Box& theta, const Box& b) {
  Interval sum = theta[0] * b[0];
  for (std::size_t i = 1; i < b.size(); ++i) sum += theta[i] * b[i];
  return sum;
}

}  // namespace

InfiniteRisk InfiniteRisk::of_entries(const symbolic::RegressionModel& model, Bits bits) {
  const symbolic::RegressionLaws laws = symbolic::laws_of(model);
  const symbolic::Matrix pulled = product(laws.cross, laws.omega);
  InfiniteRisk out;
  out.d_ = static_cast<std::size_t>(laws.dimension());
  out.cross_ = enclosed_rows(laws.cross, bits);
  out.omega_ = enclosed_rows(laws.omega, bits);
  out.query_ = enclosed_rows(laws.query, bits);
  out.curvature_ = enclosed_rows(product(pulled, symbolic::Matrix(laws.cross.transpose())), bits);
  out.pull_ = enclosed_rows(product(pulled, laws.query), bits);
  return out;
}

InfiniteRisk InfiniteRisk::of_diagonal(const symbolic::RegressionModel& model, const symbolic::Matrix& theta_square,
                                       Bits bits) {
  const CommutingRegression problem = commuting_regression(model, 1, theta_square, bits);
  InfiniteRisk out;
  out.diagonal_ = true;
  out.d_ = problem.dimension();
  out.cross_ = problem.cross;
  out.omega_ = problem.omega;
  out.query_ = problem.query;
  for (std::size_t i = 0; i < out.d_; ++i) {
    const Interval pulled = problem.cross[i] * problem.omega[i];
    out.curvature_.push_back(pulled * problem.cross[i]);
    out.pull_.push_back(pulled * problem.query[i]);
  }
  return out;
}

InfiniteRisk InfiniteRisk::with_precision(Bits bits) const {
  InfiniteRisk out = *this;
  for (Box* box : {&out.cross_, &out.omega_, &out.query_, &out.curvature_, &out.pull_}) {
    for (Interval& x : *box) x = x.with_precision(bits);
  }
  return out;
}

Box InfiniteRisk::bend(const Box& theta) const {
  if (!diagonal_) return times(times(curvature_, theta, d_), query_, d_);
  Box out;
  for (std::size_t i = 0; i < d_; ++i) out.push_back(curvature_[i] * query_[i] * theta[i]);
  return out;
}

Interval InfiniteRisk::value(const Box& theta) const {
  const Interval& b = theta.back();
  const Bits bits = b.precision();
  Interval sum(0, bits);
  if (diagonal_) {
    for (std::size_t i = 0; i < d_; ++i) sum += omega_[i] * query_[i] * sqr(b * cross_[i] * theta[i] - 1);
  } else {
    Box miss;  // b C^T A - I
    for (std::size_t i = 0; i < d_; ++i) {
      for (std::size_t j = 0; j < d_; ++j) {
        Interval entry = cross_[i] * theta[j];
        for (std::size_t k = 1; k < d_; ++k) entry += cross_[k * d_ + i] * theta[k * d_ + j];
        entry *= b;
        miss.push_back(i == j ? entry - 1 : entry);
      }
    }
    sum = inner(times(times(omega_, miss, d_), query_, d_), miss);
  }
  return max(sum / 2, Interval(0, bits));
}

Box InfiniteRisk::gradient(const Box& theta) const {
  const Interval& b = theta.back();
  Box w = bend(theta);
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = b * w[i] - pull_[i];
  const Interval last = inner(theta, w);
  for (Interval& x : w) x *= b;
  w.push_back(last);
  return w;
}

/// The entry of the linear map A -> P A S_q.
Interval InfiniteRisk::bend_entry(std::size_t row, std::size_t column) const {
  if (!diagonal_) {
    return curvature_[row / d_ * d_ + column / d_] * query_[column % d_ * d_ + row % d_];
  }
  return row == column ? curvature_[row] * query_[row] : Interval(0, query_[0].precision());
}

Box InfiniteRisk::hessian(const Box& theta) const {
  const std::size_t n = size();
  const std::size_t m = n - 1;
  const Interval& b = theta.back();
  const Interval b_square = sqr(b);
  const Box bent = bend(theta);
  Box out(n * n, Interval(0, b.precision()));
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      if (!diagonal_ || i == j) out[i * n + j] = b_square * bend_entry(i, j);
    }
    out[i * n + m] = out[m * n + i] = b * bent[i] * 2 - pull_[i];
  }
  out[m * n + m] = inner(theta, bent);
  return out;
}

Interval InfiniteRisk::invariant(const Box& theta) {
  Interval sum = -sqr(theta.back());
  for (std::size_t i = 0; i + 1 < theta.size(); ++i) sum += sqr(theta[i]);
  return sum;
}

}  // namespace softlin::numeric
