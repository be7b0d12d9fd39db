/// Sampled values themselves, as NumPy arrays.

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "numeric/sampler_problem.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/deviation_row.hpp"
#include "python/module/conversion.hpp"
#include "python/module/model.hpp"
#include "python/module/module.hpp"
#include "python/module/release.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

constexpr std::uint64_t k_most_samples = 1000000000;

numeric::SamplerProblem problem_of(const ModelHandle& self, const std::string& quantity, const std::string& target,
                                   numeric::SampleMethod method) {
  const check::Quantity what = check::parse_quantity(quantity, argument("quantity"));
  check::Target against = check::parse_target(target, argument("target"));
  check::require_target(against, what, argument("target"));
  // The linear operator is the limit of Gaussian tokens (Lemma 2.1).
  if (symbolic::as_gaussian(self.model.tokens) != nullptr && against == check::Target::linear) {
    against = check::Target::limit;
  }
  auto out = numeric::sampler_problem(self.model, what, against, method);
  out.check(method);
  return out;
}

std::uint64_t sampled_length(const std::string& text, check::Method method) {
  const check::Length length = lengths_of({text}, false).front();
  check::require_sampled_length(length, method, argument("length"));
  return length.value.convert_to<std::uint64_t>();
}

void require_prompts(std::uint64_t prompts) {
  if (prompts < 1 || prompts > k_most_samples) throw InputError("prompts", std::to_string(prompts), "1 to 10^9");
}

/// Values and bounds on their rounding errors, in prompt order.
py::tuple sample_values(const ModelHandle& self, const std::string& length, const std::string& quantity,
                        const std::string& target, const std::string& method, std::uint64_t prompts,
                        std::uint64_t first_prompt, std::uint64_t seed, std::uint32_t row, unsigned threads) {
  const check::Method how = check::parse_method(method, argument("method"));
  if (how != check::Method::naive && how != check::Method::reduced) {
    throw InputError("method", "'" + method + "'", "naive or reduced");
  }
  require_prompts(prompts);
  const std::uint64_t L = sampled_length(length, how);
  const auto sampler = check::sampler_of(how);
  const auto problem = problem_of(self, quantity, target, sampler);
  const auto found = interruptible([&](const std::atomic<bool>* stop) {
    numeric::SampleOptions options;
    options.seed = seed;
    options.row = row;
    options.first_prompt = first_prompt;
    options.prompts = prompts;
    options.threads = threads_of(threads);
    options.stop = stop;
    return numeric::sample(problem, sampler, L, options);
  });
  const auto count = static_cast<py::ssize_t>(found.values.size());
  py::array_t<double> values(count), rounding(count);
  for (py::ssize_t i = 0; i < count; ++i) {
    values.mutable_at(i) = found.values[static_cast<std::size_t>(i)].value;
    rounding.mutable_at(i) = found.values[static_cast<std::size_t>(i)].rounding;
  }
  return py::make_tuple(values, rounding);
}

/// The vectors T_L - target, a row a prompt.
py::array_t<double> sample_vectors(const ModelHandle& self, const std::string& length, const std::string& target,
                                   std::uint64_t prompts, std::uint64_t first_prompt, std::uint64_t seed,
                                   std::uint32_t row) {
  require_prompts(prompts);
  const std::uint64_t L = sampled_length(length, check::Method::naive);
  const auto problem = problem_of(self, "output", target, numeric::SampleMethod::naive);
  py::array_t<double> out({static_cast<py::ssize_t>(prompts), static_cast<py::ssize_t>(problem.V.rows())});
  double* const begin = out.mutable_data();
  interruptible([&](const std::atomic<bool>* stop) {
    double* next = begin;
    return numeric::for_each_deviation(
        problem, L, seed, row, first_prompt, prompts,
        [&next](const Eigen::VectorXd& deviation, double /*error*/) {
          next = std::copy(deviation.begin(), deviation.end(), next);
        },
        stop);
  });
  return out;
}

}  // namespace

void bind_samples(py::module_& module) {
  module.def("sample_values", &sample_values, py::arg("model"), py::arg("length"), py::arg("quantity"),
             py::arg("target"), py::arg("method"), py::arg("prompts"), py::arg("first_prompt"), py::arg("seed"),
             py::arg("row"), py::arg("threads"));
  module.def("sample_vectors", &sample_vectors, py::arg("model"), py::arg("length"), py::arg("target"),
             py::arg("prompts"), py::arg("first_prompt"), py::arg("seed"), py::arg("row"));
}

}  // namespace softlin::python
