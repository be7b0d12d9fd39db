#pragma once
/// Re-checks a certificate step by step, by a path of its own.
///
/// Independence : nothing here calls the code that makes certificates. The files certificate_*.cpp read the texts with
///                their own parser, multiply out with their own polynomials, and use the defining rules only:
///                  Stein        E sum_i xi_i g_i = E sum_i d_i g_i, with d_i w_j = s w_i (delta_ij - w_j) on formal sums over
///                               the tokens (any L)
///                  heat flow    d/d(s^2) E f = (1/2) E sum_i d_i d_i f / s^2, the same rule applied twice
///                  matrices     explicit free entries in each dimension; gradients entry by entry; Gaussian means by
///                               E x_i f = sum_j C_ij E df/dx_j
///                The meaning of the named statistics is written down here once more.
/// Not covered  : normal forms of matrix words are re-checked in the dimensions of the certificate, not in all.

#include <cstddef>
#include <string>

#include "symbolic/certificate.hpp"

namespace softlin::symbolic {

struct CertificateVerdict {
  bool accepted = false;
  std::size_t failed_step = 0;  ///< counted from 1; one more than the number of steps when the end is missing
  std::string reason;           ///< what is wrong there; empty when accepted
};

/// Never throws for a bad certificate: whatever cannot be read or does not follow is a failed step.
/// Cost : that of the explicit entries in the largest dimension; statistics take milliseconds.
CertificateVerdict check_certificate(const Certificate& certificate);

}  // namespace softlin::symbolic
