/// Two intervals may overlap, and then no answer to < is right.
#include "numeric/interval.hpp"

using softlin::Rational;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

#ifdef SOFTLIN_CONTROL
bool less(const Interval& a, const Interval& b) { return certainly_less(a, b); }
#else
bool less(const Interval& a, const Interval& b) { return a < b; }
#endif
