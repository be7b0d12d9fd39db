"""Finite-prompt errors: exact ones, in every form and shape, and sampled ones."""

import unittest
from fractions import Fraction

import mpmath
import numpy as np
import softlin
from softlin import Enclosure, Gaussian, Identity, Model
from support import MODELS, Case, program_lines


def plane():
    return softlin.read_model(MODELS / "plane.toml")


class Exact(Case):
    def test_equals_the_program(self):
        for quantity in ("output", "grad-v", "grad-u", "bias"):
            lines = program_lines("deviation", MODELS / "plane.toml", "--length", "16,1e6", "--quantity", quantity)
            for x, line in zip(plane().deviation([16, 10**6], quantity), lines):
                self.assertEqual((x.lower_text(), x.upper_text()), (line["lower"], line["upper"]), quantity)

    def test_the_statistic_it_is_made_of(self):
        """d = 1, V = 1: E |T_L - T|^2 = B(s), s = |u z|."""
        model = Model(Gaussian(), U="1/2", query=1)
        self.assertTrue(model.deviation(9, digits=30).overlaps(softlin.expect("B", "1/2", 9, digits=30)))

    def test_digits(self):
        for digits in (5, 15, 40):
            x = plane().deviation(64, digits=digits)
            self.assertLessEqual(x.upper - x.lower, x.lower / 10**digits)
        self.assertTrue(plane().deviation(64).overlaps(plane().deviation(64, digits=60)))

    def test_one_token(self):
        """L = 1: E |X - Gamma U z|^2 = tr Gamma + |Gamma U z|^2 = 2 + 2/100."""
        self.assertTrue(plane().deviation(1).contains("2.02"))

    def test_shapes(self):
        model = plane()
        self.assertIsInstance(model.deviation(np.int64(16)), Enclosure)
        self.assertEqual(model.deviation(1e6), model.deviation("1e6"))
        grid = np.array([[16, 64], [64, 16]])
        found = model.deviation(grid)
        self.assertEqual((found.shape, found.dtype), ((2, 2), object))
        self.assertEqual(found[0, 1], found[1, 0])
        self.assertEqual(model.deviation(grid[:, 0]).shape, (2,))
        self.assertEqual(model.deviation([]).shape, (0,))
        self.assertEqual(model.deviation(range(1, 4)).shape, (3,))
        self.assertEqual(model.deviation(np.array([16, "1e3"], dtype=object)).shape, (2,))

    def test_forms_contain_each_other(self):
        model = plane()
        x = model.deviation(16)
        self.assertEqual(model.deviation(16, as_="fractions"), (x.lower, x.upper))
        value = model.deviation(16, as_="float")
        self.assertIsInstance(value, float)
        self.assertTrue(abs(Fraction(value) - x.mid) < x.mid / 2**52)
        interval = model.deviation(16, as_="mpi")
        self.assertTrue(mpmath.mpf(x.lower.numerator) / x.lower.denominator in interval)
        floats = model.deviation(np.array([[16, 64]]), as_="float")
        self.assertEqual((floats.dtype, floats.shape), (np.float64, (1, 2)))

    def test_queries_with_a_law(self):
        lines = program_lines("deviation", MODELS / "gaussian-query.toml", "--length", "16")
        x = softlin.read_model(MODELS / "gaussian-query.toml").deviation(16)
        self.assertEqual((x.lower_text(), x.upper_text()), (lines[0]["lower"], lines[0]["upper"]))
        pair = Model(Gaussian(), U="1/2", query=softlin.Pair(1))
        self.assertEqual(pair.deviation(16), Model(Gaussian(), U="1/2", query=1).deviation(16))

    def test_few_atoms(self):
        """Signs with U = 0: V Xbar is a mean of L signs, so E = 1/L."""
        self.assertTrue(Model(softlin.Rademacher(), U=0, query=1).deviation(8).contains("1/8"))

    def test_targets_and_moments(self):
        rademacher = Model(softlin.Rademacher(), U="1/2", query=1)
        limit, linear = (rademacher.deviation(10, target=target) for target in ("limit", "linear"))
        self.assertFalse(limit.overlaps(linear))
        self.assertTrue(plane().deviation(16, moment=2) >= plane().deviation(16) * plane().deviation(16))

    def test_refused(self):
        model = plane()
        for call, *parts in (
            (lambda: model.deviation(0), "lengths: found 0"),
            (lambda: model.deviation(1.5), "lengths: found 1.5"),
            (lambda: model.deviation(float("nan")), "lengths: found nan"),
            (lambda: model.deviation(float("inf")), "lengths: found"),
            (lambda: model.deviation(10**18 + 1), "lengths"),
            (lambda: model.deviation([[16], [17]]), "lengths: found [16]"),
            (lambda: model.deviation(None), "lengths: found None"),
            (lambda: model.deviation(16, "gradient"), "quantity", "grad-v"),
            (lambda: model.deviation(16, target="mean"), "target", "linear"),
            (lambda: model.deviation(16, method="quick"), "method: found 'quick'", "exact, naive or reduced"),
            (lambda: model.deviation(16, digits=0), "digits: found 0"),
            (lambda: model.deviation(16, digits=10**4), "digits"),
            (lambda: model.deviation(16, moment=5), "moment: found 5"),
            (lambda: model.deviation(16, "grad-u", moment=2), "moment"),
            (lambda: model.deviation(16, "grad-u", target="linear"), "target"),
            (lambda: model.deviation(16, threads=-1), "threads: found -1"),
            (lambda: model.deviation(16, as_="interval"), "as_: found 'interval'"),
            (lambda: Model(softlin.Sphere(dimension=2), U=Identity(), query=[1, 0]).deviation(16), "naive"),
            (lambda: Model(softlin.Rademacher(dimension=2), U=Identity(), query=[1, 0]).deviation(10**9), "prompts"),
        ):
            with self.assert_refused(softlin.InputError, *parts):
                call()


class Sampled(Case):
    def test_equals_the_program(self):
        for method in ("naive", "reduced"):
            arguments = ["--length", "16,64", "--method", method, "--prompts", "200", "--seed", "7"]
            lines = program_lines("deviation", MODELS / "plane.toml", *arguments)
            samples = plane().deviation([16, 64], method=method, prompts=200, seed=7, threads=3)
            for sample, line in zip(samples, lines):
                self.assertEqual((sample.mean, sample.std_error), (line["mean"], line["std_error"]))
                self.assertEqual((sample.length, sample.method, sample.prompts), (int(line["length"]), method, 200))
                self.assertEqual(sample.predicted_std_error, line["predicted_std_error"])

    def test_near_the_exact_value(self):
        sample = plane().deviation(64, method="reduced", prompts=2000, seed=3)
        self.assertLess(abs(sample.mean - float(plane().deviation(64))), 5 * sample.std_error)

    def test_bias_vector(self):
        sample = plane().deviation(16, "bias", method="naive", prompts=500)
        self.assertEqual((sample.bias.shape, sample.bias_std_error.shape), ((2,), (2,)))
        self.assertIsNone(plane().deviation(16, method="naive", prompts=10).bias)

    def test_refused(self):
        for change, part in (({"prompts": 1}, "prompts: found 1"), ({"prompts": 2.5}, "prompts"), ({"seed": -1}, "seed"),
                             ({"moment": 2}, "moment"), ({"as_": "float"}, "as_")):
            with self.assert_refused(softlin.InputError, part):
                plane().deviation(16, method="naive", **change)
        with self.assert_refused(softlin.InputError, "lengths"):
            plane().deviation(10**10, method="naive")


class SampledArrays(Case):
    def test_squared_errors(self):
        values = plane().sample_squared_errors(16, 300, 5)
        self.assertEqual((values.dtype, values.shape), (np.float64, (300,)))
        sample = plane().deviation(16, method="naive", prompts=300, seed=5)
        self.assertAlmostEqual(float(values.mean()), sample.mean, delta=1e-15)
        self.assertAlmostEqual(float(values.std(ddof=1) / np.sqrt(300)), sample.std_error, delta=1e-15)

    def test_a_part_is_the_same(self):
        values = plane().sample_squared_errors(16, 300, 5)
        part = plane().sample_squared_errors(16, 50, 5, first_prompt=100, threads=2)
        self.assertTrue(np.array_equal(values[100:150], part))
        self.assertFalse(np.array_equal(values[:50], plane().sample_squared_errors(16, 50, 5, row=1)))

    def test_errors_are_what_is_squared(self):
        errors = plane().sample_errors(16, 100, 5)
        values, rounding = plane().sample_squared_errors(16, 100, 5, with_rounding=True)
        self.assertEqual(errors.shape, (100, 2))
        self.assertTrue(np.all(np.abs((errors**2).sum(axis=1) - values) <= 4 * rounding + 1e-15))
        self.assertTrue(np.all(rounding > 0) and np.all(rounding < 1e-10))

    def test_other_laws(self):
        model = Model(softlin.StudentT(3, dimension=2), U=Identity("1/10"), query=[1, 0])
        values = model.sample_squared_errors(8, 20, target="linear")
        self.assertTrue(np.all(np.isfinite(values)))
        with self.assertRaises(softlin.InputError):
            model.sample_squared_errors(8, 20)
        with self.assert_refused(softlin.InputError, "method"):
            plane().sample_squared_errors(8, 20, method="exact")
        with self.assert_refused(softlin.InputError, "prompts"):
            plane().sample_squared_errors(8, 0)


if __name__ == "__main__":
    unittest.main()
