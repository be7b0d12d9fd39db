#pragma once
/// The lattice rule of numeric/softmax_lattice.hpp in double pairs: the same sums, theorems and enclosures, for up to
/// about 20 digits, several times faster.
///
/// Proof     : docs/theory/double-pairs.md. Values are pairs whose relative error is counted in units of 2^-106; every
///             omission (ends of the windows, Theorem B, powers too small to matter) is a radius beside them. Radii are
///             sums and products of non-negative doubles, inflated for their own rounding.
/// Checked by: tests/numeric/pair_lattice_test.cpp (against the lattice rule with many digits), and all tests of
///             expect_weights.

#include <optional>
#include <vector>

#include "numeric/lattice_report.hpp"
#include "numeric/pair_functions.hpp"
#include "numeric/partition_terms.hpp"

namespace softlin::numeric {

/// A function at every outer node: the true value is values[j] (1 + e), |e| <= radii[j].
struct PairFunction {
  PairTable values;
  std::vector<double> radii;
};

class PairLattice {
 public:
  /// Most digits for which pairs are worth trying: their errors are some 10^-25.
  static constexpr double k_most_digits = 20;
  /// Bits that s^2 should have.
  static constexpr Bits k_input_bits{160};

  /// Tables of m_n and q at every outer node of the plan; nothing when a value would leave the range of a double (steep
  /// slopes with high degrees).
  /// Inputs : s^2 > 0; the digits that the plan was made for; `terms` and `errors` must outlive the result.
  static std::optional<PairLattice> make(const LatticePlan& plan, const PartitionTerms& terms,
                                         const LatticeErrors& errors, const Interval& s_squared, double digits);

  /// Encloses E prod_k S_{n_k} for each monomial of the terms at length L >= 2, from the nodes `range` of the plan.
  std::vector<Interval> expectations(std::uint64_t L, const NodeRange& range, Bits bits) const;

  /// Fills in the number of nodes, table entries and bits.
  void describe(LatticeReport& report) const;

 private:
  PairLattice(const PartitionTerms& terms, const LatticeErrors& errors) : terms_(&terms), errors_(&errors) {}

  /// m_0^n at the nodes first, first + 1, ...: values with absolute radii.
  struct Powers {
    PairTable values;
    std::vector<double> radii;
  };
  Powers powers(std::uint64_t n, std::size_t first, std::size_t count) const;

  const PartitionTerms* terms_;
  const LatticeErrors* errors_;
  NodeRange nodes_;
  long octave_ = 1;
  long stride_ = 1;
  std::size_t table_size_ = 0;
  long scale_ = 0;                      ///< products of degree N are kept times 2^{scale N}
  PairFunction q_;                      ///< q
  PairTable log_reciprocals_;           ///< -ln(1 - q) of the values of q
  std::vector<PairFunction> products_;  ///< prod_B m_{n_B} for each shape of the terms
};

}  // namespace softlin::numeric
