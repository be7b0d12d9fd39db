#pragma once
/// Models and regression problems as the files that would describe them.

#include <string>

#include "proofs-check/regression_file.hpp"
#include "symbolic/attention_model.hpp"

namespace softlin::check {

/// A model file (model_file.hpp): read again, it is the same model. Multiples of the identity and diagonal matrices are
/// written as such.
///
/// Not promised : the path of a table of rows is the one under which it was found, so the file reads in the same folder
/// Checked by   : tests/proofs-check/model_text_test.cpp
std::string model_text(const symbolic::AttentionModel& model);

/// A regression file (regression_file.hpp).
std::string regression_text(const RegressionProblem& problem);

/// A point file (regression_file.hpp).
std::string point_text(const PointParameters& point);

}  // namespace softlin::check
