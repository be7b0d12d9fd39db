#pragma once
/// Messages of refused input.

#include <functional>
#include <string>

#include "symbolic/error.hpp"

namespace softlin::tests {

/// The message of the InputError that `run` must throw.
inline std::string message_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

}  // namespace softlin::tests
