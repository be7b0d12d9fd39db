#pragma once
/// E3.5 and E2.9 of docs/theory/sharper-bounds.md by branch and bound with outward rounding: for b >= 0, om >= 1 and
/// L = om e^{2b} >= 2, with V of stable rank dV >= 1 and tokens of dimension d >= 1,
///
///   om Psi(b)  <= constant dV + (slope + rank_slope dV) b         (E3.5: 3, 70, 7)
///   om PsiU(b) <= (constant + rank d + slope b)^2                  (E2.9: 1, 4, 28)
///
/// On each box one choice of c and the kappas is made in floating point; its majorant, affine in dV or d, is then enclosed:
/// the value at dV = 1 or d = 1 and the slope against those of the right side (for PsiU the norms of the vectors of square
/// roots). P(D_L < c) and the excesses over the affine parts are taken at their worst corner, what increases at the upper
/// one, the right side at the lower one. b >= 12 is one box for each range of om: the majorants are affine in b as well. So
/// is om >= 200 for each range of b: with P = e^{-X}, X >= 4 proportional to om, the terms of the bad event times om decrease.
///
/// Checked by: tests/proofs-check/region_test.cpp (proved with these constants, not with smaller ones)

#include "proofs-check/steps/region_result.hpp"
#include "symbolic/rational.hpp"

namespace softlin::check {

struct OutputClosedForm {
  Rational constant = 3;
  Rational slope = 70;
  Rational rank_slope = 7;
};

struct GradientClosedForm {
  Rational constant = 1;
  Rational rank = 4;
  Rational slope = 28;
};

/// proved, or undecided with the box that could not be proved.
RegionResult prove_closed_form(const OutputClosedForm& form);
RegionResult prove_closed_form(const GradientClosedForm& form);

}  // namespace softlin::check
