/// The catalogue of bounds, their constants and values.

#include <pybind11/stl.h>

#include "bounds/catalogue.hpp"
#include "proofs-check/bound_report.hpp"
#include "python/module/conversion.hpp"
#include "python/module/model.hpp"
#include "python/module/module.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

py::dict description(const bounds::Bound& bound) {
  py::dict out;
  out["name"] = bound.name;
  out["about"] = bound.about();
  out["is_lower"] = bound.is_lower;
  out["statement"] = bound.statement;
  out["hypotheses"] = check::hypotheses_text(bound);
  out["tight"] = bound.tight;
  out["parameters"] = check::parameters_of(bound);
  out["free_parameters"] = check::free_parameters_of(bound);
  out["least_length"] = bound.least_length;
  out["definitions"] = py::cast(bound.definitions);
  out["formula"] = bound.formula;
  out["source"] = bound.source;
  return out;
}

py::list catalogue() {
  py::list out;
  for (const bounds::Bound& bound : bounds::catalogue()) out.append(description(bound));
  return out;
}

/// Parameters of bounds as messages name them: as they are, for they are keyword arguments.
std::string name_itself(const std::string& symbol) { return symbol; }

bounds::Situation situation_of(const ModelHandle* model, const std::map<std::string, std::string>& parameters,
                               const bounds::Bound* bound) {
  std::map<std::string, symbolic::Number> given;
  for (const auto& [name, text] : parameters) {
    const auto& known = bounds::bound_symbols();
    if (name == "L" || std::find(known.begin(), known.end(), name) == known.end()) {
      std::string list;
      for (const std::string& symbol : known) {
        if (symbol != "L") list += (list.empty() ? "" : ", ") + symbol;
      }
      throw InputError(name, "an unknown parameter", "one of " + list);
    }
    const auto value = symbolic::Number::parse(text, argument(name));
    check::require_in_range(bound, name, value, text, name_itself);
    given.emplace(name, value);
  }
  std::optional<symbolic::AttentionModel> known;
  if (model != nullptr) known = model->model;
  return {std::move(known), std::move(given)};
}

py::dict value_of(const check::BoundValue& value) {
  py::dict out;
  out["length"] = to_python(value.length.value);
  out["refusal"] = value.refusal;
  out["value"] = py::none();
  out["bound"] = py::none();
  py::dict parameters;
  if (value.enclosed) {
    out["value"] = to_python(value.enclosed->value);
    for (const auto& [name, chosen] : value.enclosed->parameters) parameters[name.c_str()] = to_python(chosen);
  }
  out["parameters"] = parameters;
  if (value.winner != nullptr) out["bound"] = description(*value.winner);
  out["absent"] = py::cast(value.absent);
  return out;
}

py::dict constants(const std::string& name, const ModelHandle* model,
                   const std::map<std::string, std::string>& parameters, const std::vector<std::string>& lengths,
                   int digits) {
  digits = digits_of(digits);
  const bounds::Bound& bound = check::require_bound(name, argument("bound"));
  bounds::Situation situation = situation_of(model, parameters, &bound);
  const auto report =
      check::report_on_bound(bound, situation, lengths_of(lengths, true), digits + 1, argument("lengths"), name_itself);
  py::dict found;
  for (const auto& [constant, value] : report.constants) found[constant.c_str()] = to_python(value);
  py::list values;
  for (const auto& value : report.values) values.append(value_of(value));
  py::dict out;
  out["bound"] = description(bound);
  out["latex"] = bound.expanded().latex();
  out["constants"] = found;
  out["refused"] = py::cast(report.refused);
  out["values"] = values;
  return out;
}

py::list best_bounds(const ModelHandle* model, const std::map<std::string, std::string>& parameters,
                     const std::vector<std::string>& lengths, const std::string& quantity, bool lower, int digits) {
  digits = digits_of(digits);
  bounds::Situation situation = situation_of(model, parameters, nullptr);
  py::list out;
  for (const auto& value :
       check::best_bounds(quantity, lower, situation, lengths_of(lengths, true), digits, argument("lengths"))) {
    out.append(value_of(value));
  }
  return out;
}

}  // namespace

void bind_bounds(py::module_& module) {
  module.def("bounds", &catalogue);
  module.def("constants", &constants, py::arg("bound"), py::arg("model").none(true), py::arg("parameters"),
             py::arg("lengths"), py::arg("digits"));
  module.def("best_bounds", &best_bounds, py::arg("model").none(true), py::arg("parameters"), py::arg("lengths"),
             py::arg("quantity"), py::arg("lower"), py::arg("digits"));
}

}  // namespace softlin::python
