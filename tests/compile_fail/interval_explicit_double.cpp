/// 0.1 is not one tenth: not even an explicit construction takes a floating type.
#include "numeric/interval.hpp"

using softlin::Rational;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

#ifdef SOFTLIN_CONTROL
Interval made() { return Interval::point(0.1, Bits(64)); }
#else
Interval made() { return Interval(0.1, Bits(64)); }
#endif
