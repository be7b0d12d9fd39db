#pragma once
/// A table of numbers read from a file: rows are tokens. Exact, at eight bytes a number.

#include <Eigen/Dense>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "symbolic/matrix.hpp"

namespace softlin::symbolic {

/// What a stored double stands for.
///
///   binary  : its binary value (NPY files)
///   decimal : the decimal that its shortest round-trip form shows, as for a float in a model file (CSV files)
enum class RowMeaning { binary, decimal };

/// N rows of d numbers, and what names them.
///
/// Threads    : safe: what is made when first asked for is made once, and holds rationals only
/// Checked by : tests/symbolic/row_table_test.cpp
class RowTable {
 public:
  /// `columns` holds one row of the file a column. `hash` is a digest of the file's bytes, `bytes` their number.
  /// Errors : Error for an empty table or a number that is not finite.
  RowTable(Eigen::MatrixXd columns, RowMeaning meaning, std::string file, std::string hash, std::uint64_t bytes);

  Eigen::Index dimension() const { return columns_.rows(); }
  Eigen::Index size() const { return columns_.cols(); }  ///< N
  RowMeaning meaning() const { return meaning_; }
  /// d x N. For `decimal` an entry is the double nearest to the exact value.
  const Eigen::MatrixXd& columns() const { return columns_; }

  /// All entries are whole multiples of 1/unit(): a power of two or of ten.
  const Integer& unit() const { return unit_; }
  /// entry (i of row k) * unit(), exactly
  Integer scaled(Eigen::Index i, Eigen::Index k) const;

  /// (1/N) sum of the rows
  const Vector& mean() const;
  /// (1/N) sum of x x^T - mean mean^T
  /// Cost   : N d^2 / 2 integer products
  /// Errors : Error for more than k_most_products of them
  const Matrix& covariance() const;

  /// "FILE (N rows, BYTES bytes, sha256 HASH)"
  std::string text() const;

 private:
  Vector exact_mean() const;
  Matrix exact_covariance() const;

  Eigen::MatrixXd columns_;
  RowMeaning meaning_;
  std::string file_;
  std::string hash_;
  std::uint64_t bytes_;
  int exponent_ = 0;  ///< unit() is 2 or 10 to this power
  Integer unit_;
  mutable std::mutex mutex_;  ///< guards the two below
  mutable std::optional<Vector> mean_;
  mutable std::optional<Matrix> covariance_;
};

/// Exact covariances of more products than this are refused: about ten minutes.
inline constexpr double k_most_products = 2e10;

}  // namespace softlin::symbolic
