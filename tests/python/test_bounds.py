"""The catalogue, constants and values of bounds."""

import unittest
from fractions import Fraction

import softlin
from softlin import Enclosure, Gaussian, Identity, Model
from support import MODELS, Case, program_lines

NUMBERS = {"d": 1, "norm_u": "1/4", "norm_v": 1, "sigma": 1}


class Bounds(Case):
    def test_catalogue_is_that_of_the_program(self):
        lines = program_lines("constants", "--list")
        self.assertEqual([bound.name for bound in softlin.bounds()], [line["bound"] for line in lines])
        by_name = {bound.name: bound for bound in softlin.bounds()}
        for line in lines:
            bound = by_name[line["bound"]]
            self.assertEqual((bound.statement, bound.hypotheses), (line["statement"], line["hypotheses"]))
            self.assertEqual(list(bound.parameters), line["parameters"])
        self.assertTrue(by_name["prop-3.1"].formula)

    def test_constants_and_values(self):
        (line,) = program_lines("constants", "prop-3.1", "--d", "1", "--norm-u", "1/4", "--norm-v", "1", "--sigma", "1",
                                "--length", "2,1024")
        found = softlin.constants("prop-3.1", lengths=[2, 1024], **NUMBERS)
        self.assertEqual(set(found.constants), set(line["constants"]))
        for name, ends in line["constants"].items():
            self.assertEqual(found[name].lower_text(), ends["lower"])
        for value, row in zip(found.values, line["values"]):
            self.assertEqual((str(value.length), value.value.upper_text()), (row["length"], row["upper"]))
        self.assertEqual(found.latex, line["latex"])
        self.assertIsNone(found.refusal)

    def test_numbers_from_a_model(self):
        model = softlin.read_model(MODELS / "plane.toml")
        (value,) = softlin.constants("headline", model=model, lengths=256).values
        self.assertTrue(model.deviation(256) <= value.value)

    def test_a_hypothesis_that_fails(self):
        model = Model(softlin.Rademacher(dimension=1), U="1/4", query=1)
        found = softlin.constants("headline", model=model, lengths=[16])
        self.assertTrue(found.refusal)
        self.assertEqual((dict(found.constants), found.values[0].value), ({}, None))
        self.assertEqual(found.values[0].refusal, found.refusal)

    def test_best_bound(self):
        model = softlin.read_model(MODELS / "plane.toml")
        upper = softlin.best_bound(model, [16, 1024])
        lower = softlin.best_bound(model, 16, lower=True)
        self.assertTrue(lower.value <= model.deviation(16) <= upper[0].value)
        self.assertTrue(upper[1].bound.name and not upper[1].bound.is_lower and lower.bound.is_lower)
        (line,) = program_lines("constants", "best", "--model", MODELS / "plane.toml", "--length", "16,1024")
        self.assertEqual([value.bound.name for value in upper], [row["winner"] for row in line["values"]])
        self.assertEqual(dict(upper[1].absent), line["values"][1]["not_applicable"])

    def test_free_parameters_are_exact(self):
        model = Model(Gaussian(dimension=1), U="1/4", query=1)
        for bound in softlin.bounds():
            if bound.free_parameters and bound.about == "output":
                (value,) = softlin.constants(bound.name, model=model, lengths=64).values
                if value.value is not None:
                    self.assertTrue(all(isinstance(x, Fraction) for x in value.parameters.values()))
                    return
        self.fail("no bound with free parameters applies")

    def test_refused(self):
        for call, *parts in (
            (lambda: softlin.constants("prop-9"), "bound: found 'prop-9'", "prop-3.1"),
            (lambda: softlin.constants("prop-3.1", sigma=1), "no value for", "norm_u"),
            (lambda: softlin.constants("prop-3.1", **{**NUMBERS, "d": 1.5}), "d: found 1.5", "whole number"),
            (lambda: softlin.constants("prop-3.1", **{**NUMBERS, "norm_u": -1}), "norm_u: found -1"),
            (lambda: softlin.constants("prop-3.1", **{**NUMBERS, "sigma": "1/2"}), "sigma: found 1/2"),
            (lambda: softlin.constants("prop-3.1", **NUMBERS, omega=1), "omega", "one of"),
            (lambda: softlin.constants("prop-3.1", **NUMBERS, lengths=[1]), "lengths: found 1"),
            (lambda: softlin.constants("prop-3.1", model=3), "model: found 3"),
            (lambda: softlin.constants("prop-3.1", **NUMBERS, length=[2, 4]), "length", "lengths="),
            (lambda: softlin.best_bound(None, 16, "speed"), "speed"),
        ):
            with self.assert_refused(softlin.InputError, *parts):
                call()


if __name__ == "__main__":
    unittest.main()
