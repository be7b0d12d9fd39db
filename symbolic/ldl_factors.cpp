#include "symbolic/ldl_factors.hpp"

namespace softlin::symbolic {

LdlFactors ldl_factors(const Matrix& a) {
  const Eigen::Index d = a.rows();
  LdlFactors out{identity(d), Vector::Constant(d, Number(0))};
  Matrix rest = a;
  for (Eigen::Index k = 0; k < d; ++k) {
    out.pivots(k) = rest(k, k);
    if (rest(k, k).is_recognised_zero()) continue;
    for (Eigen::Index i = k + 1; i < d; ++i) {
      if (rest(i, k).is_recognised_zero()) continue;
      out.lower(i, k) = rest(i, k) / rest(k, k);
      for (Eigen::Index j = k + 1; j <= i; ++j) rest(i, j) -= out.lower(i, k) * rest(j, k);
    }
  }
  return out;
}

}  // namespace softlin::symbolic
