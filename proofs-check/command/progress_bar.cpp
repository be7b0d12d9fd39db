#include "proofs-check/command/progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace softlin::check {

namespace {

constexpr auto k_first_shown_after = std::chrono::seconds(1);
constexpr auto k_redrawn_after = std::chrono::milliseconds(100);
constexpr int k_width = 40;

}  // namespace

ProgressBar::ProgressBar(std::string label) : label_(std::move(label)), enabled_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::show(double part) {
  if (!enabled_) return;
  const std::lock_guard lock(guard_);
  const auto now = Clock::now();
  if (now - start_ < k_first_shown_after || now - last_ < k_redrawn_after) return;
  last_ = now;
  drawn_ = true;
  const double done = std::clamp(part, 0.0, 1.0);
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const int filled = static_cast<int>(done * k_width);
  const std::string bar =
      std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(k_width - filled), '.');
  if (done > 0) {
    std::fprintf(stderr, "\r%s [%s] %3.0f%%, %.0f s left\033[K", label_.c_str(), bar.c_str(), 100 * done,
                 elapsed * (1 - done) / done);
  } else {
    std::fprintf(stderr, "\r%s [%s]\033[K", label_.c_str(), bar.c_str());
  }
  std::fflush(stderr);
}

}  // namespace softlin::check
