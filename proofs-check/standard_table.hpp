#pragma once
/// The tables of `softlin table`: what bounds, slack, exponents and constants are at standard models, the built-in claims,
/// and how many prompts flag a bound that is too small. Every number comes from enclosures: exact values are printed as such, upper bounds and ratios to them rounded
/// up, lower bounds rounded down; what is sampled (power) says so.
///
/// Standard models: tokens N(0, I_d), U = u I, V = I, query fixed or N(0, lambda I).
/// Threads : GiNaC is used: one thread calls; `threads` are for the enclosures.
/// Checked by: tests/proofs-check/standard_table_test.cpp

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "numeric/interval.hpp"
#include "proofs-check/claim.hpp"
#include "proofs-check/table_view.hpp"

namespace softlin::check {

/// Empty lists mean the defaults of the table, which is named with each.
struct TableRequest {
  std::vector<Length> lengths;            ///< finite
  std::vector<symbolic::Number> slopes;   ///< s of a fixed query (bounds)
  std::vector<symbolic::Number> scales;   ///< u of a Gaussian query (slack, constants)
  std::vector<symbolic::Number> lambdas;  ///< (exponents)
  std::vector<Integer> dimensions;        ///< (constants)
  /// Instead of the standard ones: Gaussian tokens (bounds, slack), or any model with an exact error (power).
  std::optional<symbolic::AttentionModel> model;
  std::vector<std::string> suites;         ///< files instead of the built-in suite (claims)
  std::vector<symbolic::Number> percents;  ///< by which bounds are too small, between 0 and 100, rational (power)
  std::uint64_t seeds = 0;                 ///< (power)
  Quantity quantity = Quantity::output;    ///< (bounds, slack, exponents, power)
  bool all_bounds = false;                 ///< also bounds whose evaluation takes seconds (slack)
  int digits = 6;                          ///< enough for print
  unsigned threads = 1;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(double)> progress = [](double) {};
};

/// Bounds and the exact error by slope and length: the headline bound, the best upper and the best lower bound.
StandardTable bounds_table(const TableRequest& request);
/// bound/exact for every bound of the catalogue that applies to a model.
StandardTable slack_table(const TableRequest& request);
/// -ln(E(L2)/E(L1))/ln(L2/L1) of the exact error averaged over a query N(0, lambda), beside
/// rho* = min(1, (sqrt(1 + 4/lambda) - 1)/2) (docs/theory/bounds.md B4 to B6).
StandardTable exponents_table(const TableRequest& request);
/// Proved constants of Propositions 3.1 and 3.4 beside the best c1 at the proved c2.
StandardTable constants_table(const TableRequest& request);
/// The claims of suites with the worst verdict of their rows: violated, undecided, consistent, proved, in this order.
StandardTable claims_table(const TableRequest& request);
/// Prompts until a bound below the exact error is flagged: median and 90 % over seeds, beside the growth of the e-value that
/// theory predicts. Everything but the exact error is sampled; the same table for any number of threads.
StandardTable power_table(const TableRequest& request);

/// The exact risk of in-context regression at the endpoint by length, for several covariances, with K and gamma
/// (docs/theory/icl-regression.md section 3).
StandardTable regression_table(const TableRequest& request);

/// Name, what it shows, options it reads, and the function.
struct StandardTableKind {
  std::string name;
  std::string shows;
  std::vector<std::string> options;
  StandardTable (*make)(const TableRequest& request);
};
const std::vector<StandardTableKind>& standard_tables();

// --- Shared by the tables ---

/// Tokens N(0, I_d), U = scale I, V = I, with the query (1, 0, ..., 0), or N(0, variance I).
symbolic::AttentionModel standard_model(Eigen::Index d, const symbolic::Number& scale,
                                        const std::optional<symbolic::Number>& query_variance);

/// The exact error, averaged over a Gaussian query, with relative width at most 10^-digits.
/// Errors : InputError for other models.
std::vector<numeric::Interval> exact_errors(const symbolic::AttentionModel& model, Quantity quantity,
                                            const std::vector<Length>& lengths, int digits, unsigned threads);

std::vector<Length> lengths_or(const std::vector<Length>& given, const std::vector<long>& otherwise);
std::vector<symbolic::Number> numbers_or(const std::vector<symbolic::Number>& given,
                                         const std::vector<Rational>& otherwise);

}  // namespace softlin::check
