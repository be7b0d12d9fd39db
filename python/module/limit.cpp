/// The infinite-prompt limit of a model: values, operator, Jacobians, formulas.

#include <pybind11/stl.h>

#include "numeric/limit_enclosure.hpp"
#include "numeric/linear_value.hpp"
#include "python/module/conversion.hpp"
#include "python/module/model.hpp"
#include "python/module/module.hpp"
#include "symbolic/limit_operator.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

using symbolic::Vector;

/// The query of a fixed or pair law, or the mean of a Gaussian one.
Vector query_of(const symbolic::AttentionModel& model) {
  if (const Vector* z = symbolic::single_query(model.query)) return *z;
  if (symbolic::as_gaussian(model.tokens) != nullptr) {
    if (const auto query = symbolic::as_gaussian_query(model)) return query->mean;
  }
  throw InputError("query", symbolic::law_name(model.query) + " with " + symbolic::law_name(model.tokens) + " tokens",
                   "a fixed or pair query: the limit of these tokens is not linear in the query");
}

const symbolic::GaussianTokens& gaussian_tokens(const symbolic::AttentionModel& model, const std::string& what) {
  const symbolic::GaussianTokens* tokens = symbolic::as_gaussian(model.tokens);
  if (tokens == nullptr) {
    throw InputError("tokens", symbolic::law_name(model.tokens) + " for " + what, "Gaussian tokens");
  }
  return *tokens;
}

py::list limit(const ModelHandle& self, int digits) {
  digits = digits_of(digits);
  const Vector z = query_of(self.model);
  if (symbolic::as_gaussian(self.model.tokens) != nullptr) {
    return to_python(symbolic::linear_operator(self.model.tokens, self.model.head)(z), digits);
  }
  return to_python(numeric::enclose_limit(self.model, z, digits + 1));
}

py::tuple linear_operator(const ModelHandle& self, int digits) {
  digits = digits_of(digits);
  const symbolic::AffineMap map = symbolic::linear_operator(self.model.tokens, self.model.head);
  return py::make_tuple(to_python(map.matrix, digits), to_python(map.offset, digits));
}

/// The factors of both Jacobians: value and left of symbolic::LimitJacobians, z.
py::tuple jacobian_factors(const ModelHandle& self, int digits) {
  digits = digits_of(digits);
  const auto& tokens = gaussian_tokens(self.model, "Jacobians");
  const auto found = symbolic::limit_jacobians(tokens, self.model.head, query_of(self.model));
  return py::make_tuple(to_python(found.value, digits), to_python(found.left, digits), to_python(found.z, digits));
}

/// The limit's entries as formulas, text or LaTeX.
std::vector<std::string> limit_formulas(const ModelHandle& self, bool latex) {
  const Vector z = query_of(self.model);
  if (!symbolic::has_closed_limit(self.model.tokens)) {
    throw InputError("tokens",
                     symbolic::law_name(self.model.tokens) + ", whose limit has no closed form of bearable length",
                     "another law, or limit(), which encloses it");
  }
  const Vector value = symbolic::limit_at(self.model, z);
  std::vector<std::string> out;
  for (Eigen::Index i = 0; i < value.size(); ++i) out.push_back(latex ? value(i).latex() : value(i).text());
  return out;
}

/// Mean and covariance of T(z) for a Gaussian query z.
py::tuple pushed_forward(const ModelHandle& self, int digits) {
  digits = digits_of(digits);
  const auto& tokens = gaussian_tokens(self.model, "the law of the output");
  const auto query = symbolic::as_gaussian_query(self.model);
  if (!query) throw InputError("query", symbolic::law_name(self.model.query), "a Gaussian query");
  const symbolic::GaussianTokens law = symbolic::push_forward(tokens, self.model.head, *query);
  return py::make_tuple(to_python(law.mean, digits), to_python(law.covariance, digits));
}

}  // namespace

void bind_limit(py::module_& module) {
  module.def("limit", &limit, py::arg("model"), py::arg("digits"));
  module.def("linear_operator", &linear_operator, py::arg("model"), py::arg("digits"));
  module.def("jacobian_factors", &jacobian_factors, py::arg("model"), py::arg("digits"));
  module.def("limit_formulas", &limit_formulas, py::arg("model"), py::arg("latex"));
  module.def("pushed_forward", &pushed_forward, py::arg("model"), py::arg("digits"));
}

}  // namespace softlin::python
