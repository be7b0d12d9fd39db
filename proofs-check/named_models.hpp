#pragma once
/// The attention models and regression problems that a suite or a campaign speaks of.

#include "proofs-check/named_inputs.hpp"
#include "proofs-check/regression_file.hpp"
#include "symbolic/attention_model.hpp"

namespace softlin::check {

using NamedModels = NamedInputs<symbolic::AttentionModel>;
using NamedRegressions = NamedInputs<RegressionProblem>;

/// [models.NAME] tables and model files (model_file.hpp); paths start at `folder`.
NamedModels named_models(const std::filesystem::path& folder);

/// [regressions.NAME] tables and regression files (regression_file.hpp).
NamedRegressions named_regressions(const std::filesystem::path& folder);

}  // namespace softlin::check
