#pragma once
/// The model that Python objects hold.

#include "symbolic/attention_model.hpp"

namespace softlin::python {

/// A model and what messages call it: a file, or the empty text for one that was made in Python.
struct ModelHandle {
  symbolic::AttentionModel model;
  std::string name;
};

}  // namespace softlin::python
