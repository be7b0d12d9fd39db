#pragma once
/// The numbers that a model gives to the symbols of a bound.
/// Checked by: tests/bounds/model_symbols_test.cpp

#include <optional>
#include <string>

#include "symbolic/attention_model.hpp"

namespace softlin::bounds {

/// Sz^{1/2} U^T Gamma U Sz^{1/2} up to an orthogonal change of coordinates: D^{1/2} L^T U^T Gamma U L D^{1/2} with
/// Sz = L D L^T. Nothing unless tokens and query are Gaussian.
std::optional<symbolic::Matrix> query_score_matrix(const symbolic::AttentionModel& model);

/// U Sz U^T, the covariance of Uz. Nothing unless the query is Gaussian.
std::optional<symbolic::Matrix> key_covariance(const symbolic::AttentionModel& model);

/// H^2 = tr(H) H, by exact algebra: a symmetric matrix of rank at most one.
bool is_rank_one(const symbolic::Matrix& h);

/// The largest eigenvalue of query_score_matrix(): exact when it is diagonal or has rank one, otherwise an upper bound.
struct TopEigenvalue {
  symbolic::Number value;
  bool exact = false;
};
std::optional<TopEigenvalue> top_query_eigenvalue(const symbolic::AttentionModel& model);

/// The value of a member of bound_symbols() (bounds/bound.hpp); nothing for what the model does not determine: L, delta,
/// A, A2, B, and symbols of a single query when the query has a law, or of a Gaussian query when it has none.
/// sigma is the larger of 1 and sub_gaussian_parameter().
std::optional<symbolic::Number> model_symbol(const symbolic::AttentionModel& model, const std::string& symbol);

}  // namespace softlin::bounds
