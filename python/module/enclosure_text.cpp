/// Decimal text of enclosures, as the program prints them.

#include "numeric/interval_text.hpp"
#include "python/module/conversion.hpp"
#include "python/module/module.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

constexpr long k_least_bits = 256;

/// The smallest number of bits at which the interval [lower, upper] is what it says, if its ends are binary; others are
/// rounded outward far below their width.
numeric::Interval interval_of(const py::handle& lower, const py::handle& upper) {
  const Rational ends[]{rational_of(lower), rational_of(upper)};
  long bits = k_least_bits;
  for (const Rational& end : ends) {
    const Integer numerator = mp::abs(mp::numerator(end));
    const Integer denominator = mp::denominator(end);
    const long numerator_bits = numerator == 0 ? 1 : static_cast<long>(mp::msb(numerator)) + 1;
    const long denominator_bits = static_cast<long>(mp::msb(denominator)) + 1;
    bits = std::max(bits, numerator_bits);
    // A denominator that is no power of two: digits beyond those that tell the ends apart.
    if (mp::lsb(denominator) + 1 != static_cast<unsigned long>(denominator_bits)) {
      bits = std::max(bits, numerator_bits + denominator_bits + 64);
    }
  }
  return numeric::Interval::from_ends(numeric::Interval(ends[0], numeric::Bits(bits)),
                                      numeric::Interval(ends[1], numeric::Bits(bits)));
}

int digits_or_all(int digits) {
  if (digits >= 0) return digits;
  throw InputError("digits", std::to_string(digits), "a whole number of 0 or more");
}

}  // namespace

void bind_enclosure_text(py::module_& module) {
  module.def(
      "enclosure_text",
      [](const py::object& lower, const py::object& upper, int digits) {
        return numeric::to_text(interval_of(lower, upper), digits_or_all(digits));
      },
      py::arg("lower"), py::arg("upper"), py::arg("digits"));
  module.def(
      "lower_text",
      [](const py::object& lower, const py::object& upper, int digits) {
        return numeric::lower_text(interval_of(lower, upper), digits_or_all(digits));
      },
      py::arg("lower"), py::arg("upper"), py::arg("digits"));
  module.def(
      "upper_text",
      [](const py::object& lower, const py::object& upper, int digits) {
        return numeric::upper_text(interval_of(lower, upper), digits_or_all(digits));
      },
      py::arg("lower"), py::arg("upper"), py::arg("digits"));
}

}  // namespace softlin::python
