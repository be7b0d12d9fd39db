#pragma once
/// Model files: tokens, head and query of one attention model, every entry exact.
///
///     [tokens]
///     law = "gaussian"             # gaussian | rademacher | sphere | uniform-cube | mixture | student-t | discrete | rows
///     mean = [0, 0]                # any law but the mixture, discrete and rows; default 0
///     covariance = [[1, "1/2"], ["1/2", 1]]      # gaussian; default identity
///     [head]
///     U = { kind = "identity", scale = "1/5" }   # or K and Q with as many rows each: U = K^T Q
///     V = { kind = "identity" }    # default identity; may have any number of rows
///     [query]
///     law = "fixed"                # fixed | pair | gaussian | tokens
///     z = [1, -1]                  # fixed, pair; gaussian takes mean (default 0) and covariance (default identity)
///
/// Other laws: rademacher `scale`, sphere `radius`, uniform-cube `half_width` (each default 1, at least 0); mixture
/// `components = [{ weight, mean, covariance }, ...]`, weights positive with sum exactly 1; student-t `degrees_of_freedom`
/// (a positive rational) and `scale`, a matrix as a covariance (default identity; the covariance is nu/(nu - 2) times it);
/// discrete `atoms = [[0, 1], [1, 0], ...]` and `weights = ["1/3", "2/3", ...]` (default equal; positive with sum exactly 1);
/// rows `file = "tokens.csv"` or `"tokens.npy"`, a path beside this file (proofs-check/row_file.hpp): a token is any row,
/// all equally likely.
///
/// A matrix is an array of rows, a number (1 x 1), or a table: { kind = "identity", dimension, scale },
/// { kind = "diagonal", entries, scale }, { kind = "toeplitz", rho, dimension, scale } with entries rho^|i-j|.
/// A vector is an array, or a number (length 1).
///
/// The dimension d is fixed by any of tokens.dimension, a vector, an explicit matrix, `dimension` in a matrix table or
/// the entries of a diagonal; all that fix it must agree.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "proofs-check/toml_input.hpp"
#include "symbolic/attention_model.hpp"

namespace softlin::check {

/// Reads a model file.
/// Errors : InputError with file, line and key for anything unreadable, unknown keys included; a covariance that is not
///          symmetric (by exact algebra) names the entry, one that is not positive semidefinite its key.
symbolic::AttentionModel read_model(const std::filesystem::path& path);

/// The same from text in memory; `file_name` is what messages show, and paths in it start at the folder that it names.
symbolic::AttentionModel parse_model(std::string_view text, const std::string& file_name);

/// The same from a table that holds tokens, head and query; its other keys are rejected. Paths in it start at `folder`.
symbolic::AttentionModel read_model_table(TomlTable& table, const std::filesystem::path& folder);

/// A short name: "gaussian d=2".
std::string describe(const symbolic::AttentionModel& model);

/// The dimension that several inputs fix together.
class AgreedDimension {
 public:
  /// States that `place` fixes the dimension `d`.
  /// Errors : InputError that names both places when an earlier one fixed another.
  void fix(Eigen::Index d, const Place& place);
  /// Errors : InputError at `place` when nothing fixed it; `hint` says what would.
  Eigen::Index value(const Place& place, const std::string& hint) const;
  /// The dimension, or `d` when nothing fixed it.
  Eigen::Index value_or(Eigen::Index d) const { return d_ == 0 ? d : d_; }

 private:
  Eigen::Index d_ = 0;
  Place place_;
};

/// A matrix as written: entries, or a rule that needs the dimension.
class MatrixInput {
 public:
  /// Errors : InputError for anything but the forms at the top of this file.
  static MatrixInput read(const TomlValue& value);
  /// The matrix under `key`, if it is there; it tells `dimension` its columns.
  static std::optional<MatrixInput> read_optional(TomlTable& table, const std::string& key, AgreedDimension& dimension);

  /// Rows of an explicit matrix; nothing for a rule, which is square.
  std::optional<Eigen::Index> rows() const;
  /// Tells `dimension` the number of columns, if this matrix knows it.
  void fix_columns(AgreedDimension& dimension) const;
  const Place& place() const { return value_.place(); }

  /// The d x d matrix of a rule, or the explicit one whatever its number of rows.
  symbolic::Matrix make(Eigen::Index d) const;
  /// As make.
  /// Errors : InputError unless the matrix is square.
  symbolic::Matrix make_square(Eigen::Index d) const;
  /// As make_square.
  /// Errors : InputError unless the matrix is symmetric and positive semidefinite.
  symbolic::Matrix make_covariance(Eigen::Index d) const;

 private:
  enum class Kind { entries, identity, diagonal, toeplitz };

  explicit MatrixInput(TomlValue value) : value_(std::move(value)) {}

  TomlValue value_;
  Kind kind_ = Kind::entries;
  symbolic::Matrix entries_;
  symbolic::Vector diagonal_;
  symbolic::Number scale_ = 1;
  symbolic::Number rho_;
  std::optional<std::pair<Eigen::Index, Place>> columns_;
};

/// Signs decided exactly.
/// Errors : InputError at `place` when a sign cannot be decided.
bool is_nonnegative(const symbolic::Number& x, const Place& place);
bool is_positive(const symbolic::Number& x, const Place& place);

}  // namespace softlin::check
