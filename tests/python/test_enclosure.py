"""Enclosures: exact ends, outward rounding, three-valued comparison, arithmetic that encloses."""

import math
import pickle
import random
import unittest
from fractions import Fraction

import mpmath
import numpy as np
import softlin
from softlin import Enclosure
from softlin._check import of_hex
from support import Case


def drawn(random_, point=False):
    """Ends of moderate or extreme size, rational or binary."""
    def end():
        scale = Fraction(10) ** random_.choice([0, 0, 3, -3, 40, -40])
        return scale * Fraction(random_.randint(-999, 999), random_.choice([1, 3, 7, 64, 1000, 2**70]))

    a, b = sorted((end(), end()))
    return Enclosure(a) if point else Enclosure(a, b)


class Ends(Case):
    def test_ends_are_exact(self):
        x = Enclosure("1/3", 0.4)
        self.assertEqual((x.lower, x.upper), (Fraction(1, 3), Fraction(2, 5)))
        self.assertEqual((x.mid, x.rad), (Fraction(11, 30), Fraction(1, 30)))
        self.assertFalse(x.is_point)
        self.assertTrue(Enclosure(1).is_point)
        with self.assert_refused(softlin.InputError, "upper: found 1", "at or above"):
            Enclosure(2, 1)
        with self.assert_refused(softlin.InputError, "a rational number"):
            Enclosure("sqrt(2)")
        with self.assertRaises(AttributeError):
            x._lower = Fraction(0)

    def test_doubles_are_rounded_outward(self):
        random_ = random.Random(1)
        for _ in range(300):
            x = drawn(random_)
            low, high = x.floats()
            self.assertLessEqual(Fraction(low), x.lower)
            self.assertGreaterEqual(Fraction(high), x.upper)
            self.assertGreaterEqual(math.nextafter(low, math.inf), float(x.lower) if low else -math.inf)
        huge = Enclosure(-(10**400), 10**400)
        self.assertEqual(huge.floats(), (-math.inf, math.inf))
        self.assertEqual(float(Enclosure(10**400)), math.inf)
        self.assertEqual(Enclosure(0.1).floats(), (math.nextafter(0.1, 0), 0.1))
        self.assertEqual(Enclosure(0.25).floats(), (0.25, 0.25))

    def test_mpmath_intervals_contain_it(self):
        random_ = random.Random(2)
        for prec in (24, 53, 200):
            for _ in range(50):
                x = drawn(random_)
                found = x.mpi(prec)
                low, high = (mpmath.libmp.to_rational(end) for end in found._mpi_)
                self.assertLessEqual(Fraction(int(low[0]), int(low[1])), x.lower)
                self.assertGreaterEqual(Fraction(int(high[0]), int(high[1])), x.upper)
                self.assertLessEqual(Fraction(int(high[0]), int(high[1])) - x.upper, abs(x.upper) / 2 ** (prec - 1))
        self.assertIsInstance(Enclosure(1).mpi(), type(mpmath.iv.mpf(1)))

    def test_text_is_rounded_outward(self):
        random_ = random.Random(3)
        for digits in (1, 3, 15, 40):
            for _ in range(50):
                x = drawn(random_)
                self.assertLessEqual(Fraction(x.lower_text(digits)), x.lower)
                self.assertGreaterEqual(Fraction(x.upper_text(digits)), x.upper)
                text = x.text(digits)
                if "+/-" in text:
                    mid, rad = (Fraction(part) for part in text.strip("[]").split(" +/- "))
                    self.assertLessEqual(mid - rad, x.lower)
                    self.assertGreaterEqual(mid + rad, x.upper)
        self.assertEqual(str(Enclosure("1/3")), "1/3")
        self.assertEqual(str(Enclosure(0.1)), "0.1")
        self.assertEqual([str(Enclosure(x)) for x in ("-1/40", -5, 10**18, 0)], ["-0.025", "-5", str(10**18), "0"])
        self.assertIn("+/-", str(Enclosure(Fraction(1, 3**100))))
        self.assertEqual(repr(Enclosure(2)), "Enclosure(2)")
        self.assertEqual(f"{Enclosure(1, 2):.2f} {Enclosure(2)}", "1.50 2")

    def test_pickle_and_hash(self):
        x = Enclosure("1/3", 1)
        self.assertEqual(pickle.loads(pickle.dumps(x)), x)
        self.assertEqual(len({x, Enclosure("1/3", 1), Enclosure(1)}), 2)

    def test_hexadecimal_ends(self):
        for x in (0.1, -3.75, 1e300, 5e-324, 0.0):
            self.assertEqual(of_hex(x.hex()), Fraction(x))
        self.assertEqual(of_hex("0x1.8p-3"), Fraction(3, 16))
        self.assertEqual(of_hex("-0x1p+200"), -(2**200))


class Comparison(Case):
    def test_only_certain_answers(self):
        low, high, wide = Enclosure(0, 1), Enclosure(2, 3), Enclosure(0, 3)
        self.assertTrue(low < high and low <= high and high > low and high >= low)
        self.assertFalse(high < low or high <= low or low > high)
        for compare in (lambda: low < wide, lambda: wide <= low, lambda: wide > high, lambda: low < Enclosure(1, 2),
                        lambda: low < "1/2"):
            with self.assert_refused(softlin.UndecidedError, "overlap"):
                compare()
        self.assertTrue(low <= Enclosure(1, 2))
        self.assertFalse(Enclosure(1, 2) < low)
        self.assertTrue(low < 1.5 and low <= 1 and Enclosure(1) < 2)

    def test_predicates_never_raise(self):
        low, touching, high = Enclosure(0, 1), Enclosure(1, 2), Enclosure(3)
        self.assertTrue(low.certainly_less(high) and not low.certainly_less(touching))
        self.assertTrue(low.certainly_less_equal(touching))
        self.assertTrue(low.overlaps(touching) and not low.overlaps(high))
        self.assertTrue(low.contains("1/3") and Fraction(1, 3) in low and not low.contains(touching))
        self.assertTrue(Enclosure(0, 3).contains(touching))

    def test_equality_is_of_ends(self):
        self.assertEqual(Enclosure(0, 1), Enclosure(0, 1))
        self.assertNotEqual(Enclosure(0, 1), Enclosure(0, 2))
        self.assertNotEqual(Enclosure(1), 1)
        with self.assertRaises(softlin.InputError):
            Enclosure(1) < None  # noqa: B015


class Arithmetic(Case):
    def test_results_contain_every_result(self):
        random_ = random.Random(4)
        for _ in range(300):
            a, b = drawn(random_), drawn(random_)
            p = a.lower + (a.upper - a.lower) * Fraction(random_.randint(0, 8), 8)
            q = b.lower + (b.upper - b.lower) * Fraction(random_.randint(0, 8), 8)
            self.assertTrue((a + b).contains(p + q))
            self.assertTrue((a - b).contains(p - q))
            self.assertTrue((a * b).contains(p * q))
            self.assertTrue(abs(a).contains(abs(p)))
            self.assertTrue((-a).contains(-p))
            if not b.contains(0):
                self.assertTrue((a / b).contains(p / q))

    def test_the_ends_are_attained(self):
        x = Enclosure(-1, 2)
        self.assertEqual(x * x, Enclosure(-2, 4))
        self.assertEqual(abs(x), Enclosure(0, 2))
        self.assertEqual(1 - x, Enclosure(-1, 2))
        self.assertEqual(6 / Enclosure(2, 3), Enclosure(2, 3))
        self.assertEqual(0.1 + Enclosure(0), Enclosure("1/10"))
        with self.assert_refused(softlin.DomainError, "not certainly other than 0"):
            1 / x

    def test_in_arrays(self):
        values = np.array([Enclosure(1), Enclosure(2, 3)], dtype=object)
        self.assertEqual(list(values * 2), [Enclosure(2), Enclosure(4, 6)])
        self.assertEqual(list(2 * values - values), [Enclosure(1), Enclosure(1, 4)])
        self.assertEqual(Enclosure(1) * np.float64(0.1), Enclosure("1/10"))
        self.assertEqual(list(Enclosure(1) * np.array([1, 2])), [Enclosure(1), Enclosure(2)])
        found = softlin.to_numpy(values)
        self.assertEqual((found.dtype, list(found)), (np.float64, [1.0, 2.5]))
        self.assertEqual(list(softlin.to_numpy([Fraction(1, 3), Enclosure("1/3"), 1], end="upper")),
                         [math.nextafter(1 / 3, 1), math.nextafter(1 / 3, 1), 1.0])
        self.assertEqual(softlin.to_numpy(values.reshape(1, 2), end="lower").shape, (1, 2))
        with self.assert_refused(softlin.InputError, "mid, lower or upper"):
            softlin.to_numpy(values, end="top")


if __name__ == "__main__":
    unittest.main()
