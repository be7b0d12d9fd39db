/// The finite-prompt error of a model: exact, or from sampled prompts.

#include <pybind11/stl.h>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/deviation_row.hpp"
#include "python/module/conversion.hpp"
#include "python/module/model.hpp"
#include "python/module/module.hpp"
#include "python/module/release.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

const check::DeviationPlaces k_places{.model = {"tokens", 0, ""},
                                      .quantity = {"quantity", 0, ""},
                                      .moment = {"moment", 0, ""},
                                      .length = {"lengths", 0, ""},
                                      .target = {"target", 0, ""}};

constexpr int k_most_moment = 4;
constexpr std::uint64_t k_least_prompts = 2;
constexpr std::uint64_t k_most_prompts = 1000000000;

py::list exact_deviations(const ModelHandle& self, const std::vector<std::string>& lengths, const std::string& quantity,
                          const std::string& target, int moment, int digits, unsigned threads) {
  digits = digits_of(digits);
  const check::Quantity what = check::parse_quantity(quantity, k_places.quantity);
  const check::Target against = check::parse_target(target, k_places.target);
  if (moment < 1 || moment > k_most_moment) {
    throw InputError(k_places.moment, std::to_string(moment), "1 to " + std::to_string(k_most_moment));
  }
  if (moment != 1 &&
      ((what != check::Quantity::output && what != check::Quantity::grad_v) || against != check::Target::limit)) {
    throw InputError(k_places.moment, std::to_string(moment) + " for " + quantity + " against " + target,
                     "1, or output or grad-v against the limit");
  }
  check::require_target(against, what, k_places.target);
  const auto counts = lengths_of(lengths, /*infinite_allowed=*/false);
  const check::ExactDeviation exact(self.model, what, against, moment, k_places);
  for (const check::Length& length : counts) exact.require_feasible(length, k_places);
  const auto rows = without_lock([&] { return exact.rows(counts, digits, threads_of(threads)); });
  py::list out;
  for (const check::DeviationRow& row : rows) out.append(to_python(*row.value));
  return out;
}

py::dict sampled_deviation(const check::DeviationRow& row) {
  py::dict out;
  out["mean"] = row.summary.mean;
  out["std_error"] = row.summary.std_error;
  out["prompts"] = row.summary.prompts;
  out["seed"] = row.seed;
  out["predicted_std_error"] = py::cast(row.predicted_std_error);
  out["bias"] = py::none();
  out["bias_std_error"] = py::none();
  if (row.bias) {
    out["bias"] = std::vector<double>(row.bias->mean.begin(), row.bias->mean.end());
    out["bias_std_error"] = std::vector<double>(row.bias->std_error.begin(), row.bias->std_error.end());
  }
  return out;
}

py::list sampled_deviations(const ModelHandle& self, const std::vector<std::string>& lengths,
                            const std::string& quantity, const std::string& target, const std::string& method,
                            std::uint64_t prompts, std::uint64_t seed, unsigned threads) {
  const check::Quantity what = check::parse_quantity(quantity, k_places.quantity);
  const check::Target against = check::parse_target(target, k_places.target);
  const check::Method how = check::parse_method(method, argument("method"));
  check::require_target(against, what, k_places.target);
  if (prompts < k_least_prompts || prompts > k_most_prompts) {
    throw InputError("prompts", std::to_string(prompts), "2 to 10^9");
  }
  const auto counts = lengths_of(lengths, /*infinite_allowed=*/false);
  for (const check::Length& length : counts) check::require_sampled_length(length, how, k_places.length);
  const check::SampledDeviation sampled(self.model, what, against, how, k_places);
  py::list out;
  // Each length is a row of its own random stream, as in the program.
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto row = interruptible([&](const std::atomic<bool>* stop) {
      check::SampleRequest request;
      request.prompts = prompts;
      request.seed = seed;
      request.row = static_cast<std::uint32_t>(i);
      request.threads = threads_of(threads);
      request.stop = stop;
      return sampled.row(counts[i], request);
    });
    out.append(sampled_deviation(*row));  // nothing only when it was stopped
  }
  return out;
}

}  // namespace

void bind_deviation(py::module_& module) {
  module.def("exact_deviations", &exact_deviations, py::arg("model"), py::arg("lengths"), py::arg("quantity"),
             py::arg("target"), py::arg("moment"), py::arg("digits"), py::arg("threads"));
  module.def("sampled_deviations", &sampled_deviations, py::arg("model"), py::arg("lengths"), py::arg("quantity"),
             py::arg("target"), py::arg("method"), py::arg("prompts"), py::arg("seed"), py::arg("threads"));
}

}  // namespace softlin::python
