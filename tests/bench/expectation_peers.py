#!/usr/bin/env python3
"""Times A at s = 1, L = 1000 as nested quadrature, the way it is written by hand in SciPy and in mpmath.

Neither gives a guarantee. mpmath is told where the integrands live; SciPy works with its defaults on ln t. Prints lines
`benchmark nanoseconds`, named after the benchmarks of softlin that they are compared with.
"""
import math
import time

import mpmath

try:
    from scipy.integrate import quad
except ImportError:  # Debian's package cannot stand beside Boost 1.81
    quad = None

LENGTH = 1000
VALUE = "0.00269820188533261109915515646971240675932040065"  # softlin expect A --s 1 --length 1000 --digits 40


def scipy_a():
    """A = int L m_2(u) m_0(u)^(L-1) du, m_n(u) = E exp(n v - e^v), v = u + xi."""
    def moment(n, u):
        def integrand(x):
            v = u + x
            return math.exp(n * v - math.exp(min(v, 700.0)) - x * x / 2) / math.sqrt(2 * math.pi)
        return quad(integrand, -math.inf, math.inf)[0]
    return quad(lambda u: LENGTH * moment(2, u) * moment(0, u) ** (LENGTH - 1), -40 - math.log(LENGTH), 8)[0]


def mpmath_a(digits):
    """The same, ranges cut where less than 10^-digits is left, in pieces that Gauss-Legendre likes."""
    mpmath.mp.dps = digits + 5
    reach = math.sqrt(2 * math.log(10) * (digits + 3))
    def moment(n, u):
        scale = 1 / mpmath.sqrt(2 * mpmath.pi)
        def integrand(x):
            v = u + x
            return mpmath.exp(n * v - mpmath.exp(v) - x * x / 2)
        return scale * mpmath.quad(integrand, mpmath.linspace(-reach, reach, 5))
    low = -(math.log(10) * (digits + 3) + math.log(LENGTH)) / 2 - 2
    def outer(u):
        return LENGTH * moment(2, u) * moment(0, u) ** (LENGTH - 1)
    return mpmath.quad(outer, mpmath.linspace(low, 2, 9))


def report(name, work, digits):
    start = time.process_time()
    value = work()
    nanoseconds = (time.process_time() - start) * 1e9
    error = abs(mpmath.mpf(value) / mpmath.mpf(VALUE) - 1)
    if error > mpmath.mpf(10) ** (3 - digits):
        raise SystemExit(f"{name}: relative error {mpmath.nstr(error, 3)}")
    print(name, f"{nanoseconds:.0f}", flush=True)


# SciPy's defaults ask for 8 digits; they are compared with 15 proved ones.
if quad:
    report("expectation_baseline_scipy/digits_15", scipy_a, 8)
report("expectation_baseline_mpmath/digits_30", lambda: mpmath_a(30), 30)
