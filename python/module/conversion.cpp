#include "python/module/conversion.hpp"

#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"

namespace softlin::python {

namespace py = pybind11;

namespace {

constexpr int k_least_digits = 1;
constexpr int k_most_digits = 1000;

/// An end of an interval, exactly.
Rational rational_of_end(mpfr_srcptr x) {
  if (mpfr_number_p(x) == 0) {
    throw DomainError("an enclosure reaches beyond the range of the arithmetic (an end is infinite)");
  }
  Integer mantissa;
  if (mpfr_zero_p(x) != 0) return 0;
  const mpfr_exp_t exponent = mpfr_get_z_2exp(mantissa.backend().data(), x);
  if (exponent >= 0) return Rational(mantissa << static_cast<unsigned long>(exponent));
  return Rational(mantissa, Integer(1) << static_cast<unsigned long>(-exponent));
}

/// Power-of-two bases have no limit on the length of the text, and take linear time.
Integer integer_of(const py::handle& n) {
  const std::string text = py::str(py::module_::import("builtins").attr("hex")(n));
  const bool negative = text.front() == '-';
  const Integer size(text.substr(negative ? 1 : 0));
  return negative ? Integer(-size) : size;
}

}  // namespace

py::int_ to_python(const Integer& n) {
  const std::string text = n.sign() < 0 ? "-" + Integer(-n).str(0, std::ios_base::hex) : n.str(0, std::ios_base::hex);
  auto out = py::reinterpret_steal<py::int_>(PyLong_FromString(text.c_str(), nullptr, 16));
  if (!out) throw py::error_already_set();
  return out;
}

py::object to_python(const Rational& q) {
  return py::module_::import("fractions")
      .attr("Fraction")(to_python(Integer(mp::numerator(q))), to_python(Integer(mp::denominator(q))));
}

py::tuple to_python(const numeric::Interval& x) {
  return py::make_tuple(to_python(rational_of_end(&x.raw()->left)), to_python(rational_of_end(&x.raw()->right)));
}

py::object to_python(const symbolic::Number& x, int digits) {
  if (x.is_rational()) return to_python(x.rational());
  if (x.is_recognised_zero()) return to_python(Rational(0));
  return to_python(
      numeric::raise_precision([&](numeric::Bits bits) { return numeric::enclose(x, bits); }, digits + 1, x.text()));
}

py::list to_python(const symbolic::Vector& x, int digits) {
  py::list out;
  for (Eigen::Index i = 0; i < x.size(); ++i) out.append(to_python(x(i), digits));
  return out;
}

py::list to_python(const symbolic::Matrix& a, int digits) {
  py::list out;
  for (Eigen::Index i = 0; i < a.rows(); ++i) out.append(to_python(symbolic::Vector(a.row(i).transpose()), digits));
  return out;
}

py::list to_python(const std::vector<numeric::Interval>& x) {
  py::list out;
  for (const numeric::Interval& entry : x) out.append(to_python(entry));
  return out;
}

Rational rational_of(const py::handle& number) {
  return Rational(integer_of(number.attr("numerator")), integer_of(number.attr("denominator")));
}

std::vector<check::Length> lengths_of(const std::vector<std::string>& texts, bool infinite_allowed) {
  std::vector<check::Length> out;
  for (const std::string& text : texts) out.push_back(check::parse_length(text, argument("lengths"), infinite_allowed));
  return out;
}

unsigned threads_of(unsigned threads) { return threads == 0 ? check::hardware_threads() : threads; }

int digits_of(int digits) {
  if (digits >= k_least_digits && digits <= k_most_digits) return digits;
  throw InputError("digits", std::to_string(digits),
                   "a whole number from " + std::to_string(k_least_digits) + " to " + std::to_string(k_most_digits));
}

}  // namespace softlin::python
