#pragma once
/// Exact models turned into the doubles that samples are made from.

#include <Eigen/Dense>

#include "symbolic/matrix.hpp"

namespace softlin::numeric {

/// The entries as doubles, with relative errors of a few 2^-53.
/// Errors : InputError naming an entry beyond the range of a double.
double to_double(const symbolic::Number& x);
Eigen::MatrixXd to_double(const symbolic::Matrix& a);
Eigen::VectorXd to_double(const symbolic::Vector& x);

/// R with R R^T = covariance up to rounding: the roots of a diagonal covariance, else from a symmetric eigenvalue
/// decomposition. The covariance may be singular.
/// Checked by : tests/numeric/sampler_problem_test.cpp, tests/numeric/regression_training_test.cpp
Eigen::MatrixXd root_of(const symbolic::Matrix& covariance);

}  // namespace softlin::numeric
