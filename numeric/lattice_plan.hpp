#pragma once
/// Free parameters of the lattice rule: steps, ranges, tilts, bits. Everything here is floating-point planning; any
/// choice gives a true enclosure (numeric/softmax_lattice.cpp), a good one gives a narrow one at little cost.

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

/// Outer nodes first .. last.
struct NodeRange {
  long first = 0;
  long last = 0;
  long count() const { return last - first + 1; }
};

struct LatticePlan {
  long octave = 1;                   ///< steps in a factor of 2: the common lattice is {k ln2/octave}
  long stride = 1;                   ///< outer nodes u_j = j * stride * ln2/octave
  NodeRange nodes;                   ///< all outer nodes
  std::vector<NodeRange> ranges;     ///< those that each length needs
  std::vector<double> log_goals;     ///< ln of the absolute accuracy wanted at each length
  double theta = 1;                  ///< strip of Theorem B
  std::map<int, InnerPlan> moments;  ///< m_n for each n needed; by plan_bits, as is
  InnerPlan q;                       ///< q = 1 - m_0
};

/// Steps and ranges for accuracy 10^-digits, relative to E S_2, of every monomial at every length.
///
/// Inputs : s > 0, lengths >= 2, digits >= 1.
/// Source : docs/theory/exact.md 5.3, 5.4 (rules for the steps), (15), (16) (ranges). The step is ln 2 over an integer,
///          so that exponentials of the lattice repeat from octave to octave but for a power of two.
LatticePlan plan_lattice(const std::vector<symbolic::WeightPolynomial::Monomial>& monomials, double s,
                         const std::vector<Integer>& lengths, double digits);

/// Adds to a plan how each inner function is tabulated in fixed point (numeric/softmax_lattice.hpp).
void plan_bits(LatticePlan& plan, const std::vector<symbolic::WeightPolynomial::Monomial>& monomials, double s,
               const std::vector<Integer>& lengths);

/// ln of about E S_2 at slope s and length L = e^{log_length}, from below and good to a factor of about 2.
double log_floor_of_a(double s, double log_length);

/// The exponent in (0, N) that makes the tail bound (15) at u smallest, and the one that does so for (16), to within a
/// coarse grid of multiples of 1/16.
double best_left_exponent(int weight_degree, double u, double s, const Integer& L);
double best_right_exponent(int weight_degree, double u, double s, const Integer& L);

}  // namespace softlin::numeric
