#pragma once
/// Exact matrices written down in tests.

#include <cstdlib>
#include <vector>

#include "symbolic/matrix.hpp"

namespace softlin::tests {

using Rows = std::vector<std::vector<Rational>>;

inline symbolic::Matrix matrix_of(const Rows& rows) {
  symbolic::Matrix out(rows.size(), rows.front().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) {
      out(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = rows[i][j];
    }
  }
  return out;
}

/// 2^-|i-j|
inline symbolic::Matrix toeplitz(Eigen::Index d) {
  symbolic::Matrix out(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) out(i, j) = Rational(1, Integer(1) << std::abs(i - j));
  }
  return out;
}

inline symbolic::Matrix diagonal(const std::vector<Rational>& entries) {
  const auto d = static_cast<Eigen::Index>(entries.size());
  symbolic::Matrix out = symbolic::identity(d);
  for (Eigen::Index i = 0; i < d; ++i) out(i, i) = entries[static_cast<std::size_t>(i)];
  return out;
}

}  // namespace softlin::tests
