#pragma once
/// The lattice rule for expectations of weight monomials: one set of tables for a slope, any number of lengths.
///
/// Formula : $E prod_k S_{n_k} = 1/(N-1)! int sum_pi (L)_{|pi|} prod_B m_{n_B}(u) m_0(u)^{L-|pi|} du$, both integrals by
///           the trapezoidal rule on one lattice (docs/theory/exact.md (1), 5.1 to 5.4).
/// Proof   : outer discretisation Theorem A, inner Theorem B, outer tails (15) and (16); inner sums are exact integer
///           correlations of fixed-point tables whose rounding and cut-off errors are counted in units; everything
///           else is arithmetic on enclosures rounded outward. No error is estimated.

#include <map>
#include <vector>

#include "numeric/lattice_errors.hpp"
#include "numeric/lattice_plan.hpp"
#include "numeric/lattice_report.hpp"
#include "numeric/partition_terms.hpp"
#include "numeric/positive_table.hpp"

namespace softlin::numeric {

class SoftmaxLattice {
 public:
  /// Makes the tables of m_n(u_j) and q(u_j) for every outer node of the plan.
  /// Inputs : s^2 > 0, enclosed to at least precision(plan) bits; sums over nodes are made with `outer_bits` bits;
  ///          `terms` and `errors` must outlive the lattice.
  /// Threads: uses up to `threads` of them; the result does not depend on their number.
  SoftmaxLattice(const LatticePlan& plan, const PartitionTerms& terms, const LatticeErrors& errors,
                 const Interval& s_squared, Bits outer_bits, unsigned threads = 1);

  /// The precision of the inner tables, which s^2 should have.
  static Bits precision(const LatticePlan& plan);

  /// Encloses E prod_k S_{n_k} for each monomial of the terms at length L >= 2, from the nodes `range` of the plan.
  std::vector<Interval> expectations(std::uint64_t L, const NodeRange& range) const;

  /// Fills in the number of nodes, table entries and bits.
  void describe(LatticeReport& report) const;

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
  template <class Table>
  PositiveTable correlation(const InnerPlan& inner, const Interval& supremum, const Table& table) const;
  PositiveTable moments(int n, const InnerPlan& inner) const;
  PositiveTable zeroth(const InnerPlan& inner) const;

  const PartitionTerms& terms_;
  const LatticeErrors& errors_;
  NodeRange nodes_;
  long stride_;
  long octave_;
  Bits outer_bits_;
  Bits inner_bits_;
  Interval s2_;
  Interval h_;                  ///< inner step ln2/octave
  double s_;                    ///< about s, for windows
  long table_first_ = 0;        ///< lattice index of the first exponential
  long first_ = 0;              ///< lattice index of the first value of the inner functions
  long cut_ = 0;                ///< first lattice index where e^{-e^v} is only bounded
  PositiveTable exponentials_;  ///< e^{k h}
  PositiveTable decays_;        ///< e^{-e^{k h}}, from first_ to cut_
  PositiveTable rests_;         ///< 1 - e^{-e^{k h}}, likewise
  PositiveTable gaussians_;     ///< e^{-(l h)^2/(2 s^2)}, l = 0, 1, ...
  std::map<int, PositiveTable> moments_;
  PositiveTable q_;
};

}  // namespace softlin::numeric
