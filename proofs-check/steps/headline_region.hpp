#pragma once
/// A <= W, W = 1/(1 + (L-1) e^{-c s^2}), for every s of an interval and every whole L of another, by subdivision. With
/// c = 1 this is A2.9, and with A1.7 the bound `headline`: E|T_L - T|^2 <= (tr V Gamma V^T + |V Gamma U z|^2) W.
///
/// Let u = s^2, G = 4 p_3 - 3 p_2^2 + (c-1) p_2 and F = E G - c A^2. The heat flow (exact.md 4.2) gives A' = E[p_2 - 4p_3 +
/// 3p_2^2] in u, hence d/du [ln(W/(1-W)) - ln(A/(1-A))] = c - A'/(A - A^2) = F/(A - A^2), and both sides agree at u = 0.
/// The interval of u is walked from 0 upwards, a block of lengths at a time; where A <= W at the left end of a box, it holds
/// on all of it by one of
///
///   growth     : F >= 0 at the left end, and F' = E[heat flow of G] - 2 c A A' >= 0 on the box
///   difference : F >= 0 on the box
///   direct     : A at the right end is at most W at the left end (A1.8), whatever held before
///
/// On a box, expectations of products of power sums lie between values at its corners: each p_k is nondecreasing in s
/// (the proof of A1.8), and with K factors the expectation over L(L-1)...(L-K+1) is nonincreasing in L (exact.md (1): a sum
/// of (L)_b times integrals of m_0^{L-b}, m_0 <= 1, b <= K).
///
/// Errors    : InputError for an empty region, s beyond 14, or a length beyond 10^9
/// Checked by: tests/proofs-check/region_test.cpp (small regions, wrong constants, corners at random lengths)

#include <atomic>
#include <functional>

#include "proofs-check/steps/region_result.hpp"
#include "symbolic/rational.hpp"

namespace softlin::check {

struct HeadlineRegion {
  Rational least_s;
  Rational most_s;
  Integer least_length;
  Integer most_length;
  Rational constant = 1;  ///< c; any other than 1 is a bound made wrong, or weaker, on purpose
};

/// `progress` is told the part done, 0 to 1, now and then. Boxes whose s lies below least_s belong to the walk as well.
RegionResult prove_headline(const HeadlineRegion& region, unsigned threads,
                            const std::function<void(double)>& progress = {});

}  // namespace softlin::check
