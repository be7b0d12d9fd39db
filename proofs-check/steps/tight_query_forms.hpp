#pragma once
/// The one-query bounds of part E of docs/theory/sharper-bounds.md as functions of b, over powers of sigma, for V = I.

#include "proofs-check/steps/one_query_forms.hpp"

namespace softlin::check::tight_query {

using numeric::Interval;

/// mE(b) by E2.3 (i).
Interval second_moment(const DiscreteTrial& q, const Interval& b, const Interval& ka);

/// N(e^y) of E2.4 with kp2 in place of kp, y >= 0: nowhere below it.
Interval envelope(const Interval& y);
/// q_h(b) of E2.4.
Interval fourth_moment(const DiscreteTrial& q, const Interval& b, long h, const Interval& ka);
/// t(b), and t1(b) with rank 1, of E2.4; k2 = t1 t.
Interval trace_bound(const Interval& rank, const Interval& b, const Interval& ka);
Interval k2(const DiscreteTrial& q, const Interval& b, const Interval& ka);

/// W1(k, P) and W2(k, P) of E2.4.
Interval first_entropic(const Interval& k, const Interval& log_P);
Interval second_entropic(const Interval& k, const Interval& log_P);

/// G3(m, m4) of E2.6.
Interval expanded(const DiscreteTrial& q, const Interval& m, const Interval& m4, const Interval& c);

/// E3.2 with P by D1.1 and D1.1'.
Interval bad_event(const DiscreteTrial& q, const Interval& c, const Interval& ka);
/// The second and third form of Psi in E3.3.
Interval largest_token(const DiscreteTrial& q, const Interval& ka);
Interval bound(const DiscreteTrial& q, const Interval& c, const Interval& ka);
/// TrivU, and the second form of PsiU in E2.7.
Interval trivial_u(const DiscreteTrial& q, const Interval& ka);
Interval bound_u(const DiscreteTrial& q, const Interval& c, const Interval& ka);

/// What the closed averages take: 4 r lam, eta, m = (1 - 4 r lam - eta)^{-d/2}.
struct Tilt {
  Interval k, eta, m;
};
/// B1, B2, B3 of E2.10; B1 is also the minimum in E3.6.
Interval average_power(const DiscreteTrial& q, long n, const Tilt& tilt);

}  // namespace softlin::check::tight_query
