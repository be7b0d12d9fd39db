#pragma once
/// The proved errors of the lattice rule: what Theorems A, B and C of docs/theory/exact.md section 5 say for one plan and
/// slope. Each is enclosed with few digits; a radius needs no more.

#include <cstdint>
#include <map>
#include <set>

#include "numeric/interval.hpp"
#include "numeric/lattice_plan.hpp"

namespace softlin::numeric {

class LatticeErrors {
 public:
  /// Precision of error terms.
  static constexpr Bits k_bits{64};

  /// Inputs : s^2 > 0; the weight degrees N that will be asked for.
  /// Errors : Error when the steps of the plan are too coarse for Theorem A or B.
  LatticeErrors(const LatticePlan& plan, const Interval& s_squared, const std::set<int>& degrees);

  const Interval& inner_step() const { return inner_step_; }
  const Interval& outer_step() const { return outer_step_; }

  /// eta of Theorem B for the strip of the plan.
  const Interval& strip() const { return eta_; }
  /// 2 eta/cos theta: the relative error of q by (14).
  const Interval& zeroth_strip() const { return zeroth_strip_; }
  /// Outer nodes that cover -ln cos theta. Since e^{-nu} m_n(u) decreases in u, (12) is at most
  /// eta e^{n h shift} m_n(u - h shift), h the outer step.
  long shift() const { return shift_; }
  /// An upper bound of m_n(u): ((n+l)/e)^{n+l} e^{-l u + l^2 s^2/2} for the best of a grid of l >= -n, since
  /// e^{(n+l) v - e^v} is at most the first factor, and E e^{-l (u + s xi)} is the rest.
  Interval moment_bound(int n, const Interval& u) const;

  /// eps_N(h) of Theorem A.
  const Interval& aliasing(int N) const { return aliasing_.at(N); }
  /// [0, t], t a bound for all nodes outside the range, (15) and (16), of each degree in turn.
  std::map<int, Interval> tails(std::uint64_t L, const NodeRange& range) const;

 private:
  Interval make_aliasing(int N) const;

  Interval s2_;
  double s_;
  Interval inner_step_;
  Interval outer_step_;
  Interval eta_{0, k_bits};
  Interval zeroth_strip_{0, k_bits};
  long shift_ = 1;
  std::map<int, Interval> aliasing_;
};

/// ln 2
Interval log_of_two(Bits bits);

}  // namespace softlin::numeric
