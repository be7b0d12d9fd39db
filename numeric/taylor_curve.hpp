#pragma once
/// A polynomial curve close to the infinite-prompt gradient flow, and how far it is from being the flow.
///
/// Formula : curve(h) = sum_{k <= N} c_k h^k, coefficients exact binary numbers; its defect is curve' + grad R_inf(curve).
/// Source  : docs/theory/infinite-flow.md F1, F2
/// Method  : c_{k+1} is the middle of an enclosure of -g_k/(k+1), g_k the coefficient of grad R_inf(curve). g_k depends on
///           c_0 .. c_k alone, so below the order N the defect has the coefficients (k+1) c_{k+1} + g_k, which are rounding.
/// Checked by: tests/numeric/infinite_flow_test.cpp

#include <cstddef>
#include <vector>

#include "numeric/infinite_risk.hpp"

namespace softlin::numeric {

class TaylorCurve {
 public:
  using Box = InfiniteRisk::Box;

  /// `start`: points. order >= 2; the working precision is that of `start`.
  TaylorCurve(const InfiniteRisk& risk, Box start, std::size_t order);

  std::size_t order() const { return coefficient_.size() - 1; }
  const Box& start() const { return coefficient_.front(); }

  /// Encloses the curve at every h in the interval (as narrow as possible where that is a point).
  Box at(const Interval& h) const;
  /// Bounds of |curve'|, entry by entry, on [0, h].
  Box speed(const Interval& h) const;
  /// A bound of the norm of the defect on [0, h].
  Interval defect(const Interval& h) const;
  /// A step on which what is left out is about 2^-bits, and the terms of the velocity do not cancel much, or do so without
  /// moving the curve. A choice, from rounded numbers: any step is valid.
  double good_step() const;

 private:
  std::vector<Box> coefficient_;  ///< points
  std::vector<Box> low_defect_;   ///< orders 0 .. N
  // Norms of the coefficients of a, b, P A S_q.
  Box norm_a_;
  Box norm_b_;
  Box norm_bend_;
};

}  // namespace softlin::numeric
