/// In-context regression: exact risks.

#include <pybind11/stl.h>

#include "numeric/query_average.hpp"
#include "proofs-check/regression_file.hpp"
#include "proofs-check/risk_rows.hpp"
#include "python/module/conversion.hpp"
#include "python/module/module.hpp"
#include "python/module/release.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

struct RegressionHandle {
  check::RegressionProblem problem;
  std::string name;
};

/// The point at which risks are taken: "endpoint", "optimum", or A and b as the text of a point file.
std::optional<symbolic::RegressionParameters> parameters_at(const RegressionHandle& self,
                                                            const symbolic::RegressionLaws& laws, const std::string& at,
                                                            const std::string& point, bool linear, bool best_scale) {
  if (!point.empty()) {
    const check::PointParameters found = check::parse_regression_point(point, "at", laws.dimension());
    return symbolic::regression_parameters(found.A, found.b);
  }
  if (at == "endpoint") return symbolic::endpoint_parameters(laws);
  if (at == "start") {
    if (!self.problem.start)
      throw InputError("at", "start without alpha", "a regression with alpha, where its flow starts");
    return symbolic::regression_parameters(
        symbolic::Matrix(self.problem.start->alpha * self.problem.start->theta_square), self.problem.start->alpha);
  }
  if (at != "optimum") throw InputError("at", "'" + at + "'", "endpoint, start, optimum, or a pair (A, b)");
  if (!linear) throw InputError("at", "optimum for softmax attention", "model linear, whose optimum has a closed form");
  if (best_scale) throw InputError("scale", "best at the optimum", "given");
  return std::nullopt;
}

py::list risk(const RegressionHandle& self, const std::vector<std::string>& lengths, const std::string& at,
              const std::string& point, const std::string& model, const std::string& scale, bool gradient, int digits,
              unsigned threads) {
  digits = digits_of(digits);
  if (model != "softmax" && model != "linear") throw InputError("model", "'" + model + "'", "softmax or linear");
  if (scale != "given" && scale != "best") throw InputError("scale", "'" + scale + "'", "given or best");
  check::RiskQuestion question;
  question.linear = model == "linear";
  question.best_scale = scale == "best";
  question.gradient = gradient;
  if (gradient && (question.linear || question.best_scale)) {
    throw InputError("gradient", "True with model " + model + " and scale " + scale, "softmax and the scale given");
  }
  if (!question.linear && digits >= numeric::k_max_average_digits) {
    throw InputError("digits", std::to_string(digits),
                     "at most " + std::to_string(numeric::k_max_average_digits - 1) + " for averages over the query");
  }
  const symbolic::RegressionLaws laws = symbolic::laws_of(self.problem.model);
  question.parameters = parameters_at(self, laws, at, point, question.linear, question.best_scale);
  const check::RiskRows rows(laws, question, lengths_of(lengths, /*infinite_allowed=*/true));
  // One digit more, so that rounding the ends to decimals keeps the width asked for.
  const auto found = without_lock([&] { return rows.enclose(digits + 1, threads_of(threads)); });
  py::list out;
  for (const check::RiskRow& row : found) {
    py::dict entry;
    entry["risk"] = to_python(row.risk);
    entry["factor"] = row.factor ? py::object(to_python(*row.factor)) : py::object(py::none());
    entry["gradient_A"] = row.gradient ? py::object(to_python(row.gradient->A)) : py::object(py::none());
    entry["gradient_b"] = row.gradient ? py::object(to_python(row.gradient->b)) : py::object(py::none());
    out.append(entry);
  }
  return out;
}

}  // namespace

void bind_regression(py::module_& module) {
  py::class_<RegressionHandle>(module, "Regression")
      .def_property_readonly("name", [](const RegressionHandle& self) { return self.name; })
      .def_property_readonly("dimension", [](const RegressionHandle& self) { return self.problem.model.sigma.rows(); })
      .def("describe", [](const RegressionHandle& self) { return check::describe(self.problem.model); })
      .def("exact_text", [](const RegressionHandle& self) { return check::exact_text(self.problem); });
  module.def(
      "parse_regression",
      [](const std::string& text, const std::string& name) {
        return RegressionHandle{check::parse_regression(text, name), name};
      },
      py::arg("text"), py::arg("name"));
  module.def(
      "read_regression",
      [](const std::string& path) {
        return RegressionHandle{check::read_regression(path), path};
      },
      py::arg("path"));
  module.def("regression_risk", &risk, py::arg("regression"), py::arg("lengths"), py::arg("at"), py::arg("point"),
             py::arg("model"), py::arg("scale"), py::arg("gradient"), py::arg("digits"), py::arg("threads"));
}

}  // namespace softlin::python
