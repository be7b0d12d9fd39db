#pragma once
/// The terms of the set-partition expansion, docs/theory/exact.md (1), that a list of weight monomials needs: each
/// product of inner functions once, however many monomials and partitions share it.

#include <cstdint>
#include <set>
#include <vector>

#include "numeric/lattice_errors.hpp"

namespace softlin::numeric {

class PartitionTerms {
 public:
  using Monomial = symbolic::WeightPolynomial::Monomial;
  /// Block sums n_B in increasing order: the product prod_B m_{n_B}.
  using Shape = std::vector<int>;

  /// Inputs : at least one monomial, none of them empty.
  explicit PartitionTerms(const std::vector<Monomial>& monomials);

  /// In lexicographic order, so that neighbours share their first factors.
  const std::vector<Shape>& shapes() const { return shapes_; }
  /// Degrees of the monomials; the largest is the largest n of an m_n.
  const std::set<int>& degrees() const { return degrees_; }
  int most_degree() const { return *degrees_.rbegin(); }
  /// Largest number of blocks that occurs at length L; partitions with more blocks than tokens do not.
  std::size_t most_blocks(std::uint64_t L) const;

  /// E prod_k S_{n_k} for each monomial, from sums[i] = sum_j prod_B m_{n_B}(u_j) m_0(u_j)^{L-b}, j in the range, of each
  /// shape (those with more than L blocks are not read): weights (L)_b, tails (15) and (16), Theorem A.
  std::vector<Interval> expectations(const std::vector<Interval>& sums, std::uint64_t L, const NodeRange& range,
                                     const LatticeErrors& errors, const Interval& outer_step) const;

 private:
  struct Part {
    std::size_t shape;
    Integer count;
  };
  struct Expansion {
    int degree;
    std::vector<Part> parts;
  };
  std::vector<Shape> shapes_;
  std::set<int> degrees_;
  std::vector<Expansion> expansions_;  ///< of each monomial
};

}  // namespace softlin::numeric
