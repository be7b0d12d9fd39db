#pragma once
/// Words in named matrices that do not commute: V Gamma U z, tr(Gamma U^T Gamma U).
///
/// Dimensions are names ("d", "k"), so a product of the wrong shapes is refused before any number is known. The name "1"
/// marks vectors: a column vector has the columns "1".
///
/// Two trace words are equal for all matrices of their shapes only if their canonical forms are: rotations of the cycle
/// and transposition are used up, and a letter declared symmetric has no transpose.
/// Checked by: tests/symbolic/matrix_word_test.cpp (random rational matrices; words that differ are told apart).

#include <compare>
#include <string>
#include <vector>

#include "symbolic/error.hpp"

namespace softlin::symbolic {

/// A named matrix, or its transpose. Letters of one name must agree in everything but `transposed`.
struct MatrixLetter {
  std::string name;
  std::string rows;     ///< of the letter as written, that is after transposition
  std::string columns;  ///< "1" for a column vector
  bool symmetric = false;
  bool transposed = false;

  /// Errors : Error when a symmetric letter is not square.
  static MatrixLetter matrix(std::string name, std::string rows, std::string columns);
  static MatrixLetter symmetric_matrix(std::string name, std::string dimension);
  static MatrixLetter vector(std::string name, std::string dimension) {
    return matrix(std::move(name), std::move(dimension), "1");
  }

  /// The transpose; the letter itself when it is symmetric or 1 x 1.
  MatrixLetter transpose() const;

  std::string text() const;   ///< "U^T"
  std::string latex() const;  ///< "U^{\top}"

  friend auto operator<=>(const MatrixLetter&, const MatrixLetter&) = default;
};

/// A product of letters; the empty word is the identity of a dimension.
class MatrixWord {
 public:
  MatrixWord(const MatrixLetter& letter);  // NOLINT(google-explicit-constructor): a letter is a word
  static MatrixWord identity(const std::string& dimension) { return MatrixWord(dimension, dimension, {}); }

  const std::vector<MatrixLetter>& letters() const { return letters_; }
  const std::string& rows() const { return rows_; }
  const std::string& columns() const { return columns_; }

  MatrixWord transpose() const;
  /// Letters first .. last - 1.
  MatrixWord part(std::size_t first, std::size_t last) const;

  std::string text() const;  ///< "V Gamma U z", "Gamma^2", "I"
  std::string latex() const;

  /// Errors : Error naming both words when the shapes do not fit.
  friend MatrixWord operator*(const MatrixWord& a, const MatrixWord& b);
  friend auto operator<=>(const MatrixWord&, const MatrixWord&) = default;

 private:
  MatrixWord(std::string rows, std::string columns, std::vector<MatrixLetter> letters)
      : rows_(std::move(rows)), columns_(std::move(columns)), letters_(std::move(letters)) {}

  std::string rows_;
  std::string columns_;
  std::vector<MatrixLetter> letters_;
};

/// The trace of a word, in canonical form: the least of all rotations of the word and of its transpose. A word that passes
/// through the dimension "1" is cut there: x^T A y is the trace of A y x^T.
class TraceWord {
 public:
  /// The trace of `square` as a product of trace words, in increasing order: tr(x y^T A z w^T) = (y^T A z)(w^T x). The trace
  /// of the identity is its dimension, and no factor for dimension "1".
  /// Errors : Error when the word is not square.
  static std::vector<TraceWord> of(const MatrixWord& square);

  /// A word whose trace this is.
  const MatrixWord& word() const { return word_; }
  /// True when the word is a 1 x 1 product of vectors and matrices, such as x^T A y.
  bool is_product() const { return word_.rows() == "1"; }

  std::string text() const;  ///< "tr(Gamma U)", "m^T U z", "d"
  std::string latex() const;

  friend auto operator<=>(const TraceWord&, const TraceWord&) = default;

 private:
  explicit TraceWord(MatrixWord word) : word_(std::move(word)) {}
  MatrixWord word_;
};

}  // namespace softlin::symbolic
