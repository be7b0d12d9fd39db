#pragma once
/// The file of a user's own table: which models and lengths are its rows, which quantities, bounds, ratios and verdicts its
/// columns; read and checked for sense, nothing computed.
///
///     caption = "Error at two slopes"  # optional; default: the file's stem
///     label = "tab:mine"               # optional
///     digits = 6                       # optional; of every column that names no other
///     notes = ["A line below."]        # optional
///     [models.NAME]                    # optional: what a model file holds
///     [regressions.NAME]               # optional: what a regression file holds
///     [[row]]                          # every combination of the lists becomes a row, lengths inside scales inside models
///     models = ["plane.toml", "NAME"]  # required: paths beside this file, names, or tables as a model file holds them
///     lengths = [16, 64, 1e6]          # required, finite; or { from = 1, to = 1000000, factor = 10 }, or one length
///     scales = [1]                     # default; U is multiplied by each in turn
///     group = "Gaussian tokens"        # optional: a heading before these rows
///     [[column]]
///     show = "ratio"                   # required:
///                                      #   model, length, scale        of the row
///                                      #   tokens, query, dimension    the laws of the model and d
///                                      #   error                       E |T_L - T|^2 or what `quantity` says: an
///                                      #                               enclosure, or a mean of samples
///                                      #   std-error                   the standard error of that mean
///                                      #   probability                 of an exceedance: the part of the prompts
///                                      #   interval                    that of Clopper and Pearson around it
///                                      #   bound                       its value, rounded so that it is still a bound;
///                                      #                               beside a ratio or a verdict, see below
///                                      #   which                       the name of the bound: that of the winner for "best"
///                                      #   ratio                       bound/error
///                                      #   verdict                     of error <= bound (or >=), from whole enclosures
///                                      #   hypotheses                  what the bound asks of the model
///     quantity = "output"              # output (default) | grad-v | grad-u | bias; or a probability, by method "naive":
///                                      # exceedance | exceedance-v | exceedance-u
///     radius = "1/L"                   # of an exceedance: a formula, or the name of a bound on the radius
///     radius_factor = 1                # positive
///     target = "limit"                 # limit (default) | linear | inverse
///     method = "exact"                 # exact (default) | reduced | naive
///     prompts = 10000                  # of sampled methods, 2 to 10^9
///     seed = 1                         # of sampled methods
///     confidence = 0.999               # of a sampled verdict, or of all intervals of probabilities together
///     bound = "headline"               # for bound, which, ratio, verdict, hypotheses: a formula, a bound named as in
///                                      # `softlin constants --list`, or "best"
///     relation = "<="                  # "<=" (default) | ">=": the bound is one from below
///     constants = { c1 = 2 }           # of a formula: numbers
///     sigma = 1                        # positive
///     factor = "1/2"                   # positive, default 1: multiplies the bound
///     key = "ratio"                    # optional: the name in CSV, JSON and --columns
///     heading = "slack"                # optional
///     latex = "$B/E$"                  # optional: heading in LaTeX, as it is
///     unit = "rounded down"            # optional: below the heading
///     digits = 4                       # optional
///     notation = "auto"                # auto (default: an exponent below 1e-4 and from 1e7 on) | scientific | decimal;
///                                      # of numbers that are no enclosures, and in decimals up to 40 zeros
///
/// Columns that agree in everything about error and bound, digits included, speak of the same computation. Where a named bound does not apply
/// to a row's model or length, its cells show "-" and a note says why.
///
/// A table about in-context regression has in each row `regressions` in place of `models`, no scales, and lengths that may be
/// "inf", which is also the default. Its columns:
///
///     show = "value"                   # required: regression, length, dimension | value: what `quantity` says, an enclosure |
///                                      # bound, ratio (bound/value), verdict
///     quantity = "risk"                # with at, eps and `value`, a formula, as in claims (regression_claim.hpp)
///     bound = "K/L"                    # for bound, ratio, verdict: a formula in the symbols of these claims
///     relation = "<="                  # "<=" (default) | ">=" | "="
///     key, heading, latex, unit, digits, notation as above

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "proofs-check/claim.hpp"

namespace softlin::check {

enum class Shows {
  model,  ///< or regression
  length,
  scale,
  tokens,
  query,
  dimension,
  error,  ///< or value, of a regression
  std_error,
  probability,
  interval,
  bound,
  which,
  ratio,
  verdict,
  hypotheses
};

enum class Notation { automatic, scientific, decimal };

struct OwnColumn {
  Shows shows = Shows::model;
  std::string key;
  std::string heading;
  std::string latex;  ///< empty: made from the heading
  std::string unit;
  int digits = 6;
  Notation notation = Notation::automatic;
  /// What error and bound are; its model and lengths are those of rows. Its id is empty, its place the column.
  Claim terms;
  /// In a table about regressions: what the column says of the problem of each of OwnTable::rows.
  std::vector<RegressionClaim> regressions;

  bool has_error() const;  ///< error, value, std-error, probability, interval, ratio, verdict
  bool has_bound() const;  ///< bound, which, ratio, verdict, hypotheses
};

/// Rows of one model at one scale, or of one regression.
struct OwnRows {
  symbolic::AttentionModel model;  ///< before the scale
  std::optional<RegressionProblem> regression;
  std::string name;
  symbolic::Number scale = 1;
  std::vector<Length> lengths;  ///< finite, but for regressions
  std::string group;            ///< heading before them; empty: none, or that of the rows before
  int model_line = 0;
  int lengths_line = 0;
};

struct OwnTable {
  std::string file;
  std::string caption;
  std::string label;
  std::vector<std::string> notes;
  int digits = 6;
  std::vector<OwnRows> rows;
  std::vector<OwnColumn> columns;

  bool is_about_regressions() const { return rows.front().regression.has_value(); }
};

/// A table has at most this many rows.
inline constexpr std::size_t k_most_table_rows = 100000;

/// Reads the file; `digits` go before its own where given.
/// Errors : InputError with file, line and key for anything unreadable, unknown keys included; for a key that a column does
///          not use; for two columns with one key; for a table without rows or columns; for an infinite length of attention; for
///          models and regressions in one table.
/// Checked by : tests/proofs-check/own_table_test.cpp, tests/golden/table_own_*.case
OwnTable read_own_table(const std::filesystem::path& path, std::optional<int> digits);

}  // namespace softlin::check
