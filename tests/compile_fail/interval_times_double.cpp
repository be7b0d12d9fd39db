/// A factor 0.1 would be the binary double, not one tenth.
#include "numeric/interval.hpp"

using softlin::Rational;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

#ifdef SOFTLIN_CONTROL
Interval product(const Interval& a) { return a * 2; }
#else
Interval product(const Interval& a) { return a * 0.1; }
#endif
