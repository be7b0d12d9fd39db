#include "numeric/mean_deviation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "numeric/parallel_for.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

namespace {

using Eigen::VectorXd;

/// Mean and squared differences from it, of some prompts.
struct Moments {
  double count = 0;
  VectorXd mean;
  VectorXd squares;
  double rounding = 0;  ///< sum

  void add(const VectorXd& value, double error) {
    count += 1;
    rounding += error;
    if (count == 1) {
      mean = value;
      squares.setZero(value.size());
      return;
    }
    for (Eigen::Index k = 0; k < mean.size(); ++k) {
      const double before = value[k] - mean[k];
      mean[k] += before / count;
      squares[k] += before * (value[k] - mean[k]);
    }
  }

  void merge(const Moments& other) {
    if (other.count == 0) return;
    if (count == 0) {
      *this = other;
      return;
    }
    const double both = count + other.count;
    for (Eigen::Index k = 0; k < mean.size(); ++k) {
      const double gap = other.mean[k] - mean[k];
      mean[k] += gap * (other.count / both);
      squares[k] += other.squares[k] + gap * gap * (count * other.count / both);
    }
    count = both;
    rounding += other.rounding;
  }
};

/// Consecutive prompts of one batch.
struct Run {
  std::uint64_t batch;
  std::uint64_t first;
  std::uint64_t count;
};

std::vector<Run> runs_of(std::uint64_t prompts, std::uint64_t batches, std::uint64_t length) {
  const std::uint64_t most = std::clamp<std::uint64_t>((std::uint64_t{1} << 17) / length, 8, 1024);
  std::vector<Run> out;
  for (std::uint64_t batch = 0; batch < batches; ++batch) {
    // prompts < 2^43 and batches <= 64: the products stay below 2^50
    const std::uint64_t end = (batch + 1) * prompts / batches;
    for (std::uint64_t first = batch * prompts / batches; first < end; first += most) {
      out.push_back({batch, first, std::min(most, end - first)});
    }
  }
  return out;
}

void estimate_square(const std::vector<Moments>& batches, MeanDeviation& out) {
  const auto n = static_cast<double>(batches.size());
  VectorXd sum = VectorXd::Zero(batches.front().mean.size());
  double squares = 0;
  for (const Moments& batch : batches) {
    sum += batch.mean;
    squares += batch.mean.squaredNorm();
  }
  out.squared = (sum.squaredNorm() - squares) / (n * (n - 1));
  if (batches.size() < 3) return;
  std::vector<double> without;
  double centre = 0;
  for (const Moments& batch : batches) {
    const VectorXd rest = sum - batch.mean;
    without.push_back((rest.squaredNorm() - (squares - batch.mean.squaredNorm())) / ((n - 1) * (n - 2)));
    centre += without.back() / n;
  }
  double spread = 0;
  for (const double x : without) spread += (x - centre) * (x - centre);
  out.squared_std_error = std::sqrt(spread * (n - 1) / n);
}

}  // namespace

MeanDeviation mean_deviation(const SamplerProblem& problem, std::uint64_t length, const SampleOptions& options) {
  if (options.threads == 0) throw InputError("threads", "0", "at least 1");
  if (options.prompts < 2) throw DomainError("mean_deviation", "prompts = " + std::to_string(options.prompts), ">= 2");
  const std::uint64_t batch_count = std::min(k_bias_batches, options.prompts);
  const std::vector<Run> runs = runs_of(options.prompts, batch_count, std::max<std::uint64_t>(length, 1));
  std::vector<Moments> batches(static_cast<std::size_t>(batch_count));
  std::map<std::size_t, Moments> waiting;  // finished runs whose turn has not come
  std::size_t merged = 0;
  std::uint64_t done = 0;
  std::mutex guard;
  std::atomic<bool> stopped = false;
  parallel_for(runs.size(), options.threads, [&](std::size_t i) {
    if (stopped) return;
    Moments moments;
    const bool whole = for_each_deviation(
        problem, length, options.seed, options.row, options.first_prompt + runs[i].first, runs[i].count,
        [&](const VectorXd& deviation, double error) { moments.add(deviation, error); }, options.stop);
    const std::lock_guard lock(guard);
    if (!whole) {
      stopped = true;
      return;
    }
    waiting.emplace(i, std::move(moments));
    for (auto next = waiting.find(merged); next != waiting.end(); next = waiting.find(++merged)) {
      batches[static_cast<std::size_t>(runs[merged].batch)].merge(next->second);
      waiting.erase(next);
    }
    done += runs[i].count;
    if (options.progress) options.progress(done, options.prompts);
  });
  MeanDeviation out;
  out.stopped = stopped;
  if (stopped) return out;
  Moments all;
  for (const Moments& batch : batches) all.merge(batch);
  out.prompts = options.prompts;
  out.mean = all.mean;
  out.std_error = (all.squares / (all.count * (all.count - 1))).cwiseSqrt();
  out.rounding = all.rounding / all.count;
  estimate_square(batches, out);
  return out;
}

}  // namespace softlin::numeric
