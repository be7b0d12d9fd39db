#pragma once
/// Exact matrices and vectors: Eigen over Number.

#include <Eigen/Core>

#include "symbolic/number.hpp"

template <>
struct Eigen::NumTraits<softlin::symbolic::Number> : Eigen::GenericNumTraits<softlin::symbolic::Number> {
  using Real = softlin::symbolic::Number;
  using NonInteger = softlin::symbolic::Number;
  using Nested = softlin::symbolic::Number;
  enum {
    IsInteger = 0,
    IsSigned = 1,
    IsComplex = 0,
    RequireInitialization = 1,
    ReadCost = 8,
    AddCost = 50,
    MulCost = 50
  };
};

namespace softlin::symbolic {

using Matrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic>;
using Vector = Eigen::Matrix<Number, Eigen::Dynamic, 1>;

/// x^T y
inline Number dot(const Vector& x, const Vector& y) {
  Number sum;
  for (Eigen::Index i = 0; i < x.size(); ++i) sum += x(i) * y(i);
  return sum;
}

/// tr(A B^T) = sum of the entrywise products; A and B of the same shape.
inline Number entrywise_dot(const Matrix& a, const Matrix& b) {
  Number sum;
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) sum += a(i, j) * b(i, j);
  }
  return sum;
}

/// scale times the d x d identity
inline Matrix identity(Eigen::Index d, const Number& scale = 1) {
  Matrix out = Matrix::Constant(d, d, Number(0));
  for (Eigen::Index i = 0; i < d; ++i) out(i, i) = scale;
  return out;
}

/// Whether every entry off the diagonal is recognised as zero.
inline bool is_diagonal(const Matrix& a) {
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      if (i != j && !a(i, j).is_recognised_zero()) return false;
    }
  }
  return true;
}

/// Whether a is recognised as k I.
inline bool is_multiple_of_identity(const Matrix& a) {
  if (!symbolic::is_diagonal(a)) return false;
  for (Eigen::Index i = 1; i < a.rows(); ++i) {
    if (!(a(i, i) - a(0, 0)).is_recognised_zero()) return false;
  }
  return true;
}

/// The sum of the diagonal.
inline Number trace_of(const Matrix& a) {
  Number sum;
  for (Eigen::Index i = 0; i < a.rows(); ++i) sum += a(i, i);
  return sum;
}

/// A B, skipping zeros: diagonal and identity factors are common, and exact arithmetic is dear.
inline Matrix product(const Matrix& a, const Matrix& b) {
  Matrix out = Matrix::Constant(a.rows(), b.cols(), Number(0));
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index k = 0; k < a.cols(); ++k) {
      if (a(i, k).is_recognised_zero()) continue;
      for (Eigen::Index j = 0; j < b.cols(); ++j) {
        if (!b(k, j).is_recognised_zero()) out(i, j) += a(i, k) * b(k, j);
      }
    }
  }
  return out;
}

}  // namespace softlin::symbolic
