#include "numeric/rounded_functions.hpp"

#include <mpfr.h>

namespace softlin::numeric {

namespace {

/// A 53-bit MPFR number of this thread.
class Register {
 public:
  Register() { mpfr_init2(value_, 53); }
  ~Register() { mpfr_clear(value_); }
  Register(const Register&) = delete;
  Register& operator=(const Register&) = delete;
  mpfr_ptr get() { return value_; }

 private:
  mpfr_t value_;
};

using Function = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

double rounded(Function function, double x) {
  thread_local Register value;
  mpfr_set_d(value.get(), x, MPFR_RNDN);
  function(value.get(), value.get(), MPFR_RNDN);
  return mpfr_get_d(value.get(), MPFR_RNDN);
}

}  // namespace

double rounded_exp(double x) { return rounded(mpfr_exp, x); }
double rounded_expm1(double x) { return rounded(mpfr_expm1, x); }
double rounded_log(double x) { return rounded(mpfr_log, x); }
double rounded_tanh(double x) { return rounded(mpfr_tanh, x); }
double rounded_sinh(double x) { return rounded(mpfr_sinh, x); }
double rounded_cosh(double x) { return rounded(mpfr_cosh, x); }

double rounded_pow(double x, double y) {
  thread_local Register base;
  thread_local Register exponent;
  mpfr_set_d(base.get(), x, MPFR_RNDN);
  mpfr_set_d(exponent.get(), y, MPFR_RNDN);
  mpfr_pow(base.get(), base.get(), exponent.get(), MPFR_RNDN);
  return mpfr_get_d(base.get(), MPFR_RNDN);
}

}  // namespace softlin::numeric
