"""The infinite-prompt limit: exact where rational, enclosed elsewhere."""

import unittest
from fractions import Fraction

import mpmath
import numpy as np
import softlin
from softlin import Enclosure, Gaussian, Identity, Model
from support import MODELS, Case, program_lines, reference_ends, reference_rows

TOKENS = Gaussian(mean=["1/2", -1], covariance=[[1, "1/2"], ["1/2", 1]])
U = np.array([[0.5, 0], [0.25, 0.5]])
V = np.array([[1, 2], [0, 1], [3, 0]])
z = np.array([1, -1])


def fractions(array):
    return np.array([[Fraction(str(x)) for x in row] for row in array])


class GaussianLimit(Case):
    def setUp(self):
        self.model = Model(TOKENS, U=U, V=V, query=z)
        self.gamma = fractions([[1, 0.5], [0.5, 1]])
        self.mean = np.array([Fraction(1, 2), Fraction(-1)])

    def test_exact(self):
        expected = V @ (self.mean + self.gamma @ fractions(U) @ z)
        found = self.model.limit()
        self.assertEqual(found.dtype, object)
        self.assertTrue(all(isinstance(entry, Fraction) for entry in found))
        self.assertEqual(list(found), list(expected))
        matrix, offset = self.model.linear_operator()
        self.assertEqual(matrix.tolist(), (V @ self.gamma @ fractions(U)).tolist())
        self.assertEqual(list(matrix @ z + offset), list(found))

    def test_forms(self):
        exact = self.model.limit()
        floats = self.model.limit(as_="float")
        self.assertEqual(floats.dtype, np.float64)
        self.assertEqual(floats.tolist(), [float(x) for x in exact])
        self.assertEqual(list(self.model.limit(as_="enclosure")), [Enclosure(x) for x in exact])
        self.assertEqual(list(self.model.limit(as_="fractions")), [(x, x) for x in exact])
        for x, q in zip(self.model.limit(as_="mpi"), exact):
            self.assertIn(mpmath.mpf(q.numerator) / q.denominator, x)
        with self.assert_refused(softlin.InputError, "as_: found 'double'", "mpi"):
            self.model.limit(as_="double")

    def test_jacobians_are_difference_quotients(self):
        """The limit is linear in V and in U, so a difference quotient is the derivative, exactly."""
        base = self.model.limit()
        for name, matrix in (("V", V), ("U", U)):
            jacobian = self.model.jacobian(name)
            self.assertEqual(jacobian.shape, (3,) + matrix.shape)
            for i in range(matrix.shape[0]):
                for j in range(matrix.shape[1]):
                    moved = fractions(matrix)
                    moved[i, j] += 1
                    other = Model(TOKENS, **{"U": U, "V": V, name: moved}, query=z).limit()
                    self.assertEqual(list(jacobian[:, i, j]), list(other - base))
        self.assertEqual(self.model.jacobian("U", as_="float").dtype, np.float64)
        with self.assert_refused(softlin.InputError, "parameter", "U or V"):
            self.model.jacobian("K")

    def test_irrational(self):
        model = Model(Gaussian(covariance="sqrt(2)"), U=1, query=1)
        (value,) = model.limit(digits=40)
        self.assertTrue((value * value).contains(2))
        self.assertLess(value.rad, Fraction(1, 10**40))
        self.assertEqual(model.limit_formulas(), ["sqrt(2)"])
        self.assertIn("sqrt", model.limit_formulas(latex=True)[0])

    def test_law_of_the_output(self):
        model = Model(TOKENS, U=U, V=V, query=softlin.GaussianQuery(z, Identity(2)))
        mean, covariance = model.output_law()
        matrix, offset = model.linear_operator()
        self.assertEqual(list(mean), list(matrix @ z + offset))
        self.assertEqual(covariance.tolist(), (2 * matrix @ matrix.T).tolist())
        with self.assert_refused(softlin.InputError, "query: found fixed"):
            self.model.output_law()


class OtherLaws(Case):
    def test_reference_values(self):
        """B(d, x^2) = E_{mu_a} X / x on the unit sphere, |a| = x: values made with mpmath, argument x^2."""
        checked = 0
        for row in reference_rows("limit_reference.csv"):
            if not row["law"].startswith("sphere-") or Fraction(row["argument"]) > 100:
                continue
            d, square = int(row["law"].split("-")[1]), Fraction(row["argument"])
            query = [f"sqrt({square})"] + [0] * (d - 1)
            found = Model(softlin.Sphere(dimension=d), U=Identity(), query=query).limit(digits=50, as_="enclosure")
            value = reference_ends(row["value"], 59)
            self.assertTrue((found[0] * found[0] / square).overlaps(value * value), row)
            checked += 1
        self.assertGreater(checked, 5)

    def test_equals_the_program(self):
        for name in ("mixture", "discrete", "rows", "sphere", "rademacher"):
            path = MODELS / f"{name}.toml"
            (line,) = program_lines("limit", path)
            for entry, ends in zip(softlin.read_model(path).limit(), line["value_enclosures"]):
                x = entry if isinstance(entry, Enclosure) else Enclosure(entry)
                self.assertEqual((x.lower_text(), x.upper_text()), (ends["lower"], ends["upper"]), name)

    def test_tanh(self):
        (value,) = Model(softlin.Rademacher(), U=1, query="1/2").limit(digits=30)
        self.assertIn(value, Enclosure("0.46211715726000975850231848364", "0.46211715726000975850231848365"))

    def test_what_has_no_limit(self):
        with self.assertRaises(softlin.Error):
            Model(softlin.StudentT(3, dimension=1), U=1, query=1).limit()
        with self.assert_refused(softlin.InputError, "query", "a fixed or pair query"):
            Model(softlin.Sphere(dimension=2), U=Identity(), query="tokens").limit()
        with self.assert_refused(softlin.InputError, "no closed form"):
            Model(softlin.Sphere(dimension=2), U=Identity(), query=[1, 0]).limit_formulas()
        with self.assert_refused(softlin.InputError, "Gaussian tokens"):
            Model(softlin.Rademacher(dimension=1), U=1, query=1).jacobian("U")


if __name__ == "__main__":
    unittest.main()
