#pragma once
/// Expressions in Gaussian moments: 'E[x1^4] - 3*E[x1^2]^2', and their closed forms.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "symbolic/gaussian_moment.hpp"

namespace softlin::symbolic {

/// Components with their weights; one of weight 1 is a Gaussian law.
using WeightedLaws = std::vector<std::pair<Formula, GaussianLaw>>;

/// Grammar : as Formula::parse, with E[...] (or E(...)) around an integrand (gaussian_integrand.hpp) in x1, x2, ...;
///           positive(c + <n, x>) is 1 on the half-space c + <n, x> > 0 and 0 elsewhere. Every other name is an open symbol.
///           E[...] may stand inside another E[...]: it is a number there.
/// Checked by: tests/symbolic/gaussian_moment_test.cpp
class MomentExpression {
 public:
  /// Errors : InputError at `place` for a syntax error, an x outside E[...], a plain x, and an index above
  ///          k_max_coordinates.
  static MomentExpression parse(std::string_view text, const Place& place);

  /// The greatest index of an x, at least 1.
  std::size_t dimension() const { return dimension_; }
  /// Open symbols, whether they stand inside or outside E[...].
  const std::set<std::string>& symbols() const { return symbols_; }
  /// The expression itself; each E[...] is one symbol in it.
  const Formula& formula() const { return outer_; }

  /// The closed form when x has the law sum of weight * N(mean, covariance), with values put for open symbols.
  /// Errors : those of take_apart and gaussian_moment, with the E[...] named.
  GaussianMoment value(const WeightedLaws& laws, const std::map<std::string, Formula>& values,
                       const SignOf& sign) const;

 private:
  /// One E[...]: the symbol that stands for it, and what is inside.
  struct Expectation {
    GiNaC::ex symbol;
    Formula body;
  };

  Place place_;
  Formula outer_;
  std::vector<Expectation> expectations_;  ///< inner ones first
  HalfSpaces half_spaces_;
  std::set<std::string> symbols_;
  std::size_t dimension_ = 1;
};

/// Largest index of an x.
inline constexpr std::size_t k_max_coordinates = 64;

}  // namespace softlin::symbolic
