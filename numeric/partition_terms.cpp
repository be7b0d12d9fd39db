#include "numeric/partition_terms.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "numeric/special.hpp"

namespace softlin::numeric {

PartitionTerms::PartitionTerms(const std::vector<Monomial>& monomials) {
  std::map<Shape, std::size_t> places;
  std::vector<std::map<Shape, Integer>> partitions;
  for (const auto& monomial : monomials) {
    partitions.push_back(symbolic::block_sums(monomial));
    for (const auto& part : partitions.back()) places.emplace(part.first, 0);
  }
  for (auto& [shape, place] : places) {
    place = shapes_.size();
    shapes_.push_back(shape);
  }
  for (std::size_t m = 0; m < monomials.size(); ++m) {
    Expansion expansion{std::accumulate(monomials[m].begin(), monomials[m].end(), 0), {}};
    for (const auto& [shape, count] : partitions[m]) expansion.parts.push_back({places.at(shape), count});
    degrees_.insert(expansion.degree);
    expansions_.push_back(std::move(expansion));
  }
}

std::size_t PartitionTerms::most_blocks(std::uint64_t L) const {
  std::size_t most = 1;
  for (const Shape& shape : shapes_) {
    if (shape.size() <= L) most = std::max(most, shape.size());
  }
  return most;
}

std::vector<Interval> PartitionTerms::expectations(const std::vector<Interval>& sums, std::uint64_t L,
                                                   const NodeRange& range, const LatticeErrors& errors,
                                                   const Interval& outer_step) const {
  const Bits bits = outer_step.precision();
  std::vector<Interval> falling{Interval(1, bits)};  // (L)_b
  for (std::size_t b = 0; b < most_blocks(L); ++b) falling.push_back(falling.back() * Interval(Integer(L - b), bits));
  const std::map<int, Interval> tails = errors.tails(L, range);
  std::vector<Interval> out;
  for (const Expansion& expansion : expansions_) {
    Interval sum(0, bits);
    for (const Part& part : expansion.parts) {
      const std::size_t blocks = shapes_[part.shape].size();
      if (blocks <= L) sum += Interval(part.count, bits) * falling[blocks] * sums[part.shape];
    }
    const int N = expansion.degree;
    // Theorem A, non-negative statistics; and no product of weight power sums exceeds 1.
    const Interval value = (sum * outer_step / factorial(static_cast<unsigned long>(N - 1), bits) + tails.at(N)) /
                           widen(Interval(1, bits), errors.aliasing(N));
    out.push_back(intersect(value, hull(Interval(0, bits), Interval(1, bits))));
  }
  return out;
}

}  // namespace softlin::numeric
