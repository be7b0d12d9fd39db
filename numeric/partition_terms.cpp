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
    degrees_.push_back(std::accumulate(monomial.begin(), monomial.end(), 0));
    most_degree_ = std::max(most_degree_, degrees_.back());
  }
  for (auto& [shape, place] : places) {
    place = shapes_.size();
    shapes_.push_back(shape);
  }
  for (const auto& partition : partitions) {
    parts_.emplace_back();
    for (const auto& [shape, count] : partition) parts_.back().push_back({places.at(shape), count});
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
  std::map<int, std::pair<Interval, Interval>> corrections;  // tails and 1 +- eps_N of each degree
  std::vector<Interval> out;
  for (std::size_t m = 0; m < parts_.size(); ++m) {
    const int N = degrees_[m];
    Interval sum(0, bits);
    for (const Part& part : parts_[m]) {
      const std::size_t blocks = shapes_[part.shape].size();
      if (blocks <= L) sum += Interval(part.count, bits) * falling[blocks] * sums[part.shape];
    }
    auto correction = corrections.find(N);
    if (correction == corrections.end()) {
      correction =
          corrections.emplace(N, std::pair(errors.tails(N, L, range), widen(Interval(1, bits), errors.aliasing(N))))
              .first;
    }
    const auto& [outside, alias] = correction->second;
    // Theorem A, non-negative statistics; and no product of weight power sums exceeds 1.
    const Interval value = (sum * outer_step / factorial(static_cast<unsigned long>(N - 1), bits) + outside) / alias;
    out.push_back(intersect(value, hull(Interval(0, bits), Interval(1, bits))));
  }
  return out;
}

}  // namespace softlin::numeric
