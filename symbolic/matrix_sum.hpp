#pragma once
/// Sums of matrix words with rational coefficients and trace words as scalar factors, and their calculus.
///
/// A sum is kept in canonical form: what a word passes through the dimension "1" on its way becomes a scalar factor, equal
/// terms are collected, zeros dropped. Two sums are equal as polynomials in free matrices exactly when they compare equal.
/// A 1 x 1 sum is a scalar, a polynomial in trace words.
/// Checked by: tests/symbolic/matrix_word_test.cpp (random rational matrices against entrywise derivatives).

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "symbolic/matrix.hpp"
#include "symbolic/matrix_word.hpp"

namespace softlin::symbolic {

class MatrixSum {
 public:
  /// Scalar factors in increasing order, and the word they multiply.
  using Term = std::pair<std::vector<TraceWord>, MatrixWord>;
  using Terms = std::map<Term, Rational>;

  /// The zero matrix of these dimensions.
  static MatrixSum zero(std::string rows, std::string columns) { return {std::move(rows), std::move(columns)}; }
  static MatrixSum scalar(const Rational& value);
  /// coefficient times the scalars times the word.
  static MatrixSum term(const Rational& coefficient, std::vector<TraceWord> scalars, const MatrixWord& word);
  MatrixSum(const MatrixWord& word);      // NOLINT(google-explicit-constructor): a word is a sum
  MatrixSum(const MatrixLetter& letter);  // NOLINT(google-explicit-constructor): so is a letter

  const Terms& terms() const& { return terms_; }
  const Terms& terms() && = delete;  ///< a loop over the terms of a temporary would outlive it
  const std::string& rows() const { return rows_; }
  const std::string& columns() const { return columns_; }
  bool is_scalar() const { return rows_ == "1" && columns_ == "1"; }

  MatrixSum transpose() const;

  /// Every letter `name` replaced by `value`, its transposes by the transpose of `value`.
  /// Errors : Error when the shapes differ.
  MatrixSum substitute(const std::string& name, const MatrixSum& value) const;

  /// The differential: by the product rule, each letter X of `names` in turn replaced by a letter dX of the same shape and
  /// symmetry. Applied twice it gives the second differential, since dX itself is constant.
  MatrixSum differential(const std::vector<std::string>& names) const;

  /// The terms in which letters `name` occur `degree` times altogether.
  MatrixSum part_of_degree(const std::string& name, std::size_t degree) const;

  std::string text() const;  ///< "V m + V Gamma U z", "0"
  std::string latex() const;

  /// Errors : Error when the shapes do not fit.
  friend MatrixSum operator+(const MatrixSum& a, const MatrixSum& b);
  friend MatrixSum operator-(const MatrixSum& a, const MatrixSum& b) { return a + Rational(-1) * b; }
  friend MatrixSum operator*(const MatrixSum& a, const MatrixSum& b);
  friend MatrixSum operator*(const Rational& c, const MatrixSum& a);
  friend bool operator==(const MatrixSum& a, const MatrixSum& b) = default;

 private:
  MatrixSum(std::string rows, std::string columns) : rows_(std::move(rows)), columns_(std::move(columns)) {}
  void add(std::vector<TraceWord> scalars, const MatrixWord& word, const Rational& coefficient);

  std::string rows_;
  std::string columns_;
  Terms terms_;
};

/// The trace of a square sum, a scalar.
MatrixSum trace(const MatrixSum& square);

/// scalar times a. Errors: Error when `scalar` is not 1 x 1.
MatrixSum scaled(const MatrixSum& scalar, const MatrixSum& a);

/// The gradient G of a scalar: d scalar = tr(G^T dX). For a symmetric letter the entries of X count as free, and G is made
/// symmetric: (G + G^T)/2.
/// Errors : Error when `scalar` is not 1 x 1.
MatrixSum gradient(const MatrixSum& scalar, const MatrixLetter& letter);

/// One term c * scalars * (left (x) right) C of d vec F / d (vec X)^T, C the commutation matrix with C vec X = vec X^T.
struct KroneckerTerm {
  Rational coefficient;
  std::vector<TraceWord> scalars;
  MatrixWord left;
  MatrixWord right;
  bool commuted = false;  ///< C is there
};

/// The Jacobian d vec F / d (vec X)^T, columns stacked: a term A dX B of the differential gives B^T (x) A, and A dX^T B
/// gives (B^T (x) A) C. For a symmetric letter it acts on symmetric dX.
/// Errors : Error when the letter occurs in a scalar factor, where the Jacobian is no sum of Kronecker products of words.
std::vector<KroneckerTerm> jacobian(const MatrixSum& f, const MatrixLetter& letter);

/// "z^T (x) V Gamma"; "V Gamma U" where the left factor is 1. "0" without terms.
std::string text_of(const std::vector<KroneckerTerm>& jacobian);
std::string latex_of(const std::vector<KroneckerTerm>& jacobian);

/// The matrix for given values of the letters (not transposed), exactly.
/// Errors : Error when a letter has no value or the shapes disagree.
Matrix evaluate(const MatrixSum& sum, const std::map<std::string, Matrix>& values);
Matrix evaluate(const std::vector<KroneckerTerm>& jacobian, const MatrixLetter& letter,
                const std::map<std::string, Matrix>& values);

}  // namespace softlin::symbolic
