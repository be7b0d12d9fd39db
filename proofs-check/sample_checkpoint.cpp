#include "proofs-check/sample_checkpoint.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

#include "proofs-check/fingerprint.hpp"

namespace softlin::check {

namespace {

constexpr std::size_t k_word = 8;
/// The sampler is fastest when a thread has so many prompts at a time.
constexpr std::uint64_t k_lanes = 8;

void put(std::string& out, const void* word) { out.append(static_cast<const char*>(word), k_word); }

std::uint64_t word_at(std::string_view bytes, std::size_t place) {
  std::uint64_t out = 0;
  std::memcpy(&out, bytes.data() + place, k_word);
  return out;
}

double double_at(std::string_view bytes, std::size_t place) {
  double out = 0;
  std::memcpy(&out, bytes.data() + place, k_word);
  return out;
}

}  // namespace

SampleCheckpoint::SampleCheckpoint(std::filesystem::path path, std::string key, std::chrono::duration<double> interval)
    : path_(std::move(path)), key_(std::move(key) + "\n"), interval_(interval) {
  load();
}

void SampleCheckpoint::load() {
  std::error_code status;
  if (!std::filesystem::exists(path_, status)) return;
  file_ = std::make_unique<DurableFile>(path_);
  std::string whole;
  {
    std::ifstream in(path_, std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  const std::string_view bytes(whole);
  if (!bytes.starts_with(key_)) {
    file_->truncate(0);
    file_->append(key_);
    return;
  }
  std::size_t place = key_.size();
  while (place + 3 * k_word <= bytes.size()) {
    const std::uint64_t first = word_at(bytes, place);
    const std::uint64_t count = word_at(bytes, place + k_word);
    const std::size_t room = (bytes.size() - place - 3 * k_word) / (2 * k_word);
    if (first != values_.size() || count == 0 || count > room) break;
    const std::size_t size = (2 + 2 * static_cast<std::size_t>(count)) * k_word;
    if (word_at(bytes, place + size) != hash_of(bytes.substr(place, size))) break;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = place + (2 + 2 * i) * k_word;
      values_.push_back({double_at(bytes, at), double_at(bytes, at + k_word)});
    }
    place += size + k_word;
  }
  if (place < bytes.size()) file_->truncate(place);
  saved_ = values_.size();
}

void SampleCheckpoint::save() {
  last_save_ = Clock::now();
  if (saved_ == values_.size()) return;
  if (!file_) {
    std::filesystem::create_directories(path_.parent_path());
    file_ = std::make_unique<DurableFile>(path_);
    file_->append(key_);
    sync_folder(path_.parent_path());
  }
  std::string record;
  const std::uint64_t first = saved_;
  const std::uint64_t count = values_.size() - saved_;
  put(record, &first);
  put(record, &count);
  for (std::size_t i = saved_; i < values_.size(); ++i) {
    put(record, &values_[i].value);
    put(record, &values_[i].rounding);
  }
  const std::uint64_t hash = hash_of(record);
  put(record, &hash);
  file_->append(record);
  file_->sync();
  saved_ = values_.size();
}

void SampleCheckpoint::remove() {
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

bool SampleCheckpoint::is_kept_stream(const numeric::SamplerProblem& problem, std::uint64_t length,
                                      const numeric::SampleOptions& options) {
  if (problem_ == nullptr) {
    problem_ = &problem;
    length_ = length;
    seed_ = options.seed;
    row_ = options.row;
  }
  // A gap between what is known and what is asked for would have to be drawn first.
  return problem_ == &problem && length_ == length && seed_ == options.seed && row_ == options.row &&
         options.first_prompt <= values_.size();
}

numeric::SampleResult SampleCheckpoint::sample(const numeric::SamplerProblem& problem, numeric::SampleMethod method,
                                               std::uint64_t length, const numeric::SampleOptions& options) {
  if (!is_kept_stream(problem, length, options)) return numeric::sample(problem, method, length, options);
  const std::uint64_t end = options.first_prompt + options.prompts;
  const std::uint64_t least = k_lanes * options.threads;
  std::uint64_t slice = 2 * least;
  numeric::SampleResult out;
  while (values_.size() < end && !out.stopped) {
    numeric::SampleOptions part = options;
    part.first_prompt = values_.size();
    part.prompts = std::min<std::uint64_t>(slice, end - values_.size());
    if (options.progress) {
      part.progress = [&](std::uint64_t done, std::uint64_t) {
        options.progress(part.first_prompt + done - options.first_prompt, options.prompts);
      };
    }
    const auto start = Clock::now();
    const auto drawn = numeric::sample(problem, method, length, part);
    const auto taken = Clock::now() - start;
    values_.insert(values_.end(), drawn.values.begin(), drawn.values.end());
    out.stopped = drawn.stopped;
    if (taken < interval_ / 4) {
      slice *= 2;
    } else if (taken > interval_ && slice > least) {
      slice /= 2;
    }
    if (out.stopped || Clock::now() - last_save_ >= interval_) save();
  }
  const std::size_t last = std::min<std::uint64_t>(end, values_.size());
  out.values.assign(values_.begin() + static_cast<std::ptrdiff_t>(options.first_prompt),
                    values_.begin() + static_cast<std::ptrdiff_t>(last));
  out.summary = numeric::summarize(out.values);
  return out;
}

}  // namespace softlin::check
