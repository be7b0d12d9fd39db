#pragma once
/// Independent tasks on several threads.

#include <mpfr.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace softlin::numeric {

/// Calls task(0), ..., task(count - 1), each once, on at most `threads` threads (this one included); which thread takes
/// which task is open, so tasks must not depend on each other. The first exception is rethrown when all have ended.
template <class Task>
void parallel_for(std::size_t count, unsigned threads, const Task& task) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex guard;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < count;) {
      try {
        task(i);
      } catch (...) {
        const std::lock_guard lock(guard);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::jthread> others;
  try {
    for (std::size_t i = 1; i < std::min<std::size_t>(threads, count); ++i)
      others.emplace_back([&work] {
        work();
        mpfr_free_cache();  // what MPFR keeps for this thread
      });
  } catch (const std::system_error&) {  // the system grants no more threads: those there are do the work
  }
  work();
  others.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace softlin::numeric
