#pragma once
/// The one-query bounds of parts C and D as definitions of a bound, for V = I (stable rank d) and over powers of sigma. The
/// names end in `i`, so that a bound may have them for several b.

#include <string>

#include "bounds/bound.hpp"

namespace softlin::bounds {

/// de, tilt = D(ka) and top = (2/ka)(ln L + D(ka)) from the free parameter ka in [1/2, 1): once a bound.
void define_tails(Bound& bound);

/// Psi of D1.4 with D1.3 (i), triv = Triv, and e = ln(1/P) by D1.1 and D1.1', from b > 0, c in (0, 1] and k in (0, 1), which
/// is ka of D1.3.
/// Source : bounds.md D1.4.
void define_one_query(Bound& bound, const std::string& i);

/// Psi of E3.3 with E2.3 (i), and triv, e as above, from b > 0, c in (0, 1], k and kfour in (0, 1), which are ka of E2.3 at b
/// and 4b. With `line`, for d = 1 also E2.3 (ii) with h = 6, 5, 4, 3, 5/2.
/// Source : sharper-bounds.md E3.3.
void define_one_query_tight(Bound& bound, const std::string& i, bool line = false);

/// PsiU of D4.3 and trivu = TrivU from b > 0 and c in (0, 1]. The kappas of D1.3 and D4.2 are fixed functions of b, near
/// the best ones.
/// Source : bounds.md D4.3.
void define_one_query_u(Bound& bound, const std::string& i);

/// Psi of C1.1 with C1.2 and C1.3, th = 1 - c, ka = 1/2, from b >= 0 and c in (0, 1].
/// Source : bounds.md C1.1 to C1.3.
void define_one_query_raw(Bound& bound, const std::string& i);

}  // namespace softlin::bounds
