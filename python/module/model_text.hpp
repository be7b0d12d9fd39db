#pragma once
/// A model as the text of a model file.

#include <string>

#include "symbolic/attention_model.hpp"

namespace softlin::python {

/// Text that check::parse_model reads back as the same model.
/// Errors : InputError for rows of a table, which a model file can only name.
std::string model_text(const symbolic::AttentionModel& model);

}  // namespace softlin::python
