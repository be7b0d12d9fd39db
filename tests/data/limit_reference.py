#!/usr/bin/env python3
"""Makes limit_reference.csv: tilted means by other means than the program's. Needs mpmath.

sphere-D: the ratio of modified Bessel functions I_{D/2}(x)/I_{D/2-1}(x) over x, from mpmath's power series; x^2 is given.
cube: quadrature of x e^{ax} and e^{ax} over [-3/2, 3/2].
signs, mixture, discrete: the numerical derivative of ln E e^{aX} (central differences at three times the precision).
"""
from mpmath import mp, mpf, besseli, diff, exp, log, nstr, quad, sqrt

mp.dps = 80
print("# mpmath, 80 digits at work (derivatives: 240); 60 shown. The script beside this file says how.")
print("law,argument,value")


def show(law, argument, value):
    print(f"{law},{argument},{nstr(value, 60, strip_zeros=False)}")


def fraction(text):
    top, _, bottom = text.partition("/")
    return mpf(top) / mpf(bottom or 1)


for d in (1, 2, 3, 4, 7, 32, 1024):
    for square in ("1/1000000", "1/4", "1", "9", "150", "10000"):
        x = sqrt(fraction(square))
        show(f"sphere-{d}", square, besseli(mpf(d) / 2, x) / besseli(mpf(d) / 2 - 1, x) / x)

arguments = ("1/1000", "1/3", "-1", "5/2", "-20")
for a in arguments:
    t, h = fraction(a), mpf(3) / 2
    top = quad(lambda x: x * exp(t * x - abs(t) * h), [-h, 0, h])
    show("cube", a, top / quad(lambda x: exp(t * x - abs(t) * h), [-h, 0, h]))


def cumulants():
    def signs(t):
        return log((exp(3 * t / 2) + exp(-3 * t / 2)) / 2)

    def mixture(t):  # N(1, 2) and N(-2, 1/2)
        return log(exp(t + t * t) / 4 + 3 * exp(-2 * t + t * t / 4) / 4)

    def discrete(t):
        return log(exp(-t) / 8 + exp(t / 2) / 2 + 3 * exp(3 * t) / 8)

    return {"signs": signs, "mixture": mixture, "discrete": discrete}


for law, cumulant in cumulants().items():
    for a in arguments:
        with mp.workdps(240):
            value = diff(cumulant, fraction(a))
        show(law, a, value)
