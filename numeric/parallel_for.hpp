#pragma once
/// Work on several threads.

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

/// Calls work() on at most `threads` threads, this one included. The first exception is rethrown when all have ended;
/// the work itself sees to it that the others stop early.
template <class Work>
void on_threads(std::size_t threads, const Work& work) {
  std::exception_ptr failure;
  std::mutex guard;
  const auto guarded = [&] {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!failure) failure = std::current_exception();
    }
  };
  std::vector<std::jthread> others;
  try {
    for (std::size_t i = 1; i < threads; ++i) {
      others.emplace_back([&guarded] {
        guarded();
        mpfr_free_cache();  // what MPFR keeps for this thread
      });
    }
  } catch (const std::system_error&) {  // the system grants no more threads: those there are do the work
  }
  guarded();
  others.clear();
  if (failure) std::rethrow_exception(failure);
}

/// Calls task(0), ..., task(count - 1), each once, on at most `threads` threads; which thread takes which task is open,
/// so tasks must not depend on each other. After an exception no further task is begun.
template <class Task>
void parallel_for(std::size_t count, unsigned threads, const Task& task) {
  std::atomic<std::size_t> next = 0;
  on_threads(std::min<std::size_t>(threads, count), [&] {
    for (std::size_t i; (i = next++) < count;) {
      try {
        task(i);
      } catch (...) {
        next = count;
        throw;
      }
    }
  });
}

}  // namespace softlin::numeric
