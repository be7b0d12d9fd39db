/// The library's errors as Python exceptions: softlin.Error and those derived from it.

#include "python/module/module.hpp"
#include "symbolic/error.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

/// A new exception class `name` of the package, with a docstring.
py::object new_exception(py::module_& module, const char* name, const py::tuple& bases, const char* doc) {
  const std::string full = std::string("softlin.") + name;
  auto out =
      py::reinterpret_steal<py::object>(PyErr_NewExceptionWithDoc(full.c_str(), doc, bases.ptr(), /*dict=*/nullptr));
  if (!out) throw py::error_already_set();
  module.attr(name) = out;
  return out;
}

/// The exception classes live as long as the interpreter.
struct Exceptions {
  PyObject* error = nullptr;
  PyObject* input = nullptr;
  PyObject* domain = nullptr;
  PyObject* precision = nullptr;
};
Exceptions exceptions;

}  // namespace

void bind_errors(py::module_& module) {
  const auto builtin = [](PyObject* type) { return py::reinterpret_borrow<py::object>(type); };
  const py::object error = new_exception(module, "Error", py::make_tuple(builtin(PyExc_Exception)),
                                         "Base of every error that softlin raises itself.");
  exceptions.error = error.ptr();
  exceptions.input =
      new_exception(module, "InputError", py::make_tuple(error, builtin(PyExc_ValueError)),
                    "Unusable input. The message names the argument, what was found and what was expected.")
          .ptr();
  exceptions.domain = new_exception(module, "DomainError", py::make_tuple(error, builtin(PyExc_ArithmeticError)),
                                    "A function was asked for a value outside its domain.")
                          .ptr();
  exceptions.precision = new_exception(module, "PrecisionError", py::make_tuple(error, builtin(PyExc_ArithmeticError)),
                                       "The precision cap was reached before the width asked for.")
                             .ptr();
  new_exception(module, "UndecidedError", py::make_tuple(error, builtin(PyExc_ArithmeticError)),
                "Two enclosures overlap, so that neither < nor >= is certain.");
  py::register_exception_translator([](std::exception_ptr thrown) {
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const InputError& e) {
      PyErr_SetString(exceptions.input, e.what());
    } catch (const DomainError& e) {
      PyErr_SetString(exceptions.domain, e.what());
    } catch (const PrecisionError& e) {
      PyErr_SetString(exceptions.precision, e.what());
    } catch (const Error& e) {
      PyErr_SetString(exceptions.error, e.what());
    }
  });
}

}  // namespace softlin::python
