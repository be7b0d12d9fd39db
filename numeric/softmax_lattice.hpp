#pragma once
/// The lattice rule for expectations of weight monomials: one set of tables for a slope, any number of lengths.
///
/// Formula : E prod_k S_{n_k} = 1/(N-1)! int sum_pi (L)_{|pi|} prod_B m_{n_B}(u) m_0(u)^{L-|pi|} du, both integrals by
///           the trapezoidal rule on one lattice (docs/theory/exact.md (1), 5.1 to 5.4).
/// Proof   : outer discretisation Theorem A, inner Theorem B, outer tails (15) and (16); inner sums are exact integer
///           correlations of fixed-point tables whose rounding and cut-off errors are counted in units; everything
///           else is arithmetic on enclosures rounded outward. No error is estimated.

#include <map>
#include <vector>

#include "numeric/lattice_plan.hpp"
#include "numeric/positive_table.hpp"

namespace softlin::numeric {

/// What one evaluation did, for readers who want to see it.
struct LatticeReport {
  long nodes = 0;            ///< outer nodes
  long table = 0;            ///< values of e^{kh} and e^{-e^{kh}}
  double outer_step = 0;     ///< in u
  double inner_step = 0;     ///< in v = u + s xi
  int most_degree = 0;       ///< largest weight degree N
  long inner_bits = 0;       ///< precision of the tables
  double aliasing = 0;       ///< upper bound of eps_N(h), Theorem A, largest N
  double strip = 0;          ///< upper bound of eta, Theorem B
  double tail = 0;           ///< largest certified bound of the nodes left out, (15) + (16)
  double plan_seconds = 0;   ///< wall time: choosing the parameters,
  double table_seconds = 0;  ///< tables and inner sums,
  double sum_seconds = 0;    ///< outer sums
};

class SoftmaxLattice {
 public:
  /// Makes the tables of m_n(u_j) and q(u_j) for every outer node of the plan.
  /// Inputs : s^2 > 0, enclosed to at least precision(plan) bits; sums over nodes are made with `outer_bits` bits.
  /// Threads: uses up to `threads` of them; the result does not depend on their number.
  SoftmaxLattice(const LatticePlan& plan, const Interval& s_squared, Bits outer_bits, unsigned threads = 1);

  /// The precision of the inner tables, which s^2 should have.
  static Bits precision(const LatticePlan& plan);

  /// Encloses E prod_k S_{n_k} for each monomial at length L >= 2, from the nodes `range` of the plan.
  std::vector<Interval> expectations(const std::vector<symbolic::WeightPolynomial::Monomial>& monomials,
                                     std::uint64_t L, const NodeRange& range) const;

  /// Fills in all of the report but times.
  void describe(LatticeReport& report, std::uint64_t L, const NodeRange& range) const;

 private:
  struct Window {
    long low;
    long high;
  };
  Window window(const InnerPlan& inner) const;
  std::size_t node(long j) const { return static_cast<std::size_t>(j - nodes_.first); }
  std::size_t place(long k) const { return static_cast<std::size_t>(k - table_first_); }
  long lattice_index(std::size_t node) const { return (nodes_.first + static_cast<long>(node)) * stride_; }

  void make_exponentials(long last);
  void make_decays(long last);
  void make_gaussians(long most);
  void make_strip(double theta);
  template <class Table>
  PositiveTable correlation(const InnerPlan& inner, const Interval& supremum, const Table& table) const;
  Interval moment_bound(int n, const Interval& u) const;
  PositiveTable moments(int n, const InnerPlan& inner) const;
  PositiveTable zeroth(const InnerPlan& inner) const;
  Interval aliasing(int N) const;
  Interval tails(int N, std::uint64_t L, const NodeRange& range) const;

  int most_degree_ = 0;
  NodeRange nodes_;
  long stride_;
  long octave_;
  Bits outer_bits_;
  Bits inner_bits_;
  Interval s2_;
  Interval h_;          ///< inner step ln2/octave
  Interval coarse_s2_;  ///< both again with few bits, for error terms
  Interval coarse_h_;
  double s_;                    ///< about s, for windows
  long table_first_ = 0;        ///< lattice index of the first exponential
  long first_ = 0;              ///< lattice index of the first value of the inner functions
  long cut_ = 0;                ///< first lattice index where e^{-e^v} is only bounded
  PositiveTable exponentials_;  ///< e^{k h}
  PositiveTable decays_;        ///< e^{-e^{k h}}, from first_ to cut_
  PositiveTable rests_;         ///< 1 - e^{-e^{k h}}, likewise
  PositiveTable gaussians_;     ///< e^{-(l h)^2/(2 s^2)}, l = 0, 1, ...
  Interval eta_;                ///< Theorem B
  Interval cosine_;
  long shift_ = 1;  ///< outer nodes that cover -ln cos theta
  std::map<int, PositiveTable> moments_;
  PositiveTable q_;
};

}  // namespace softlin::numeric
