#pragma once
/// The few kinds of error softlin raises. An outcome that a caller must expect (undecided, precision limit) is a
/// value, never an exception; see the result types where they are made.

#include <stdexcept>
#include <string>
#include <utility>

namespace softlin {

/// Base of every error softlin raises itself.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where an input came from. `line` 0 and empty texts mean "not known" and are left out of messages.
struct Place {
  std::string file;
  int line = 0;
  std::string key;
};

/// Unusable input. The message reads "file:line: key: found ..., expected ...".
class InputError : public Error {
 public:
  InputError(const Place& place, const std::string& found, const std::string& expected)
      : Error(text(place) + "found " + found + ", expected " + expected) {}
  /// For an input with no place of its own (a command-line value): `what` names it.
  InputError(const std::string& what, const std::string& found, const std::string& expected)
      : InputError(Place{what, 0, {}}, found, expected) {}

 private:
  static std::string text(const Place& place) {
    std::string out = place.file;
    if (place.line > 0) out += ":" + std::to_string(place.line);
    if (!out.empty()) out += ": ";
    if (!place.key.empty()) out += place.key + ": ";
    return out;
  }
};

/// A function was asked for a value outside its domain; `argument` is the offending enclosure.
class DomainError : public Error {
 public:
  DomainError(const std::string& function, const std::string& argument, const std::string& domain)
      : Error(function + ": the argument " + argument + " is not certainly inside the domain (" + domain + ")") {}
  explicit DomainError(const std::string& message) : Error(message) {}
};

/// The precision cap was reached before the width asked for.
class PrecisionError : public Error {
 public:
  PrecisionError(const std::string& what, const std::string& asked, const std::string& reached, const std::string& cap)
      : Error(what + ": asked for " + asked + ", reached " + reached + " at the cap of " + cap) {}
};

}  // namespace softlin
