#pragma once
/// A progress bar on standard error, when that is a terminal and the work takes more than a second.

#include <chrono>
#include <mutex>
#include <string>

namespace softlin::check {

class ProgressBar {
 public:
  explicit ProgressBar(std::string label);
  ~ProgressBar();  ///< removes the bar
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// False when nothing will ever be drawn: standard error is no terminal.
  bool enabled() const { return enabled_; }

  /// `part` of the work is done, 0 to 1. Any thread.
  void show(double part);

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  bool enabled_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
  std::mutex guard_;
};

}  // namespace softlin::check
