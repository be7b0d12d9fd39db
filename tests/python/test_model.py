"""Models: every law, equality with model files, errors that name the argument."""

import pickle
import unittest
from fractions import Fraction

import numpy as np
import softlin
from softlin import Gaussian, Identity, Model
from support import MODELS, Case

PLANE = dict(U=[["1/5", 0], [0, 0.2]], query=[1, -1])


def plane(**changes):
    return Model(Gaussian(covariance=[[1, Fraction(1, 2)], [0.5, 1]]), **{**PLANE, **changes})


class Models(Case):
    def test_equals_the_model_file(self):
        self.assertEqual(plane(), softlin.read_model(MODELS / "plane.toml"))
        self.assertEqual(plane(U=Identity("1/5"), query=softlin.Fixed(np.array([1, -1]))), plane())
        self.assertNotEqual(plane(query=[1, 1]), plane())
        self.assertEqual(hash(plane()), hash(softlin.read_model(str(MODELS / "plane.toml"))))
        self.assertEqual((plane().dimension, plane().tokens, plane().query), (2, "gaussian", "fixed"))
        self.assertEqual(repr(plane()), "<softlin.Model gaussian d=2, query fixed>")

    def test_keys_and_queries(self):
        K, Q = np.array([[1, 2]]), np.array([[3, 4]])
        self.assertEqual(plane(U=None, K=K, Q=Q), plane(U=K.T @ Q))
        with self.assert_refused(softlin.InputError, "K", "not both"):
            plane(K=K, Q=Q)
        with self.assert_refused(softlin.InputError, "K without Q"):
            plane(U=None, K=K)
        with self.assert_refused(softlin.InputError, "neither U nor K and Q"):
            plane(U=None)

    def test_every_law_goes_to_text_and_back(self):
        laws = [
            Gaussian(mean=["1/2", "sqrt(2)"], covariance=softlin.Toeplitz("1/3", 2)),
            softlin.Rademacher(mean=[0, 1], scale="1/3"),
            softlin.Sphere(radius=2, dimension=2),
            softlin.UniformCube(half_width="sqrt(3)", dimension=2),
            softlin.StudentT(3, scale=softlin.Diagonal([1, 2])),
            softlin.Mixture([softlin.Component("1/3", [0, 1]), softlin.Component("2/3", [1, 0], Identity(2))]),
            softlin.Discrete([[0, 1], [1, 0], [1, 1]], ["1/2", "1/4", 0.25]),
        ]
        queries = [softlin.Pair([1, "1/3"]), softlin.GaussianQuery([1, 0], Identity("1/2")), "tokens", softlin.TokenQuery()]
        for law in laws:
            for query in queries:
                model = Model(law, U=Identity("1/7"), V=[[1, 2]], query=query)
                self.assertEqual(Model.from_toml(model.to_toml()), model)
                self.assertEqual(pickle.loads(pickle.dumps(model)), model)
        self.assertEqual(len({law for law in laws + laws}), len(laws))
        self.assertEqual(repr(softlin.Rademacher(scale=2)), 'softlin.Rademacher(scale="2")')

    def test_errors_name_the_argument(self):
        bad = [
            (lambda: plane(U=[[1, 2], [3, float("inf")]]), "U[1][1]: found inf", "finite"),
            (lambda: plane(U=[[1, 2, 3]]), "U: found dimension 3", "tokens.covariance"),
            (lambda: plane(U=[[1, 2]]), "U", "square"),
            (lambda: plane(query=[1, 2, 3]), "query.z", "dimension"),
            (lambda: Model(Gaussian(covariance=[[1, 2], [2, 1]]), **PLANE), "tokens.covariance", "positive semidefinite"),
            (lambda: Model(Gaussian(covariance=[[1, 2], [3, 1]]), **PLANE), "tokens.covariance", "symmetric"),
            (lambda: Model(Gaussian(mean=[0, 1, 2]), **PLANE), "dimension"),
            (lambda: Model(Gaussian(covariance="1/0"), U=1, query=1), "tokens.covariance", "pole"),
            (lambda: Model(Gaussian(covariance="gamma"), U=1, query=1), "tokens.covariance", "unknown name"),
            (lambda: Model("gaussian", U=1, query=1), "tokens: found 'gaussian'", "softlin.Gaussian"),
            (lambda: Gaussian(dimension=0), "dimension: found 0"),
            (lambda: softlin.Discrete([[0], [1]], ["1/2", "1/3"]) and Model(
                softlin.Discrete([[0], [1]], ["1/2", "1/3"]), U=1, query=1), "weights with sum 5/6"),
            (lambda: softlin.Mixture([Gaussian()]), "components[0]", "softlin.Component"),
        ]
        for make, *parts in bad:
            with self.assert_refused(softlin.InputError, *parts) as context:
                make()
            self.assertNotIn(" line ", str(context.exception))
            self.assertFalse(str(context.exception).startswith(":"), str(context.exception))
        with self.assert_refused(softlin.InputError, "bad-nan.toml:"):
            softlin.read_model(MODELS / "bad-nan.toml")
        with self.assert_refused(softlin.InputError, "no such file"):
            softlin.read_model("nowhere.toml")
        with self.assert_refused(softlin.InputError, "mine.toml:1"):
            Model.from_toml("[tokens", "mine.toml")

    def test_text_in_quotes_stays_a_number(self):
        for text in ('1"\nlaw = "sphere', "1\\", "1\n2", "\x00"):
            with self.assertRaises(softlin.InputError):
                Model(Gaussian(covariance=text), U=1, query=1)


class RowsOfArrays(Case):
    def test_binary_rows_are_those_of_the_file(self):
        rows = np.load(MODELS / "tokens.npy")
        for array in (rows, np.asfortranarray(rows)):
            found = Model(softlin.Rows(array, meaning="binary"), **PLANE).limit(digits=30)
            self.assertEqual(list(found), list(softlin.read_model(MODELS / "rows-npy.toml").limit(digits=30)))

    def test_floats_are_decimals_as_in_discrete_tokens(self):
        rows = [[0.1, 0.2], [0.3, -0.7], [1.5, 0.1]]
        discrete = Model(softlin.Discrete(rows), **PLANE).limit(digits=30)
        for array in (np.array(rows), np.array(rows, dtype=np.float32), np.asfortranarray(rows), np.array(rows * 2)[:3]):
            found = Model(softlin.Rows(array), **PLANE).limit(digits=30)
            for a, b in zip(found, discrete):
                self.assertTrue(a.overlaps(b))
        binary = Model(softlin.Rows(np.array(rows), "binary"), **PLANE).limit(digits=30)
        self.assertFalse(binary[0].overlaps(discrete[0]))

    def test_refused(self):
        for rows, part in (
            (np.zeros(3), "shape (3,)"), (np.zeros((0, 2)), "shape (0, 2)"), (np.array([[1.0, np.nan]]), "rows[0][1]"),
            (np.array([[2**53]]), "2^53"), (np.array([["a"]]), "type"), (np.array([[1j]]), "type"), ([[1.0]], "a NumPy array"),
            (np.ones((2, 2), dtype=bool), "type"),
        ):
            with self.assert_refused(softlin.InputError, "rows", part):
                softlin.Rows(rows)
        with self.assert_refused(softlin.InputError, ".npy file"):
            Model(softlin.Rows(np.eye(2)), **PLANE).to_toml()
        self.assertEqual(softlin.Rows(np.eye(2)), softlin.Rows(np.eye(2)))


if __name__ == "__main__":
    unittest.main()
