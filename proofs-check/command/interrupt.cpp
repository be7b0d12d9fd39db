#include "proofs-check/command/interrupt.hpp"

#include <csignal>
#include <cstdint>
#include <ctime>

namespace softlin::check {

namespace {

constexpr std::int64_t k_one_request = 500'000'000;  // ns: signals closer than this to the first are the same one

std::atomic<bool> stop_flag{false};
std::atomic<std::int64_t> first_interrupt{0};  // ns; 0: none yet

static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free,
              "a signal handler writes them");

/// Nanoseconds since the machine started, never 0. clock_gettime may be called from a signal handler.
std::int64_t now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec + 1;
}

void on_interrupt(int) {
  stop_flag = true;
  const std::int64_t time = now();
  std::int64_t first = 0;
  if (first_interrupt.compare_exchange_strong(first, time) || time - first < k_one_request) return;
  std::signal(SIGINT, SIG_DFL);
  std::raise(SIGINT);
}

void on_terminate(int) { stop_flag = true; }

}  // namespace

std::atomic<bool>& interrupted() { return stop_flag; }

void watch_interrupt() {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_terminate);
}

}  // namespace softlin::check
