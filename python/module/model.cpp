#include "python/module/model.hpp"

#include <pybind11/eigen.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "proofs-check/model_file.hpp"
#include "proofs-check/row_file.hpp"
#include "proofs-check/sha256.hpp"
#include "python/module/conversion.hpp"
#include "python/module/model_text.hpp"
#include "python/module/module.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

using Rows = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// The model in `text` with the rows of an array in place of its tokens, which stand there for the dimension only.
ModelHandle model_with_rows(const std::string& text, const Rows& rows, const std::string& meaning) {
  if (rows.ndim() != 2 || rows.shape(0) < 1 || rows.shape(1) < 1 || rows.shape(1) > check::k_most_row_columns) {
    throw InputError("tokens", "rows of " + std::to_string(rows.ndim()) + " dimensions",
                     "a two-dimensional array of 1 to " + std::to_string(check::k_most_row_columns) + " columns");
  }
  ModelHandle out{check::parse_model(text, ""), ""};
  const Eigen::Map<const Eigen::MatrixXd> columns(rows.data(), rows.shape(1), rows.shape(0));
  const std::size_t bytes = static_cast<std::size_t>(rows.nbytes());
  check::Sha256 hash;
  hash.add({reinterpret_cast<const char*>(rows.data()), bytes});
  out.model.tokens = symbolic::RowTokens{std::make_shared<const symbolic::RowTable>(
      columns, meaning == "binary" ? symbolic::RowMeaning::binary : symbolic::RowMeaning::decimal, "array",
      hash.finish(), bytes)};
  return out;
}

}  // namespace

void bind_model(py::module_& module) {
  py::class_<ModelHandle>(module, "Model")
      .def_property_readonly("name", [](const ModelHandle& self) { return self.name; })
      .def_property_readonly("dimension",
                             [](const ModelHandle& self) { return symbolic::dimension(self.model.tokens); })
      .def_property_readonly("tokens", [](const ModelHandle& self) { return symbolic::law_name(self.model.tokens); })
      .def_property_readonly("query", [](const ModelHandle& self) { return symbolic::law_name(self.model.query); })
      .def("describe", [](const ModelHandle& self) { return check::describe(self.model); })
      .def("exact_text", [](const ModelHandle& self) { return symbolic::exact_text(self.model); })
      .def("to_toml", [](const ModelHandle& self) { return model_text(self.model); });
  module.def(
      "parse_model",
      [](const std::string& text, const std::string& name) {
        return ModelHandle{check::parse_model(text, name), name};
      },
      py::arg("text"), py::arg("name"));
  module.def(
      "read_model",
      [](const std::string& path) {
        return ModelHandle{check::read_model(path), path};
      },
      py::arg("path"));
  module.def("model_with_rows", &model_with_rows, py::arg("text"), py::arg("rows"), py::arg("meaning"));
}

}  // namespace softlin::python
