#pragma once
/// How a formula depends on one of its constants, decided by exact algebra: what calibration needs to solve for it.
///
///   affine      : formula = rest + factor c
///   exponential : formula = rest + factor e^{rate c}, where every base of a power with c in its exponent is positive
///                 (their logarithms are in `rate`, so an evaluation of it checks that)
/// with rest, factor and rate free of c.
/// Threads   : uses GiNaC and stays on its thread.
/// Not promised: that every formula of these forms is recognised; a miss is a refusal, never a wrong answer.
/// Checked by: tests/proofs-check/constant_dependence_test.cpp

#include <optional>
#include <string>

#include "symbolic/formula.hpp"

namespace softlin::check {

struct ConstantDependence {
  enum class Kind { affine, exponential };
  Kind kind = Kind::affine;
  symbolic::Formula rest;
  symbolic::Formula factor;
  symbolic::Formula rate;  ///< 0 when affine
};

/// The dependence of `formula` on the symbol `constant`, or nothing when it is of neither form.
std::optional<ConstantDependence> dependence_on(const symbolic::Formula& formula, const std::string& constant);

}  // namespace softlin::check
