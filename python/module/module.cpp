#include "python/module/module.hpp"

#include "proofs-check/command/version_text.hpp"

PYBIND11_MODULE(_core, module) {
  using namespace softlin::python;
  module.doc() = "What softlin computes; use the package softlin, which stands around this module.";
  bind_errors(module);
  bind_enclosure_text(module);
  bind_model(module);
  bind_limit(module);
  bind_deviation(module);
  bind_samples(module);
  bind_expectation(module);
  bind_bounds(module);
  bind_check(module);
  bind_table(module);
  bind_regression(module);
  module.def("version", &softlin::check::program_version, "The version of softlin.");
  module.def("version_text", &softlin::check::version_text, "The versions of softlin and of the libraries in use.");
}
