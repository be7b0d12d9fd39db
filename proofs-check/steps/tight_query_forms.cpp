#include "proofs-check/steps/tight_query_forms.hpp"

namespace softlin::check::tight_query {

namespace {

Interval kp(long n, numeric::Bits bits) {
  return n == 1   ? Interval(1, bits)
         : n == 2 ? Interval(Rational(6477, 10000), bits)
                  : Interval(Rational(14215, 10000), bits);
}

/// P z^n from z = n on, below it n^n e^{k-n}: the largest value over smaller P. z = k - ln P.
Interval entropic(long n, const Interval& k, const Interval& log_P) {
  const Interval z = k - log_P;
  const Interval at_P = exp(log_P) * pow(z, n);
  const Interval at_most = pow(Interval(n, k.precision()), n) * exp(k - n);
  if (certainly_nonnegative(z - n)) return at_P;
  return certainly_negative(z - n) ? at_most : hull(at_P, at_most);
}

}  // namespace

Interval second_moment(const DiscreteTrial& q, const Interval& b, const Interval& ka) {
  const Interval Y = q.half_log(ka) + 2 * b * ka / (1 - ka);
  const Interval r = min(max(1 - Y, q.t.number(0)), 2 * b);
  return exp(2 * b - r) * 2 / ka * (Y + r);
}

Interval envelope(const Interval& y) {
  if (certainly_less_equal(Interval(Rational(1594, 1000), y.precision()), y)) return sqr(y);
  return kp(2, y.precision()) * expm1(y);
}

Interval fourth_moment(const DiscreteTrial& q, const Interval& b, long h, const Interval& ka) {
  const Interval most = (h * h) * b / 2;
  const Interval top = q.half_log(ka) + most / (1 - ka);
  const Interval y = min(max(q.t.number(2), top - most), top);
  return 4 / sqr(ka) * exp(top - y) * envelope(y);
}

Interval trace_bound(const Interval& rank, const Interval& b, const Interval& ka) {
  return -rank / ka * log(1 - ka) + b / (ka * (1 - ka));
}

Interval k2(const DiscreteTrial& q, const Interval& b, const Interval& ka) {
  return trace_bound(q.t.number(1), b, ka) * trace_bound(q.d(), b, ka);
}

Interval first_entropic(const Interval& k, const Interval& log_P) { return entropic(1, k, log_P); }
Interval second_entropic(const Interval& k, const Interval& log_P) { return entropic(2, k, log_P); }

Interval expanded(const DiscreteTrial& q, const Interval& m, const Interval& m4, const Interval& c) {
  const Interval Kc = (2 * c + 1) / sqr(c);
  return (m * (1 + 2 / q.L) + Kc * ((m4 + m) / sqr(q.L) + 3 * m * expm1(2 * q.b) / q.L)) / q.L;
}

Interval bad_event(const DiscreteTrial& q, const Interval& c, const Interval& ka) {
  const Interval log_P = one_query::log_tail(q, q.b, c);
  const Interval k = q.log_L() + q.half_log(ka);
  const Interval centred = 2 / ka * first_entropic(k + 2 * ka * q.b / (1 - ka), log_P);
  const Interval shifted = sqr(sqrt(2 / ka * first_entropic(k, log_P)) + 2 * sqrt(q.b * exp(log_P)));
  return min(centred, shifted);
}

Interval largest_token(const DiscreteTrial& q, const Interval& ka) {
  return 2 / ka * (q.log_L() + q.half_log(ka) + 2 * ka * q.b / (1 - ka));
}

Interval bound(const DiscreteTrial& q, const Interval& c, const Interval& ka) {
  const Interval m = second_moment(q, q.b, ka), m4 = second_moment(q, 4 * q.b, ka);
  return min(m / (sqr(c) * q.L), expanded(q, m, m4, c)) + bad_event(q, c, ka);
}

Interval trivial_u(const DiscreteTrial& q, const Interval& ka) {
  const Interval largest = 4 / sqr(ka) * envelope(q.log_L() + q.half_log(ka));
  return min(largest, q.L * fourth_moment(q, q.t.number(0), 2, ka)) + k2(q, q.b, ka);
}

Interval bound_u(const DiscreteTrial& q, const Interval& c, const Interval& ka) {
  const Interval log_P = one_query::log_tail(q, q.b, c);
  const Interval covariance = k2(q, q.b, ka);
  const Interval m = fourth_moment(q, q.b, 2, ka) + exp(2 * q.b) * covariance;
  const Interval m4 = fourth_moment(q, q.b, 4, ka) + exp(8 * q.b) * covariance;
  return min(m / (sqr(c) * q.L), expanded(q, m, m4, c)) +
         4 / sqr(ka) * second_entropic(q.log_L() + q.half_log(ka), log_P) + exp(log_P) * covariance;
}

Interval average_power(const DiscreteTrial& q, long n, const Tilt& tilt) {
  const Interval e = exp(q.t.number(1));
  const Interval up = kp(n, tilt.m.precision()) * pow(2 / tilt.eta, n) * (tilt.m - 1);
  const Interval other = n == 1 ? q.d() + 2 / (e * tilt.eta) * (tilt.m - 1) : pow((2 * n) / (e * tilt.eta), n) * tilt.m;
  return min(up, other);
}

}  // namespace softlin::check::tight_query
