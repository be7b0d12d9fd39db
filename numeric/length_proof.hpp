#pragma once
/// Proofs that the finite-prompt gradient flow of in-context regression ends with a risk of at most eps.
///
/// R_L(theta_L(t)) is non-increasing in t, so one time with R_L <= eps proves lim_t R_L <= eps at that L
/// (docs/theory/icl-regression.md I4.1); a tube around the flows of all lengths of a block proves it for the block (I4.7, I4.8).
/// Checked by: tests/numeric/length_proof_test.cpp

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "numeric/flow_tube.hpp"

namespace softlin::numeric {

struct ProvedBlock {
  PromptBlock block;
  double time = 0;        ///< of the tube's end
  double risk_upper = 0;  ///< of R_L(theta_L(time)) for every L of the block
  double radius = 0;      ///< of the tube at its end
};

struct ProofOptions {
  double horizon = 60;
  unsigned threads = 1;
  const std::atomic<bool>* stop = nullptr;
};

/// Tries to prove lim_t R_L <= eps for the lengths of one block. Nothing where the tube does not get there.
/// Inputs : eps as a number at or below the risk that is meant.
std::optional<ProvedBlock> prove_block(const CommutingRegression& problem, const PromptBlock& block, double eps,
                                       const ProofOptions& options);

/// Blocks, from `first` on, which leave no length out: until one without end is proved, or one length alone resists.
struct LengthProof {
  std::vector<ProvedBlock> blocks;
  bool complete = false;  ///< every L >= first is proved
};
/// `done`: blocks proved before, in order from `first`; `proved` is told each new one.
LengthProof prove_all_lengths(
    const CommutingRegression& problem, const Integer& first, double eps, const ProofOptions& options,
    std::vector<ProvedBlock> done = {},
    const std::function<void(const ProvedBlock&)>& proved = [](const ProvedBlock&) {});

/// A length from which on every one is proved by one tube (I4.7): at most a sixth above the smallest for which that succeeds.
/// Nothing up to 10^15.
std::optional<ProvedBlock> endless_block(const CommutingRegression& problem, double eps, const ProofOptions& options);

/// The smallest L >= 2 for which the flow in floating point comes to a risk of at most eps by the horizon, or nothing up to `most`. The
/// risk is taken to fall with L. Not verified.
std::optional<Integer> floating_threshold(const CommutingRegression& problem, double eps, const ProofOptions& options,
                                          const Integer& most = Integer(1) << 24);

/// The largest u that fits should cover for flows of this problem.
double fitting_reach(const CommutingRegression& problem, double horizon);

/// How accurate the fits for lengths from L on should be: looser for long prompts, whose sums would cancel more.
double fitting_accuracy(const Integer& L);

}  // namespace softlin::numeric
