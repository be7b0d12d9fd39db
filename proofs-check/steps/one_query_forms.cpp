#include "proofs-check/steps/one_query_forms.hpp"

namespace softlin::check::one_query {

Interval g(const Interval& c) { return 1 - c + c * log(c); }

Interval de(const DiscreteTrial& q) { return q.law.dimension() == 1 ? q.t.number(0) : sqr(1 + sqrt(q.t.number(10))); }

Interval weighted_bound(const DiscreteTrial& q, const Interval& b, const Interval& ka) {
  return exp(2 * b) * (2 * q.half_log(ka) / ka + (4 / (ka * (1 - ka)) + de(q)) * b);
}

Interval log_tail(const DiscreteTrial& q, const Interval& b, const Interval& c) {
  const Interval amgm = -q.L * sqr(max(-log(c) - b / 2, q.t.number(0))) / (2 * b);
  return min(-g(c) * q.L * exp(-2 * b), amgm);
}

Interval trivial(const DiscreteTrial& q, const Interval& b, const Interval& ka) {
  return sqr(sqrt(min(q.L * q.d(), 2 / ka * (q.log_L() + q.half_log(ka)))) + 2 * sqrt(b));
}

Interval bound(const DiscreteTrial& q, const Interval& b, const Interval& c, const Interval& ka) {
  const Interval log_P = log_tail(q, b, c);
  const Interval P = exp(log_P);
  const Interval lead = q.log_L() + q.half_log(ka) - log_P;
  return weighted_bound(q, b, ka) / (q.L * sqr(c)) + sqr(sqrt(P * 2 / ka * lead) + 2 * sqrt(b * P));
}

Interval fourth_moment(const DiscreteTrial& q, const Interval& b, long h, const Interval& ka) {
  return 8 / sqr(ka) * expm1(q.half_log(ka) + (h * h) * b / (2 * (1 - ka)));
}

Interval centred_fourth_moment(const DiscreteTrial& q, const Interval& b, long h, const Interval& ka) {
  return pow(sqrt(sqrt(fourth_moment(q, b, h, ka))) + 2 * sqrt(b) * exp((h * h) * b / 8), 4);
}

Interval trace_bound(const DiscreteTrial& q, const Interval& b, const Interval& ka) {
  return 2 * q.half_log(ka) / ka + b / (ka * (1 - ka));
}

Interval trivial_u(const DiscreteTrial& q, const Interval& b, const Interval& ka) {
  const Interval largest = sqr(2 / ka * (1 + q.log_L() + q.half_log(ka)));
  return min(largest, q.L * fourth_moment(q, q.t.number(0), 2, ka)) + sqr(trace_bound(q, b, ka));
}

Interval bound_u(const DiscreteTrial& q, const Interval& b, const Interval& c, const Interval& ka) {
  const Interval exponent = g(c) * q.L * exp(-2 * b);
  const Interval P = exp(-exponent);
  const Interval t2 = sqr(trace_bound(q, b, ka));
  const Interval good = 4 * (centred_fourth_moment(q, b, 2, ka) + exp(2 * b) * t2) / (sqr(c) * q.L);
  return good + sqr(2 / ka) * P * sqr(1 + q.log_L() + q.half_log(ka) + exponent) + P * t2;
}

std::optional<Interval> averaged(const Interval& d, const Interval& lam, const Interval& r, const Interval& C0,
                                 const Interval& C1, const Interval& eta) {
  const Interval left = 1 - (4 * r + 2 * eta) * lam;
  if (!certainly_positive(left)) return {};
  const auto power = [&](const Interval& x) { return exp(-d / 2 * log(x)); };
  const Interval share = C1 / eta;
  const Interval M1 = power(1 - 4 * r * lam);
  if (certainly_less_equal(share, C0)) return share * power(left) + (C0 - share) * M1;
  if (certainly_less(C0, share)) return share * power(left) + C0 - share;
  return {};
}

}  // namespace softlin::check::one_query
