#!/usr/bin/env python3
"""Times exact algebra in SymPy: Stein reductions of softmax statistics, and a Gaussian moment of degree 20.

    tests/bench/algebra_peers.py SOFTLIN

SymPy's results must be those of the program SOFTLIN, term by term. Prints lines `benchmark nanoseconds`, named after the
benchmarks of softlin that they are compared with.
"""
import json
import re
import subprocess
import sys
import time

import sympy

s = sympy.Symbol("s")


def S(n, p=0):
    return sympy.Integer(1) if (n, p) == (1, 0) else sympy.Symbol(f"S_{n}_{p}")


def indices(symbol):
    return tuple(int(part) for part in symbol.name.split("_")[1:])


def stein(monomial):
    """E of a product of S(n,p) with some p >= 1, one power of a score lower: docs/theory/exact.md 4.1."""
    symbol = max((x for x in monomial if indices(x)[1] > 0), key=lambda x: indices(x)[1])
    n, p = indices(symbol)
    rest = list(monomial)
    rest.remove(symbol)
    product = sympy.prod(rest)
    out = s * n * (S(n, p - 1) - S(n + 1, p - 1)) * product
    if p > 1:
        out += (p - 1) * S(n, p - 2) * product
    for k, other in enumerate(rest):
        m, q = indices(other)
        others = sympy.prod(rest[:k] + rest[k + 1 :])
        out += s * m * (S(n + m, p - 1 + q) - S(n + 1, p - 1) * S(m, q)) * others
        if q > 0:
            out += q * S(n + m, p + q - 2) * others
    return out


def reduced(expression):
    """Weight power sums only."""
    expression = sympy.expand(expression)
    while True:
        done = sympy.Integer(0)
        rest = sympy.Integer(0)
        for term, coefficient in expression.as_coefficients_dict().items():
            monomial, scalar = [], coefficient
            for base, exponent in term.as_powers_dict().items():
                if isinstance(base, sympy.Symbol) and base != s:
                    monomial += [base] * int(exponent)
                else:
                    scalar *= base**exponent
            if any(indices(x)[1] > 0 for x in monomial):
                rest += scalar * stein(monomial)
            else:
                done += coefficient * term
        if rest == 0:
            return sympy.expand(done)
        expression = sympy.expand(done + rest)


def moment(mean, covariance, powers):
    """d^|powers|/dt^powers of exp(<t,m> + t^T Gamma t/2) at 0, variable by variable: F -> dF/dt_i + F dpsi/dt_i."""
    d = len(powers)
    t = sympy.symbols(f"t1:{d + 1}")
    polynomial = sympy.Poly(1, *t)
    for i, power in enumerate(powers):
        slope = sympy.Poly(mean[i] + sum(covariance[i][j] * t[j] for j in range(i, d)), *t)
        for _ in range(power):
            polynomial = polynomial.diff(t[i]) + polynomial * slope
        polynomial = sympy.Poly(polynomial.as_expr().subs(t[i], 0), *t)
    return polynomial.as_expr()


def answer(*arguments):
    command = [sys.argv[1], *arguments, "--format", "json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def softlin_reduction(name):
    text = answer("identity", name)["equation"].split("=")[1].replace("^", "**")
    return sympy.sympify(re.sub(r"\bS(\d+)\b", r"S_\1_0", text).replace("A", "S_2_0"), {"s": s})


def softlin_moment(mean, covariance, powers):
    d = len(powers)
    values = [f"m{i + 1}={mean[i]}" for i in range(d)]
    values += [f"g{i + 1}{j + 1}={covariance[i][j]}" for i in range(d) for j in range(i, d)]
    body = "*".join(f"x{i + 1}^{p}" for i, p in enumerate(powers))
    return sympy.Rational(answer("moment", f"E[{body}]", "--set", ",".join(values))["formula"])


def report(name, work, expected):
    start = time.process_time()
    value = work()
    nanoseconds = (time.process_time() - start) * 1e9
    if sympy.expand(value - expected) != 0:
        raise SystemExit(f"{name}: SymPy {value}, softlin {expected}")
    print(name, f"{nanoseconds:.0f}", flush=True)


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    spread = S(1, 2) - S(1, 1) ** 2
    for name, statistic, expression in [
        ("G1", "G1", (spread - 1) ** 2),
        ("K40", "K40", (S(1, 1) - s) ** 4),
        ("degree_12", "Y1^6*S2^3", (S(1, 1) - s) ** 6 * S(2) ** 3),
    ]:
        report(f"reduction_baseline_sympy/{name}", lambda e=expression: reduced(e), softlin_reduction(statistic))
    mean = [sympy.Rational(i + 1, 3) for i in range(4)]
    covariance = [[sympy.Rational(1, 2 ** abs(i - j)) for j in range(4)] for i in range(4)]
    powers = [5, 5, 5, 5]
    report(
        "moment_of_degree_20_baseline_sympy/numbers",
        lambda: moment(mean, covariance, powers),
        softlin_moment(mean, covariance, powers),
    )


if __name__ == "__main__":
    main()
