#pragma once
/// Long computations without Python's lock. No formula may be touched there: GiNaC's reference counts are not atomic, and other Python threads may
/// use formulas meanwhile; with the lock held, formulas are safe, whichever thread holds it.

#include <mpfr.h>
#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

namespace softlin::python {

/// work() without the lock.
template <class Work>
auto without_lock(const Work& work) {
  const pybind11::gil_scoped_release release;
  return work();
}

/// work(stop) without the lock, on a thread of its own, while this one looks for signals: Python's Ctrl-C raises `stop`, and becomes
/// KeyboardInterrupt as soon as the work has ended.
template <class Work>
auto interruptible(const Work& work) {
  using Result = std::invoke_result_t<Work, const std::atomic<bool>*>;
  constexpr std::chrono::milliseconds k_look{50};
  std::atomic<bool> stop{false};
  std::optional<Result> result;
  std::exception_ptr failure;
  std::optional<pybind11::error_already_set> signal;
  {
    const pybind11::gil_scoped_release release;
    std::mutex guard;
    std::condition_variable changed;
    bool done = false;
    std::thread worker([&] {
      try {
        result.emplace(work(&stop));
      } catch (...) {
        failure = std::current_exception();
      }
      mpfr_free_cache();  // what MPFR keeps for this thread
      const std::lock_guard lock(guard);
      done = true;
      changed.notify_one();
    });
    while (true) {
      {
        std::unique_lock lock(guard);
        if (changed.wait_for(lock, k_look, [&] { return done; })) break;
      }
      if (signal) continue;
      const pybind11::gil_scoped_acquire acquire;
      if (PyErr_CheckSignals() != 0) {
        signal.emplace();
        stop = true;
      }
    }
    worker.join();
  }
  if (signal) throw std::move(*signal);
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

}  // namespace softlin::python
