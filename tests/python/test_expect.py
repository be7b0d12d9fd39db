"""Exact expectations of softmax statistics."""

import subprocess
import unittest
from fractions import Fraction

import numpy as np
import softlin
from softlin import Enclosure
from support import PROGRAM, Case, program_lines, reference_ends, reference_rows


class Expect(Case):
    def test_reference_values(self):
        """Independent Arb enclosures of 44 digits."""
        checked = 0
        for row in reference_rows("exact_reference.csv"):
            if int(row["L"]) > 10**12:
                continue
            digits = int(row["digits"])
            found = softlin.expect(row["statistic"], row["s"], row["L"], digits=30)
            self.assertTrue(found.overlaps(reference_ends(row["value"], digits)), row)
            self.assertLess(found.rad, abs(found.mid) / 10**30)
            checked += 1
        self.assertGreater(checked, 5)

    def test_equals_the_program(self):
        (line,) = program_lines("expect", "A", "--s", "1", "--length", "1000", "--digits", "40")
        x = softlin.expect("A", 1, 1000, digits=40)
        self.assertEqual((x.lower_text(), x.upper_text()), (line["lower"], line["upper"]))
        text = subprocess.run([PROGRAM, "expect", "A", "--s", "1", "--length", "1000", "--digits", "40"], check=True,
                              capture_output=True, text=True).stdout
        self.assertEqual(x.text(45) + "\n", text)

    def test_arrays_and_forms(self):
        lengths = np.array([[2, 16], [16, 10**6]])
        found = softlin.expect("A", s=0.5, length=lengths)
        self.assertEqual((found.shape, found[0, 1]), ((2, 2), found[1, 0]))
        self.assertEqual(softlin.expect("A", 0.5, lengths, as_="float").dtype, np.float64)
        self.assertEqual(softlin.expect("A", 0, 8), Enclosure("1/8"))
        low, high = softlin.expect("A", Fraction(1, 2), 16, as_="fractions")
        self.assertLess(low, high)
        self.assertEqual(softlin.expect("A", 1, []).shape, (0,))

    def test_polynomials_and_routes(self):
        name = softlin.expect("B", "1/3", 50, digits=25)
        polynomial = softlin.expect("S(1,1)^2 - 2*s*S(1,1) + s^2", "1/3", 50, digits=25, route="hermite")
        self.assertTrue(name.overlaps(polynomial))
        self.assertIn("A", softlin.statistics())

    def test_refused(self):
        for call, *parts in (
            (lambda: softlin.expect("ZZ", 1, 10), "statistic: found 'ZZ'", "one of A, B"),
            (lambda: softlin.expect("S(1,1", 1, 10), "statistic"),
            (lambda: softlin.expect("A", -1, 10), "s: found -1", "0 to 16"),
            (lambda: softlin.expect("A", 17, 10), "s: found 17"),
            (lambda: softlin.expect("A", "x", 10), "s: found the unknown name 'x'"),
            (lambda: softlin.expect("A", 1, 10, route="moments"), "route", "stein or hermite"),
            (lambda: softlin.expect("A", 1, -5), "lengths: found -5"),
        ):
            with self.assert_refused(softlin.InputError, *parts):
                call()


if __name__ == "__main__":
    unittest.main()
