#pragma once
/// The samples of a long row, kept in a file as they come: a run that is stopped inside the row goes on where it was.

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "proofs-check/durable_file.hpp"
#include "proofs-check/sample_source.hpp"

namespace softlin::check {

/// Format : the line `key`, then records: first prompt, number of prompts, value and rounding of each (64 bits a number, in
///          the machine's order), and a hash of these. A torn or foreign end is cut.
/// Checked by : tests/proofs-check/sample_checkpoint_test.cpp
class SampleCheckpoint {
 public:
  /// `key` names the row; a file with another key is begun anew. Nothing is written before `interval` has passed.
  SampleCheckpoint(std::filesystem::path path, std::string key, std::chrono::duration<double> interval);

  /// As numeric::sample, and the same values bit for bit. The prompts are drawn in slices of about `interval`, so that at
  /// most one is lost; those in the file are not drawn again. Only the first stream that a row asks for is kept; should
  /// it ask for a second, that one is drawn as it comes.
  /// Errors : as numeric::sample; InputError when the file cannot be written.
  numeric::SampleResult sample(const numeric::SamplerProblem& problem, numeric::SampleMethod method,
                               std::uint64_t length, const numeric::SampleOptions& options);

  /// Was anything kept? Short rows leave no file.
  bool has_file() const { return file_ != nullptr; }

  /// Removes the file: the row is safe elsewhere.
  void remove();

 private:
  using Clock = std::chrono::steady_clock;

  void load();
  void save();
  bool is_kept_stream(const numeric::SamplerProblem& problem, std::uint64_t length,
                      const numeric::SampleOptions& options);

  std::filesystem::path path_;
  std::string key_;
  std::chrono::duration<double> interval_;
  std::unique_ptr<DurableFile> file_;  ///< open once something was found or written
  std::vector<numeric::SampleValue> values_;
  std::size_t saved_ = 0;
  Clock::time_point last_save_ = Clock::now();

  const numeric::SamplerProblem* problem_ = nullptr;
  std::uint64_t length_ = 0;
  std::uint64_t seed_ = 0;
  std::uint32_t row_ = 0;
};

}  // namespace softlin::check
