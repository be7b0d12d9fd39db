/// Membership is decided exactly, so the point must be exact.
#include "numeric/interval.hpp"

using softlin::Rational;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

#ifdef SOFTLIN_CONTROL
bool inside(const Interval& a) { return contains(a, Rational(1, 10)); }
#else
bool inside(const Interval& a) { return contains(a, 0.1); }
#endif
