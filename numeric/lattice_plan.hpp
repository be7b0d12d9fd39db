#pragma once
/// Free parameters of the lattice rule: steps, ranges, tilts, bits. Everything here is floating-point planning; any
/// choice gives a true enclosure (numeric/softmax_expectation.cpp), a good one gives a narrow one at little cost.

#include <map>
#include <vector>

#include "symbolic/rational.hpp"
#include "symbolic/weight_polynomial.hpp"

namespace softlin::numeric {

/// How one inner function is correlated: weights e^{tilt v} phi, table e^{-tilt v} G_n(v) (or H), at `bits` bits.
struct InnerPlan {
  int tilt = 0;
  long bits = 64;
};

struct LatticePlan {
  Rational step;                     ///< h_f, the step of the common lattice, a dyadic rational
  long stride = 1;                   ///< outer nodes u_j = j * stride * step
  long first = 0;                    ///< first outer j
  long last = 0;                     ///< last outer j
  double theta = 1;                  ///< strip of Theorem B
  std::map<int, InnerPlan> moments;  ///< m_n for each n needed
  InnerPlan q;                       ///< q = 1 - m_0
  double log_tail_goal = 0;          ///< ln of the absolute size the two outer tails may have
};

/// Plans for relative accuracy 10^-digits, relative to E S_2, of the monomials given.
///
/// Inputs : s > 0, L >= 2, digits >= 1; `extra_bits` is added to every inner precision (raised on a second attempt).
/// Source : docs/theory/exact.md 5.3, 5.4 (rules for the steps), (15), (16) (ranges).
LatticePlan plan_lattice(const std::vector<symbolic::WeightPolynomial::Monomial>& monomials, double s, const Integer& L,
                         double digits, long extra_bits);

/// The exponent in (0, N) that makes the tail bound (15) at u smallest, and the one that does so for (16), to within a
/// coarse grid of multiples of 1/16.
double best_left_exponent(int weight_degree, double u, double s, const Integer& L);
double best_right_exponent(int weight_degree, double u, double s, const Integer& L);

}  // namespace softlin::numeric
