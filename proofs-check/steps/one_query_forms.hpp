#pragma once
/// The one-query bounds of part D of docs/theory/bounds.md as functions of b, over powers of sigma, for V = I: what D1.4 and
/// D4.3 say at one query and what their averages add up.

#include <optional>

#include "proofs-check/steps/discrete_trial.hpp"

namespace softlin::check::one_query {

using numeric::Interval;

Interval g(const Interval& c);  ///< 1 - c + c ln c
/// (1 + sqrt 10)^2, or 0 if d = 1.
Interval de(const DiscreteTrial& q);

/// mb(b) by D1.3 (i).
Interval weighted_bound(const DiscreteTrial& q, const Interval& b, const Interval& ka);
/// The logarithm of the smaller of D1.1 and D1.1' for P(D_L < c); b > 0.
Interval log_tail(const DiscreteTrial& q, const Interval& b, const Interval& c);
/// Triv(b) of D1.4, and its second form; b > 0.
Interval trivial(const DiscreteTrial& q, const Interval& b, const Interval& ka);
Interval bound(const DiscreteTrial& q, const Interval& b, const Interval& c, const Interval& ka);

/// q_h(b) of D4.2 by the first form of Q_h.
Interval fourth_moment(const DiscreteTrial& q, const Interval& b, long h, const Interval& ka);
Interval centred_fourth_moment(const DiscreteTrial& q, const Interval& b, long h, const Interval& ka);
Interval trace_bound(const DiscreteTrial& q, const Interval& b, const Interval& ka);  ///< t(b)
/// TrivU(b) of D4.3, and its second form with the first form of G_c and P from D1.1.
Interval trivial_u(const DiscreteTrial& q, const Interval& b, const Interval& ka);
Interval bound_u(const DiscreteTrial& q, const Interval& b, const Interval& c, const Interval& ka);

/// Av(r; C0, C1) of D2.3 with dU = d; nothing where (4r + 2 eta) lam < 1 is not certain.
std::optional<Interval> averaged(const Interval& d, const Interval& lam, const Interval& r, const Interval& C0,
                                 const Interval& C1, const Interval& eta);

}  // namespace softlin::check::one_query
