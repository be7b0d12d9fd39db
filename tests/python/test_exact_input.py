"""What numbers mean, and which are refused."""

import unittest
from decimal import Decimal
from fractions import Fraction

import numpy as np
import softlin
from softlin._exact import exact_matrix, exact_text, exact_vector
from support import Case


def value(x):
    return Fraction(exact_text(x, "x"))


class ExactInput(Case):
    def test_every_kind_of_number(self):
        for x in (3, Fraction(3), Decimal("3.0"), "3", 3.0, np.int8(3), np.uint64(3), np.float16(3), np.float64(3)):
            self.assertEqual(value(x), 3, repr(x))
        self.assertEqual(value(Decimal("1E-7")), Fraction(1, 10**7))
        self.assertEqual(value(np.array(0.25)), Fraction(1, 4))

    def test_a_float_means_the_decimal_of_its_repr(self):
        self.assertEqual(value(0.1), Fraction(1, 10))
        self.assertEqual(value(np.float64(0.1)), Fraction(1, 10))
        self.assertEqual(value(np.float32(0.1)), Fraction(1, 10))
        self.assertEqual(value(1e-300), Fraction(1, 10**300))
        self.assertNotEqual(Fraction(0.1), Fraction(1, 10))

    def test_refused(self):
        for x in (float("nan"), float("inf"), np.float32("nan"), Decimal("Infinity"), True, np.bool_(True), None, 1j, "", " "):
            with self.assert_refused(softlin.InputError, "x: found", "expected"):
                exact_text(x, "x")
        with self.assert_refused(softlin.InputError, "4300"):
            exact_text(10**5000, "x")

    def test_arrays(self):
        grid = np.arange(24).reshape(4, 6)
        self.assertEqual(exact_matrix(grid[::2, ::3], "m"), [["0", "3"], ["12", "15"]])
        self.assertEqual(exact_matrix(np.asfortranarray(grid[:2, :2]), "m"), [["0", "1"], ["6", "7"]])
        self.assertEqual(exact_vector(np.array([Fraction(1, 3), 2, "sqrt(2)"], dtype=object), "v"), ["1/3", "2", "sqrt(2)"])
        self.assertEqual(exact_vector(np.array(["1/3", "2"]), "v"), ["1/3", "2"])
        self.assertEqual(exact_vector(np.array([0.1, 0.2], dtype=np.float32), "v"), ["0.1", "0.2"])

    def test_wrong_arrays(self):
        with self.assert_refused(softlin.InputError, "v[1]", "a vector has one dimension"):
            exact_vector([1, [2]], "v")
        with self.assert_refused(softlin.InputError, "v[0]", "a vector has one dimension"):
            exact_vector(np.eye(2), "v")
        with self.assert_refused(softlin.InputError, "m[0]", "a matrix has two dimensions"):
            exact_matrix([1, 2], "m")
        with self.assert_refused(softlin.InputError, "m[1]", "a row of 1 numbers"):
            exact_matrix([[1, 2], [3]], "m")
        with self.assert_refused(softlin.InputError, "m[1][0]", "finite"):
            exact_matrix(np.array([[1, 2], [np.nan, 1]]), "m")
        with self.assert_refused(softlin.InputError, "masked"):
            exact_vector(np.ma.masked_array([1, 2], mask=[0, 1]), "v")
        with self.assert_refused(softlin.InputError, "expected"):
            exact_vector({"a": 1}, "v")
        for empty in ([], np.zeros((0, 2))):
            with self.assert_refused(softlin.InputError, "no rows"):
                exact_matrix(empty, "m")

    def test_errors_form_a_family(self):
        self.assertTrue(issubclass(softlin.InputError, ValueError))
        for error in (softlin.InputError, softlin.DomainError, softlin.PrecisionError, softlin.UndecidedError):
            self.assertTrue(issubclass(error, softlin.Error))
            self.assertEqual(error.__module__, "softlin")


if __name__ == "__main__":
    unittest.main()
