/// Equal ends do not make equal values.
#include "numeric/interval.hpp"

using softlin::Rational;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

#ifdef SOFTLIN_CONTROL
bool equal(const Interval& a, const Interval& b) { return overlap(a, b); }
#else
bool equal(const Interval& a, const Interval& b) { return a == b; }
#endif
