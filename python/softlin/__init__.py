"""softlin: verified bounds for finite-prompt softmax attention.

Inputs are exact: int, Fraction, Decimal or text ("1/3", "sqrt(2)"); a float means the decimal of its repr, so 0.1 is one
tenth. Exact results are Fractions or Enclosures, never bare floats unless they are asked for (as_="float"); sampled results
are Samples with their standard error. Errors are softlin.Error.

>>> import softlin
>>> model = softlin.Model(softlin.Gaussian(covariance=[[1, "1/2"], ["1/2", 1]]), U=softlin.Identity("1/5"), query=[1, -1])
>>> model.deviation([16, 10**6])
"""

from ._bounds import Bound, BoundValue, Constants, best_bound, bounds, constants, expect, statistics
from ._check import CheckResult, CheckRow, check, table, tables
from ._core import DomainError, Error, InputError, PrecisionError, UndecidedError
from ._core import version as _version
from ._enclosure import Enclosure, to_numpy
from ._laws import (
    Component,
    Diagonal,
    Discrete,
    Fixed,
    Gaussian,
    GaussianQuery,
    Identity,
    Mixture,
    Pair,
    Rademacher,
    Rows,
    Sphere,
    StudentT,
    Toeplitz,
    TokenQuery,
    UniformCube,
)
from ._model import Model, Sample, read_model
from ._regression import BestScale, Regression, RiskGradient, read_regression

__version__ = _version()

__all__ = [
    "BestScale",
    "Bound",
    "BoundValue",
    "CheckResult",
    "CheckRow",
    "Component",
    "Constants",
    "Diagonal",
    "Discrete",
    "DomainError",
    "Enclosure",
    "Error",
    "Fixed",
    "Gaussian",
    "GaussianQuery",
    "Identity",
    "InputError",
    "Mixture",
    "Model",
    "Pair",
    "PrecisionError",
    "Rademacher",
    "Regression",
    "RiskGradient",
    "Rows",
    "Sample",
    "Sphere",
    "StudentT",
    "Toeplitz",
    "TokenQuery",
    "UndecidedError",
    "UniformCube",
    "best_bound",
    "bounds",
    "check",
    "constants",
    "expect",
    "read_model",
    "read_regression",
    "statistics",
    "table",
    "tables",
    "to_numpy",
]
