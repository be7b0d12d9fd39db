#pragma once
/// Regression files: one in-context regression problem and the start of its gradient flow, every entry exact.
///
///     [regression]
///     Sigma = { kind = "toeplitz", rho = "1/2", dimension = 5 }   # positive definite
///     Omega = { kind = "identity", scale = 1 }    # covariance of the task w; default identity; may be singular
///     noise_variance = "1/10"                     # tau^2 >= 0; default 0
///     generator = "matched"                       # matched (default) | as-coded: see symbolic/regression_model.hpp
///     [start]                                     # optional
///     alpha = "1/2"                               # > 0; required where the section is there
///     ThetaThetaT = { kind = "identity", scale = "1/sqrt(5)" }   # Frobenius norm 1; default I/sqrt(d)
///
/// Point files: parameters of one head.
///
///     A = [[1, 0], [0, 1]]      # d x d
///     b = "1/2"
///
/// Matrices are written as in model files (proofs-check/model_file.hpp); Sigma or Omega must fix the dimension.
/// Checked by: tests/proofs-check/regression_file_test.cpp, tests/golden/regression_*.case

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "proofs-check/toml_input.hpp"
#include "symbolic/regression_model.hpp"

namespace softlin::check {

/// A(0) = alpha ThetaThetaT, b(0) = alpha, with |ThetaThetaT|_F = 1.
struct RegressionStart {
  symbolic::Number alpha;
  symbolic::Matrix theta_square;  ///< ThetaThetaT: symmetric, positive semidefinite
};

struct RegressionProblem {
  symbolic::RegressionModel model;
  std::optional<RegressionStart> start;
};

struct PointParameters {
  symbolic::Matrix A;
  symbolic::Number b;
};

/// Reads a regression file.
/// Errors : InputError with file, line and key for anything unreadable, unknown keys included, and for values outside the
///          domains above.
RegressionProblem read_regression(const std::filesystem::path& path);
/// The same from text in memory; `file_name` is what messages show.
RegressionProblem parse_regression(std::string_view text, const std::string& file_name);

/// The same from a table that holds regression and start; its other keys are rejected.
RegressionProblem read_regression_table(TomlTable& table);

/// Reads a point file for tokens of dimension d. Errors: as above.
PointParameters read_regression_point(const std::filesystem::path& path, Eigen::Index d);
/// A and b of a table that holds nothing else.
PointParameters read_regression_point_table(TomlTable& table, Eigen::Index d);
PointParameters parse_regression_point(std::string_view text, const std::string& file_name, Eigen::Index d);

/// Every entry, exactly, on one line: equal texts mean equal problems.
std::string exact_text(const RegressionProblem& problem);
std::string exact_text(const PointParameters& point);

/// "matched d=5"
std::string describe(const symbolic::RegressionModel& model);

}  // namespace softlin::check
