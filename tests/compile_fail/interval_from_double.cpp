/// A double never turns into an Interval by itself.
#include "numeric/interval.hpp"

using softlin::Rational;
using softlin::numeric::Bits;
using softlin::numeric::Interval;

#ifdef SOFTLIN_CONTROL
Interval made() { return Interval(Rational(1, 10), Bits(64)); }
#else
Interval made() {
  Interval x = 0.1;
  return x;
}
#endif
