#pragma once
/// The parts of the extension module softlin._core: each adds its functions. The package around it (python/softlin) turns
/// Python values into exact text before they come here, and pairs of fractions into enclosures afterwards.

#include <pybind11/pybind11.h>

namespace softlin::python {

void bind_errors(pybind11::module_& module);
void bind_enclosure_text(pybind11::module_& module);
void bind_model(pybind11::module_& module);
void bind_limit(pybind11::module_& module);
void bind_deviation(pybind11::module_& module);
void bind_samples(pybind11::module_& module);
void bind_expectation(pybind11::module_& module);
void bind_bounds(pybind11::module_& module);
void bind_check(pybind11::module_& module);
void bind_table(pybind11::module_& module);
void bind_regression(pybind11::module_& module);

}  // namespace softlin::python
