/// The tables of `softlin table`.

#include <pybind11/stl.h>

#include <atomic>
#include <thread>

#include "numeric/exact_sign.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/version_text.hpp"
#include "proofs-check/own_table.hpp"
#include "proofs-check/standard_table.hpp"
#include "proofs-check/table_parts.hpp"
#include "python/module/conversion.hpp"
#include "python/module/model.hpp"
#include "python/module/module.hpp"
#include "python/module/release.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

using symbolic::Number;

const check::StandardTableKind& kind_of(const std::string& name) {
  std::string list;
  for (const auto& kind : check::standard_tables()) {
    if (kind.name == name) return kind;
    list += (list.empty() ? "" : ", ") + kind.name;
  }
  throw InputError("name", "'" + name + "'", "one of " + list);
}

/// An option as Python calls it: lambda is a word of its language.
std::string argument_of(std::string option) {
  option.erase(0, option.find_first_not_of('-'));
  for (char& c : option) c = c == '-' ? '_' : c;
  return option == "lambda" ? "lambda_" : option;
}

void require_read(const check::StandardTableKind& kind, const std::string& given) {
  std::string list;
  for (const std::string& option : kind.options) {
    if (argument_of(option) == given) return;
    list += (list.empty() ? "" : ", ") + argument_of(option);
  }
  throw InputError(given, "it with the table " + kind.name,
                   list.empty() ? "no options for it" : "the options of this table: " + list);
}

std::vector<Number> positive_numbers(const std::string& name, const std::vector<std::string>& texts,
                                     bool zero_allowed) {
  std::vector<Number> out;
  for (const std::string& text : texts) {
    out.push_back(Number::parse(text, argument(name)));
    const int sign = numeric::require_sign(out.back(), name);
    if (sign < 0 || (sign == 0 && !zero_allowed)) {
      throw InputError(name, text, zero_allowed ? "numbers of 0 or more" : "positive numbers");
    }
  }
  return out;
}

/// One option into the request; every value is a list of texts.
void set_option(check::TableRequest& request, const std::string& name, const std::vector<std::string>& texts) {
  if (name == "lengths") {
    request.lengths = lengths_of(texts, /*infinite_allowed=*/false);
  } else if (name == "s") {
    request.slopes = positive_numbers(name, texts, true);
  } else if (name == "u") {
    request.scales = positive_numbers(name, texts, false);
  } else if (name == "lambda_") {
    request.lambdas = positive_numbers(name, texts, false);
  } else if (name == "d") {
    for (const Number& d : positive_numbers(name, texts, false)) {
      const bool whole = d.is_rational() && mp::denominator(d.rational()) == 1 && d.rational() <= 16;
      if (!whole) throw InputError(name, d.text(), "whole numbers from 1 to 16");
      request.dimensions.push_back(mp::numerator(d.rational()));
    }
  } else if (name == "suite") {
    request.suites = texts;
  } else if (name == "quantity") {
    request.quantity = check::parse_quantity(texts.front(), argument(name));
    if (request.quantity == check::Quantity::bias) throw InputError(name, "bias", "output, grad-v or grad-u");
  } else {
    throw InputError(name, "it here", "lengths, s, u, lambda_, d, model, suite or quantity");
  }
}

/// Looks for Ctrl-C whenever a table has advanced, on the thread that called it; others only go on.
class Interrupt {
 public:
  const std::atomic<bool>* stop() const { return &stop_; }

  void look() {
    if (std::this_thread::get_id() != caller_ || PyErr_CheckSignals() == 0) return;
    stop_ = true;
    throw py::error_already_set();
  }

 private:
  std::thread::id caller_ = std::this_thread::get_id();
  std::atomic<bool> stop_{false};
};

check::StandardTable own_table(const std::string& path, std::optional<int> digits, unsigned threads) {
  const check::OwnTable table = check::read_own_table(path, digits);
  check::OwnTableRun run(table, nullptr);
  interruptible([&](const std::atomic<bool>* stop) {
    check::OwnTableOptions how;
    how.threads = threads;
    how.stop = stop;
    run.compute(how);
    return true;
  });
  return run.made();
}

check::StandardTable standard_table(const std::string& name, int digits, unsigned threads, const ModelHandle* model,
                                    const std::map<std::string, std::vector<std::string>>& options) {
  const check::StandardTableKind& kind = kind_of(name);
  check::TableRequest request;
  for (const auto& [option, texts] : options) {
    require_read(kind, option);
    set_option(request, option, texts);
  }
  if (model != nullptr) {
    require_read(kind, "model");
    if (options.count("s") + options.count("u") != 0) {
      throw InputError("model", "it together with s or u", "one of them: the model has its own slope");
    }
    request.model = model->model;
  }
  request.digits = digits;
  request.threads = threads;
  Interrupt interrupt;
  request.stop = interrupt.stop();
  request.progress = [&](double) { interrupt.look(); };
  return kind.make(request);
}

/// The table as text, or as JSON lines. `name` is that of a table, or the path of a file of one's own, which may say its digits itself.
std::string table(const std::string& name, bool own, const std::string& format, std::optional<int> digits,
                  unsigned threads, const ModelHandle* model,
                  const std::map<std::string, std::vector<std::string>>& options, const check::TableView& view) {
  const check::Format form = check::parse_format(format);
  if (digits) digits = digits_of(*digits);
  threads = threads_of(threads);
  if (own && (model != nullptr || !options.empty())) {
    throw InputError(model != nullptr ? "model" : options.begin()->first, "it with a table of your own",
                     "the file alone: it says its models and lengths");
  }
  check::StandardTable made =
      own ? own_table(name, digits, threads)
          : standard_table(name, digits.value_or(check::TableRequest().digits), threads, model, options);
  made = check::chosen(std::move(made), view);
  return form == check::Format::json ? made.json_text()
                                     : check::rendered(made.table, {check::program_version(), ""},
                                                       digits.value_or(check::TableRequest().digits), form);
}

}  // namespace

void bind_table(py::module_& module) {
  module.def(
      "table",
      [](const std::string& name, bool own, const std::string& format, std::optional<int> digits, unsigned threads,
         const ModelHandle* model, const std::map<std::string, std::vector<std::string>>& options,
         const std::string& columns, const std::string& rows, const std::string& sort,
         const std::optional<std::string>& caption, const std::optional<std::string>& label) {
        return table(name, own, format, digits, threads, model, options, {columns, rows, sort, caption, label});
      },
      py::arg("name"), py::arg("own"), py::arg("format"), py::arg("digits"), py::arg("threads"),
      py::arg("model").none(true), py::arg("options"), py::arg("columns"), py::arg("rows"), py::arg("sort"),
      py::arg("caption"), py::arg("label"));
  module.def("table_names", [] {
    std::vector<std::string> out;
    for (const auto& kind : check::standard_tables()) out.push_back(kind.name);
    return out;
  });
}

}  // namespace softlin::python
