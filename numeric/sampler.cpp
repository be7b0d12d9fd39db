#include "numeric/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "numeric/group_sampler.hpp"
#include "numeric/naive_lane_sampler.hpp"
#include "numeric/parallel_for.hpp"
#include "numeric/philox.hpp"
#include "symbolic/error.hpp"

namespace softlin::numeric {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

std::string shape(const MatrixXd& m) { return std::to_string(m.rows()) + " x " + std::to_string(m.cols()); }

void require_matrix(const char* name, const MatrixXd& m, Index rows, Index cols) {
  if (m.rows() != rows || m.cols() != cols) {
    throw InputError(name, shape(m), std::to_string(rows) + " x " + std::to_string(cols));
  }
  if (!m.allFinite()) throw InputError(name, "an entry that is not finite", "finite numbers");
}

void check_ranges(std::uint64_t length, std::uint64_t first_prompt, std::uint64_t count) {
  if (length < 1 || length > k_sampler_length_limit) {
    throw DomainError("sample", "length = " + std::to_string(length), "1 <= length <= 2^40");
  }
  if (first_prompt > k_prompt_limit || count > k_prompt_limit - first_prompt) {
    throw DomainError("sample",
                      "prompts " + std::to_string(first_prompt) + " on, " + std::to_string(count) + " of them",
                      "prompt < 2^43");
  }
}

void require_finite(std::uint64_t first, std::span<const SampleValue> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(std::isfinite(values[i].value) && std::isfinite(values[i].rounding))) {
      throw DomainError("sample", "prompt " + std::to_string(first + i) + ", whose value or rounding bound overflows",
                        "a problem with smaller scores");
    }
  }
}

/// Values of a group of prompts; false when stopped.
bool fill_group(GroupSampler& sampler, std::uint64_t seed, std::uint32_t row, std::uint64_t first, std::uint64_t count,
                SampleValue* out) {
  const auto n = static_cast<std::size_t>(count);
  if (!sampler.sample(seed, row, first, n, out)) return false;
  require_finite(first, {out, n});
  return true;
}

void require_raw_law(const SamplerTokens& tokens) {
  if (!raw_law(tokens))
    throw InputError("tokens", "a law without independent coordinates", "Gaussian, Rademacher or uniform tokens");
}

double pairwise_sum(std::span<const SampleValue> values, double centre, bool square) {
  if (values.size() > 128) {
    const std::size_t half = values.size() / 2;
    return pairwise_sum(values.first(half), centre, square) + pairwise_sum(values.subspan(half), centre, square);
  }
  double sum = 0;
  for (const SampleValue& v : values) {
    const double difference = v.value - centre;
    sum += square ? difference * difference : difference;
  }
  return sum;
}

}  // namespace

void SamplerProblem::check(SampleMethod method) const {
  tokens.check();
  const Index d = tokens.dimension();
  if (d > k_sampler_dimension_limit) {
    throw InputError("tokens", "dimension " + std::to_string(d),
                     "at most " + std::to_string(k_sampler_dimension_limit));
  }
  const Index q = query.law == SamplerQuery::Law::tokens ? d : query.mean.size();
  if (q == 0 || q > k_sampler_dimension_limit) {
    throw InputError("query.mean", "length " + std::to_string(q),
                     "length 1 to " + std::to_string(k_sampler_dimension_limit));
  }
  if (query.law != SamplerQuery::Law::tokens && !query.mean.allFinite()) {
    throw InputError("query.mean", "an entry that is not finite", "finite numbers");
  }
  if (query.law == SamplerQuery::Law::gaussian) require_matrix("query.root", query.root, q, q);
  require_matrix("U", U, d, q);
  if (V.rows() == 0) throw InputError("V", "no rows", "at least one row");
  require_matrix("V", V, V.rows(), d);
  if (target.kind == SamplerTarget::Kind::affine) {
    if (quantity == SampleQuantity::grad_u) {
      throw InputError("target", "affine with quantity grad_u", "the token law's own limit");
    }
    if (method == SampleMethod::reduced) {
      throw InputError("target", "affine with method reduced", "the token law's own limit, or method naive");
    }
    const Index size = quantity == SampleQuantity::output ? V.rows() : d;
    require_matrix("target.offset", target.offset, size, 1);
    require_matrix("target.matrix", target.matrix, size, q);
  } else {
    const bool single = query.law == SamplerQuery::Law::fixed || query.law == SamplerQuery::Law::pair;
    tokens.check_limit(U.isZero(0) || (single && (U * query.mean).isZero(0)), quantity == SampleQuantity::grad_u);
  }
  if (queries_per_prompt == 0) throw InputError("queries_per_prompt", "0", "at least 1");
  if (queries_per_prompt > 1) {
    if (queries_per_prompt > k_queries_limit) {
      throw InputError("queries_per_prompt", std::to_string(queries_per_prompt),
                       "at most " + std::to_string(k_queries_limit));
    }
    if (method == SampleMethod::reduced)
      throw InputError("queries_per_prompt", "more than 1 with method reduced", "method naive");
    if (query.law != SamplerQuery::Law::gaussian && query.law != SamplerQuery::Law::tokens) {
      throw InputError("queries_per_prompt", "more than 1 of a query that is not random",
                       "the query law gaussian or tokens");
    }
    require_raw_law(tokens);
  }
  if (method == SampleMethod::reduced && tokens.law != SamplerTokens::Law::gaussian) {
    throw InputError("method", "reduced with tokens that are not Gaussian", "naive");
  }
}

std::vector<SampleValue> sample_block(const SamplerProblem& problem, SampleMethod method, std::uint64_t length,
                                      std::uint64_t seed, std::uint32_t row, std::uint64_t first_prompt,
                                      std::uint64_t count) {
  problem.check(method);
  check_ranges(length, first_prompt, count);
  const auto sampler = make_group_sampler(problem, method, length, nullptr);
  std::vector<SampleValue> values(count);
  for (std::uint64_t i = 0; i < count; i += k_lanes) {
    fill_group(*sampler, seed, row, first_prompt + i, std::min<std::uint64_t>(k_lanes, count - i), &values[i]);
  }
  return values;
}

std::array<std::vector<SampleValue>, 3> sample_quantities(const SamplerProblem& problem, std::uint64_t length,
                                                          std::uint64_t seed, std::uint32_t row,
                                                          std::uint64_t first_prompt, std::uint64_t count) {
  problem.check(SampleMethod::naive);
  check_ranges(length, first_prompt, count);
  if (problem.target.kind != SamplerTarget::Kind::limit) {
    throw InputError("target", "affine for all quantities at once", "the token law's own limit");
  }
  require_raw_law(problem.tokens);
  NaiveLaneSampler sampler(problem, {SampleQuantity::output, SampleQuantity::grad_v, SampleQuantity::grad_u}, length,
                           nullptr);
  std::array<std::vector<SampleValue>, 3> out;
  for (auto& values : out) values.resize(count);
  for (std::uint64_t i = 0; i < count; i += k_lanes) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(k_lanes, count - i));
    SampleValue* const places[] = {&out[0][i], &out[1][i], &out[2][i]};
    sampler.sample_each(seed, row, first_prompt + i, n, places);
    for (const auto& values : out) require_finite(first_prompt + i, {&values[i], n});
  }
  return out;
}

bool for_each_deviation(const SamplerProblem& problem, std::uint64_t length, std::uint64_t seed, std::uint32_t row,
                        std::uint64_t first_prompt, std::uint64_t count,
                        const std::function<void(const Eigen::VectorXd& deviation, double error)>& take,
                        const std::atomic<bool>* stop) {
  problem.check(SampleMethod::naive);
  check_ranges(length, first_prompt, count);
  if (problem.quantity != SampleQuantity::output) throw InputError("quantity", "a gradient", "the output");
  if (problem.queries_per_prompt > 1) throw InputError("queries_per_prompt", "more than 1", "1");
  const auto sampler = make_group_sampler(problem, SampleMethod::naive, length, stop);
  Eigen::VectorXd deviation;
  for (std::uint64_t i = 0; i < count; i += k_lanes) {
    const std::uint64_t n = std::min<std::uint64_t>(k_lanes, count - i);
    SampleValue values[k_lanes];
    if (!fill_group(*sampler, seed, row, first_prompt + i, n, values)) return false;
    for (std::size_t lane = 0; lane < n; ++lane) {
      const double error = sampler->deviation(lane, deviation);
      take(deviation, error);
    }
  }
  return true;
}

SampleResult sample(const SamplerProblem& problem, SampleMethod method, std::uint64_t length,
                    const SampleOptions& options) {
  problem.check(method);
  check_ranges(length, options.first_prompt, options.prompts);
  if (options.threads == 0) throw InputError("threads", "0", "at least 1");
  const std::uint64_t prompts = options.prompts;
  // Long prompts a group at a time, short ones in runs of about 2^18 tokens.
  const std::uint64_t run =
      std::clamp<std::uint64_t>((std::uint64_t{1} << 18) / length / k_lanes * k_lanes, k_lanes, 4096);
  const std::uint64_t runs = (prompts + run - 1) / run;

  SampleResult result;
  result.values.resize(prompts);
  std::vector<std::uint64_t> finished(runs, 0);  // prompts done, from the start of each run; one writer each
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> failed{false};
  std::uint64_t done = 0;
  std::mutex mutex;  // guards done and the callback

  const auto work = [&] {
    try {
      const auto sampler = make_group_sampler(problem, method, length, options.stop);
      while (!failed.load(std::memory_order_relaxed)) {
        const std::uint64_t k = next.fetch_add(1);
        if (k >= runs) return;
        const std::uint64_t end = std::min(prompts, (k + 1) * run);
        for (std::uint64_t i = k * run; i < end; i += k_lanes) {
          if (options.stop != nullptr && options.stop->load(std::memory_order_relaxed)) return;
          const std::uint64_t count = std::min<std::uint64_t>(k_lanes, end - i);
          if (!fill_group(*sampler, options.seed, options.row, options.first_prompt + i, count, &result.values[i])) {
            return;
          }
          finished[k] += count;
        }
        const std::lock_guard lock(mutex);
        done += end - k * run;
        if (options.progress) options.progress(done, prompts);
      }
    } catch (...) {
      failed = true;
      throw;
    }
  };
  on_threads(std::min<std::uint64_t>(options.threads, runs), work);

  std::uint64_t usable = 0;
  for (std::uint64_t k = 0; k < runs; ++k) {
    usable += finished[k];
    if (k * run + finished[k] < std::min(prompts, (k + 1) * run)) break;
  }
  result.stopped = usable < prompts;
  result.values.resize(usable);
  result.summary = summarize(result.values);
  return result;
}

SampleSummary summarize(const std::vector<SampleValue>& values) {
  SampleSummary out;
  out.prompts = values.size();
  if (values.empty()) return out;
  const double n = static_cast<double>(values.size());
  out.mean = pairwise_sum(values, 0, false) / n;
  if (values.size() >= 2) out.std_error = std::sqrt(pairwise_sum(values, out.mean, true) / n / (n - 1));
  return out;
}

}  // namespace softlin::numeric
