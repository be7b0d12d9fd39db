#!/usr/bin/env python3
"""Times one Gaussian moment in SymPy and in softlin: the same moment, the same exact value.

    tests/bench/moment_sympy.py SOFTLIN

E x1^5 x2^5 x3^5 x4^5 and two smaller ones under a correlated Gaussian law with mean. SymPy expands the moment generating
function by differentiation; softlin is timed as a whole process. Prints: moment, seconds of each, ratio.
"""
import json
import subprocess
import sys
import time

import sympy

MEAN = [sympy.Rational(1, 2), sympy.Rational(-1, 3), 1, sympy.Rational(2, 5)]


def covariance(i, j):
    """Toeplitz: 2^-|i-j|."""
    return sympy.Rational(1, 2 ** abs(i - j))


def sympy_moment(powers):
    """d^|powers|/dt^powers of exp(<t,m> + t^T Gamma t/2) at 0, variable by variable: F -> (dF/dt_i + F dpsi/dt_i)."""
    t = sympy.symbols("t1:5")
    d = len(powers)
    psi_gradient = [MEAN[i] + sum(covariance(i, j) * t[j] for j in range(d)) for i in range(d)]
    polynomial = sympy.Poly(1, *t)
    for i, power in enumerate(powers):
        slope = sympy.Poly(psi_gradient[i].subs({earlier: 0 for earlier in t[:i]}), *t)
        for _ in range(power):
            polynomial = polynomial.diff(t[i]) + polynomial * slope
        polynomial = sympy.Poly(polynomial.as_expr().subs(t[i], 0), *t)
    return polynomial.as_expr()


def softlin_moment(program, powers):
    d = len(powers)
    body = "*".join(f"x{i + 1}^{p}" for i, p in enumerate(powers))
    values = [f"m{i + 1}={MEAN[i]}" for i in range(d)]
    values += [f"g{i + 1}{j + 1}={covariance(i, j)}" for i in range(d) for j in range(i, d)]
    command = [program, "moment", f"E[{body}]", "--format", "json", "--set", ",".join(values)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["formula"]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"{'moment':<16}{'sympy s':>10}{'softlin s':>11}{'faster':>9}")
    for powers in ([4, 4], [3, 3, 3, 3], [5, 5, 5, 5]):
        start = time.perf_counter()
        theirs = sympy_moment(powers)
        middle = time.perf_counter()
        ours = softlin_moment(sys.argv[1], powers)
        end = time.perf_counter()
        if sympy.Rational(ours) != theirs:
            sys.exit(f"{powers}: softlin {ours}, SymPy {theirs}")
        print(f"{str(powers):<16}{middle - start:>10.3f}{end - middle:>11.3f}{(middle - start) / (end - middle):>8.0f}x")


if __name__ == "__main__":
    main()
