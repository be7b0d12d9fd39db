/// Exact expectations of softmax statistics.

#include "numeric/expectation.hpp"

#include <pybind11/stl.h>

#include "proofs-check/statistic_input.hpp"
#include "python/module/conversion.hpp"
#include "python/module/module.hpp"
#include "python/module/release.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

py::list expect(const std::string& statistic, const std::string& s, const std::vector<std::string>& lengths, int digits,
                const std::string& route, unsigned threads) {
  digits = digits_of(digits);
  const symbolic::Number slope = check::parse_slope(s, argument("s"));
  std::vector<Integer> counts;
  for (const check::Length& length : lengths_of(lengths, /*infinite_allowed=*/false)) counts.push_back(length.value);
  const numeric::Expectation expectation(check::parse_statistic(statistic, slope, route, argument("statistic")));
  // One digit more, so that rounding the ends to decimals keeps the width asked for.
  return to_python(without_lock([&] { return expectation.enclose(counts, digits + 1, threads_of(threads)); }));
}

}  // namespace

void bind_expectation(py::module_& module) {
  module.def("expect", &expect, py::arg("statistic"), py::arg("s"), py::arg("lengths"), py::arg("digits"),
             py::arg("route"), py::arg("threads"));
  module.def("statistic_names", &symbolic::statistic_names);
}

}  // namespace softlin::python
