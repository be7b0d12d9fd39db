"""In-context regression: exact risks."""

import math
import unittest
from fractions import Fraction

import numpy as np
import softlin
from softlin import Diagonal, Enclosure, Identity, Regression, Toeplitz
from support import REGRESSIONS, Case, program_lines

WORKED = Regression(Diagonal([1, "1/2"]), alpha="1/2")
POINT = ([[1, "1/4"], [0, 1.5]], 1.5)


class Risks(Case):
    def test_equals_the_file_and_the_program(self):
        self.assertEqual(WORKED, softlin.read_regression(REGRESSIONS / "worked.toml"))
        lines = program_lines("regression", "risk", REGRESSIONS / "worked.toml", "--length", "16,256,inf")
        found = WORKED.risk([16, 256, math.inf])
        for x, line in zip(found, lines):
            self.assertEqual((x.lower_text(), x.upper_text()), (line["lower"], line["upper"]))
        # The table of docs/theory/icl-regression.md.
        self.assertEqual([round(float(x), 5) for x in found[:2]], [0.26797, 0.03065])
        self.assertEqual(found[2], Enclosure(0))

    def test_points(self):
        found = WORKED.risk([1, "inf"], at=POINT)
        self.assertTrue(found[0].contains("2.4375"))
        self.assertEqual(found[1], Enclosure("0.1640625"))
        start = WORKED.risk(16, at="start", digits=6)
        unit = [["1/(2*sqrt(2))", 0], [0, "1/(2*sqrt(2))"]]
        self.assertTrue(start.overlaps(WORKED.risk(16, at=(unit, "1/2"), digits=6)))
        self.assertTrue(WORKED.risk(16, at=(np.array([[1, 0.25], [0, 1.5]]), 1.5), digits=6)
                        .overlaps(WORKED.risk(16, at=POINT, digits=6)))

    def test_linear_attention(self):
        problem = softlin.read_regression(REGRESSIONS / "experiment.toml")
        lines = program_lines("regression", "risk", REGRESSIONS / "experiment.toml", "--at", "optimum", "--model", "linear",
                              "--length", "10,1000")
        for x, line in zip(problem.risk([10, 1000], at="optimum", model="linear"), lines):
            self.assertEqual(x.lower_text(), line["lower"])

    def test_best_scale_and_gradient(self):
        best = WORKED.risk([16, math.inf], at=POINT, scale="best", digits=6)
        self.assertTrue(best.risk[0] < WORKED.risk(16, at=POINT, digits=6))
        self.assertEqual(best.factor.shape, (2,))
        found = WORKED.risk([16], at=POINT, gradient=True, digits=6)
        self.assertEqual((found.A.shape, found.b.shape), ((1, 2, 2), (1,)))
        h = Fraction(1, 1000)
        up, down = (WORKED.risk(16, at=(POINT[0], Fraction(3, 2) + step), digits=9) for step in (h, -h))
        self.assertAlmostEqual(float((up - down) / (2 * h)), float(found.b[0]), delta=1e-4)

    def test_forms(self):
        values = WORKED.risk(np.array([[16, 64]]), as_="float", digits=6)
        self.assertEqual((values.dtype, values.shape), (np.float64, (1, 2)))
        self.assertEqual(repr(Regression(Toeplitz("1/2", 5), Identity(), "1/10")), "<softlin.Regression matched d=5>")

    def test_refused(self):
        for call, *parts in (
            (lambda: Regression([[1, 2], [2, 1]]), "Sigma", "indefinite"),
            (lambda: Regression(1, noise_variance=-1), "noise_variance"),
            (lambda: Regression(1, generator="other"), "generator", "as-coded"),
            (lambda: Regression(1, theta_square=1), "theta_square", "alpha"),
            (lambda: WORKED.risk(16, at="end"), "at: found 'end'", "endpoint"),
            (lambda: WORKED.risk(16, at=(1,)), "a pair (A, b)"),
            (lambda: WORKED.risk(16, at="optimum"), "at: found optimum", "linear"),
            (lambda: Regression(1).risk(16, at="start"), "start without alpha"),
            (lambda: WORKED.risk(16, model="ridge"), "model: found 'ridge'"),
            (lambda: WORKED.risk(16, scale="worst"), "scale: found 'worst'"),
            (lambda: WORKED.risk(16, gradient=True, model="linear"), "gradient"),
            (lambda: WORKED.risk(16, digits=1000), "digits: found 1000"),
            (lambda: WORKED.risk(0), "lengths: found 0"),
            (lambda: WORKED.risk(16, at=([[1]], 1)), "A"),
        ):
            with self.assert_refused(softlin.InputError, *parts):
                call()


if __name__ == "__main__":
    unittest.main()
