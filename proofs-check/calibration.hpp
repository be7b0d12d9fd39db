#pragma once
/// The best constant of a claim: the smallest c (the largest, where the bound falls in c) for which the bound holds at
/// every listed length, against the exact error.
///
/// Formula : with the bound rest + factor c and factor > 0, c = max over L of (deviation - rest)/factor; with
///           rest + factor e^{rate c} and factor > 0, c = max (rate > 0) or min (rate < 0) over L of
///           ln((deviation - rest)/factor)/rate. For a lower bound (">=") the mirror image. That the signs are as said
///           is certified at every length.
/// Result  : enclosures. They speak about the listed lengths and the claim's model only.
/// Source  : monotone in c, so the set of constants that serve is the half-line which ends at the value given.
/// Threads : GiNaC is used throughout: one thread.
/// Checked by: tests/proofs-check/calibration_test.cpp (closed forms; the claim with the constant moved to either side)

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bounds/bound.hpp"
#include "numeric/interval.hpp"
#include "proofs-check/claim.hpp"

namespace softlin::check {

struct CalibrationRequest {
  std::string constant;                           ///< to solve for
  std::map<std::string, symbolic::Number> fixed;  ///< values of other constants; they go before the claim's own
  std::string proved;                             ///< bound to compare with; empty: the one of the same formula, if any
  int digits = 15;
  unsigned threads = 1;
};

/// The constant of a named bound, at the model's numbers.
struct ProvedConstant {
  std::string bound;
  numeric::Interval value;
  /// The bound with this constant holds with the request's other constants too: they are the proved ones, or make it
  /// larger at every listed length (smaller, for a lower bound).
  bool serves = false;
};

enum class CalibrationStatus {
  found,
  none,  ///< the bound fails at `witness` whatever the constant
  all    ///< the bound holds whatever the constant
};

struct Calibrated {
  CalibrationStatus status = CalibrationStatus::found;
  bool smallest = true;                      ///< what was sought: the smallest constant, or the largest
  std::optional<numeric::Interval> value;    ///< when found
  std::optional<Length> witness;             ///< the length that decides; of several that agree, the first
  std::map<std::string, std::string> fixed;  ///< values of the other constants, exact
  std::optional<ProvedConstant> proved;
  std::optional<numeric::Interval> slack;  ///< how far the proved constant is from the best, as a factor
};

/// One claim at one of its scales, ready to be calibrated for several requests: exact errors are computed once.
class Calibrator {
 public:
  /// `lengths` replace the claim's when there are any.
  /// Errors : InputError for an identity, the relation "=", or a named bound that claims cannot name.
  Calibrator(Claim claim, const symbolic::Number& scale, const std::vector<Length>& lengths = {});
  ~Calibrator();
  Calibrator(Calibrator&&) noexcept;
  Calibrator& operator=(Calibrator&&) noexcept;

  /// Takes over the exact errors that `other` has computed. Errors: Error unless both are about the same errors.
  void take_errors(const Calibrator& other);

  /// Names of the constants that the bound has.
  std::vector<std::string> constants() const;

  /// Errors : InputError, with file, line and key, for a constant that the bound does not have, one without a value, a
  ///          formula that depends on the constant otherwise or whose direction changes between lengths, a bound to
  ///          compare with that does not fit, and whatever plan_rows() refuses; PrecisionError.
  Calibrated solve(const CalibrationRequest& request);

 private:
  struct Problem;
  std::unique_ptr<Problem> problem_;
};

/// The constant that serves every one of `parts`, which seek in the same direction: none if one has none.
/// Result : fixed holds what all have in common; nothing proved. `decides` is the part that decides.
Calibrated combine(const std::vector<Calibrated>& parts, std::size_t& decides);

/// Bounds of the catalogue with constants that a claim can name, for messages.
std::vector<std::string> bounds_with_constants();

}  // namespace softlin::check
