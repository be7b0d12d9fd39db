#include "numeric/length_proof.hpp"

#include <algorithm>
#include <cmath>

namespace softlin::numeric {

double fitting_reach(const CommutingRegression& problem, double horizon) {
  // e^{-0.4 u/mu} is about 1e-7 there; slopes beyond k_max_slope cannot be had.
  return std::min(40 * largest_score_variance(problem, horizon), 250.0);
}

double fitting_accuracy(const Integer& L) {
  const double l = L.convert_to<double>();
  return std::clamp(1e-12 * l * l, 1e-9, 2e-4);
}

namespace {

/// Tries wide steps and rough fits first. Narrow steps double the work tenfold; finer fits have larger coefficients, which
/// widens the Hessians, so neither always helps.
std::optional<ProvedBlock> attempt(const CommutingRegression& problem, const PromptBlock& block, double eps,
                                   double tolerance, double reach, const ProofOptions& options) {
  const double accuracy = fitting_accuracy(block.first);
  for (const double finer : {1.0, 0.3}) {
    if (finer != 1 && (!block.last || accuracy < 1e-6)) break;
    const BlockStatistics statistics(block, reach, accuracy * finer, options.threads);
    TubeOptions tube;
    tube.horizon = options.horizon;
    tube.target = eps;
    tube.stop = options.stop;
    for (const double t : {tolerance, tolerance / 10}) {
      tube.tolerance = t;
      const FlowTube found = flow_tube(problem, statistics, tube);
      if (found.reached_target) {
        const TubePoint& end = found.points.back();
        return ProvedBlock{block, end.time, end.risk_upper, end.radius};
      }
      if (options.stop != nullptr && *options.stop) return std::nullopt;
      // A block whose own width is the trouble does not profit from smaller steps.
      if (!block.single() && block.last) break;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ProvedBlock> prove_block(const CommutingRegression& problem, const PromptBlock& block, double eps,
                                       const ProofOptions& options) {
  return attempt(problem, block, eps, block.first < 100 || block.first > 10000 ? 1e-4 : 3e-4,
                 fitting_reach(problem, options.horizon), options);
}

LengthProof prove_all_lengths(const CommutingRegression& problem, const Integer& first, double eps,
                              const ProofOptions& options, std::vector<ProvedBlock> done,
                              const std::function<void(const ProvedBlock&)>& proved) {
  LengthProof out;
  Integer next = first;
  double ratio = 1;
  for (ProvedBlock& block : done) {
    if (block.block.first != next) throw Error("length proof: a block does not begin at " + next.str());
    out.blocks.push_back(block);
    if (!block.block.last) {
      out.complete = true;
      return out;
    }
    ratio = Rational(Rational(*block.block.last) / Rational(next)).convert_to<double>();
    next = *block.block.last + 1;
  }
  Integer endless(0);  // where a block without end was tried last
  while (options.stop == nullptr || !*options.stop) {
    const auto keep = [&](const ProvedBlock& block) {
      out.blocks.push_back(block);
      proved(block);
    };
    // A block without end is cheap to try, but hopeless for short prompts.
    if (next >= 10000 && next >= 2 * endless) {
      endless = next;
      if (const auto found = prove_block(problem, {next, std::nullopt}, eps, options)) {
        keep(*found);
        out.complete = true;
        return out;
      }
    }
    Integer last = std::max(next, Integer(static_cast<long long>(std::floor(next.convert_to<double>() * ratio))));
    if (next < 16) last = next;
    last = std::min(last, Integer(3 * next));
    const auto found = prove_block(problem, {next, last}, eps, options);
    if (found) {
      keep(*found);
      next = last + 1;
      const double least = 1 + std::max(1.01 / next.convert_to<double>(), next > 1000 ? 0.01 : 0);
      ratio = std::max(1 + (ratio - 1) * 1.3, least);
    } else if (last == next) {
      return out;
    } else {
      ratio = 1 + (Rational(Rational(last) / Rational(next)).convert_to<double>() - 1) / 1.7;
    }
  }
  return out;
}

std::optional<ProvedBlock> endless_block(const CommutingRegression& problem, double eps, const ProofOptions& options) {
  const auto stopped = [&] { return options.stop != nullptr && *options.stop; };
  std::optional<ProvedBlock> best;
  Integer low(100);
  for (Integer high(1600); !best; high *= 16) {
    if (high > Integer(1000000000000000) || stopped()) return std::nullopt;
    best = prove_block(problem, {high, std::nullopt}, eps, options);
    if (!best) low = high;
  }
  while (best->block.first * 6 > low * 7 && !stopped()) {
    // The middle on a logarithmic scale, rounded to three digits: lengths that are easy to quote.
    const double middle = std::sqrt(low.convert_to<double>() * best->block.first.convert_to<double>());
    const double unit = std::pow(10, std::floor(std::log10(middle)) - 2);
    const Integer L(static_cast<long long>(std::ceil(middle / unit) * unit));
    if (L >= best->block.first) break;
    if (const auto found = prove_block(problem, {L, std::nullopt}, eps, options)) {
      best = found;
    } else {
      low = L;
    }
  }
  return best;
}

std::optional<Integer> floating_threshold(const CommutingRegression& problem, double eps, const ProofOptions& options,
                                          const Integer& most) {
  const double reach = fitting_reach(problem, options.horizon);
  const auto reached = [&](const Integer& L) {
    const BlockStatistics statistics({L, L}, reach, fitting_accuracy(L), options.threads);
    const PromptRisk<double> risk = statistics.risk<double>(problem);
    const auto end = floating_flow(risk, floating_start(problem), {options.horizon}).front();
    return risk.jet(end, false).value <= eps;
  };
  Integer high(2);
  Integer low(1);  // not enough
  while (!reached(high)) {
    if (high >= most || (options.stop != nullptr && *options.stop)) return std::nullopt;
    low = high;
    high = std::min(Integer(high * 4), most);
  }
  while (high - low > 1) {
    if (options.stop != nullptr && *options.stop) return std::nullopt;
    const Integer middle = (low + high) / 2;
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace softlin::numeric
