#pragma once
/// The rows of a user's own table, a length each: what its parts (own_errors.hpp, own_comparisons.hpp) compute is by row.

#include "proofs-check/own_table_file.hpp"

namespace softlin::check {

struct PlacedRow {
  const OwnRows* rows;
  std::size_t situation;  ///< into OwnTable::rows
  Length length;
};

struct PlacedRows {
  /// `table` must outlive the rows.
  explicit PlacedRows(const OwnTable& table);

  /// The claim that a column makes about a situation, of all its lengths.
  Claim claim_at(std::size_t situation, const Claim& terms, const std::vector<RegressionClaim>& regressions) const;

  const OwnTable& table;
  std::vector<PlacedRow> all;
  std::vector<std::size_t> first;                ///< by situation, into `all`
  std::vector<symbolic::AttentionModel> models;  ///< by situation, scaled; without meaning in a table about regressions
};

/// The sigma and the constants of a formula: equal texts mean equal numbers.
std::string numbers_key(const Claim& terms);

/// Equal texts mean that two columns show the same error, probability or value.
std::string error_key(const OwnColumn& column);

}  // namespace softlin::check
