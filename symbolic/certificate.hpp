#pragma once
/// A certificate: the steps that prove an identity, each small enough to be checked by itself.
///
/// Made by   : symbolic/identity.hpp. Re-checked by: symbolic/certificate_check.hpp, which shares no derivation with it.
/// As a file : proofs-check/certificate_file.hpp.

#include <map>
#include <string>
#include <vector>

namespace softlin::symbolic {

/// One step. Texts are in the language of symbolic/identity_expression.hpp.
///
/// Statistic identities; `part` is "difference" for left - (right), or "D1", "D2", ... for what stands inside the first,
/// second, ... derivative; every part has a current polynomial:
///   expand        : the expression `before`, multiplied out, is the polynomial `after` in s and S(n,p)
///   insert        : the symbol `before` of a derivative is replaced by its value `after`
///   stein         : E before = E after by E xi_i F = E d_i F (exact.md 4.1), used for every term with that monomial
///   differentiate : `after` is the derivative of E before with respect to s^2 or s, by the heat flow (exact.md 4.2)
///   zero          : what is left, `before`, is 0
/// Matrix identities; `part` is "dimension 3", "left", "right" or "difference":
///   entries       : left - (right), `before`, is 0 entry by entry for free entries in that dimension
///   normal-form   : the side `before` is the sum of words `after`, whatever the dimension
///   equal-words   : the normal forms `before` of the left and `after` of the right are the same
struct CertificateStep {
  int equation = 1;  ///< which equation of the identity, counted from 1
  std::string part;
  std::string rule;
  std::string before;
  std::string after;
};

struct Certificate {
  std::string identity;                            ///< its name, or the equation as it was given
  std::string kind;                                ///< "statistic" or "matrix"
  std::string source;                              ///< where it is stated; may be empty
  std::vector<std::string> setting;                ///< scalars, matrices, laws, definitions (matrix_identity.hpp)
  std::map<std::string, std::string> definitions;  ///< named statistics that occur, and what they are the mean of
  std::vector<int> dimensions;                     ///< of matrix identities: those that are checked entry by entry
  std::vector<std::string> equations;
  std::vector<CertificateStep> steps;
};

}  // namespace softlin::symbolic
