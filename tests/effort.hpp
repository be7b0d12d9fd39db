#pragma once
/// How much the random tests do: SOFTLIN_TEST_EFFORT multiplies their counts (default 1).

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>

namespace softlin::tests {

inline double effort() {
  const char* text = std::getenv("SOFTLIN_TEST_EFFORT");
  const double value = text == nullptr ? 1 : std::strtod(text, nullptr);
  return value > 0 ? value : 1;
}

/// `count` times the effort, at least 1.
inline int scaled(int count) { return std::max(1, static_cast<int>(count * effort())); }

/// Random integers from one seed, the same with every standard library.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t bits() { return engine_(); }
  /// first .. last, both included
  long between(long first, long last) {
    return first + static_cast<long>(engine_() % (static_cast<std::uint64_t>(last - first) + 1));
  }
  bool one_in(long n) { return between(1, n) == 1; }
  /// In [0, 1), a multiple of 2^-53.
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace softlin::tests
