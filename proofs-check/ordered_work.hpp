#pragma once
/// Work on several threads whose results are handed over in order.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "numeric/parallel_for.hpp"

namespace softlin::check {

/// Calls compute(first), ..., compute(last - 1) on at most `threads` threads and hands each result to deliver(i, result),
/// in order and one at a time. A compute that answers nothing, and a `stop` that has become true, end the work: no further
/// task is begun, and results that stand behind a missing one are dropped.
///
/// Result : the first task that was not delivered; `last` when all were
/// Errors : the first exception of compute or deliver
template <class Compute, class Deliver>
std::size_t work_in_order(std::size_t first, std::size_t last, unsigned threads, const std::atomic<bool>* stop,
                          const Compute& compute, const Deliver& deliver) {
  using Result = typename decltype(compute(first))::value_type;
  std::mutex guard;
  std::map<std::size_t, Result> waiting;
  std::size_t next = first;
  std::size_t delivered = first;
  bool ended = false;
  const auto work = [&] {
    for (;;) {
      std::size_t task = 0;
      {
        const std::lock_guard lock(guard);
        if (ended || next >= last || (stop != nullptr && *stop)) return;
        task = next++;
      }
      try {
        std::optional<Result> result = compute(task);
        const std::lock_guard lock(guard);
        if (!result) {
          ended = true;
          return;
        }
        waiting.emplace(task, std::move(*result));
        for (auto head = waiting.find(delivered); head != waiting.end(); head = waiting.find(delivered)) {
          deliver(delivered, std::move(head->second));
          waiting.erase(head);
          ++delivered;
        }
      } catch (...) {
        const std::lock_guard lock(guard);
        ended = true;
        throw;
      }
    }
  };
  numeric::on_threads(std::min<std::size_t>(threads, last - first), work);
  return delivered;
}

}  // namespace softlin::check
