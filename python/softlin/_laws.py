"""Laws of tokens and queries, and matrices given by a rule. Each holds the text of its part of a model file."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

from . import _core
from ._exact import (
    Exact,
    ExactMatrix,
    ExactVector,
    exact_fraction,
    exact_matrix,
    exact_text,
    exact_vector,
    quoted,
    refuse,
    shown,
    toml_matrix,
    toml_vector,
    whole,
)

MOST_DIMENSION = 1024


class _Described:
    """Keys and values of one TOML table: equal tables mean equal objects."""

    _entries: Dict[str, str]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._entries == other._entries  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self).__name__, tuple(self._entries.items())))

    def __repr__(self) -> str:
        inside = ", ".join(f"{key}={value}" for key, value in self._entries.items() if key not in ("law", "kind"))
        return f"softlin.{type(self).__name__}({inside if len(inside) <= 200 else inside[:197] + '...'})"

    def _section(self) -> str:
        return "".join(f"{key} = {value}\n" for key, value in self._entries.items())

    def _inline(self) -> str:
        return "{ " + ", ".join(f"{key} = {value}" for key, value in self._entries.items()) + " }"


class MatrixRule(_Described):
    """A square matrix given by a rule; its dimension may come from the rest of the model."""


class Identity(MatrixRule):
    """`scale` times the identity."""

    def __init__(self, scale: Exact = 1, dimension: Optional[int] = None) -> None:
        self._entries = {"kind": quoted("identity"), "scale": quoted(exact_text(scale, "scale"))}
        if dimension is not None:
            self._entries["dimension"] = str(whole(dimension, "dimension", 1, MOST_DIMENSION))


class Diagonal(MatrixRule):
    """`scale` times the diagonal matrix with these entries."""

    def __init__(self, entries: ExactVector, scale: Exact = 1) -> None:
        self._entries = {
            "kind": quoted("diagonal"),
            "entries": toml_vector(exact_vector(entries, "entries")),
            "scale": quoted(exact_text(scale, "scale")),
        }


class Toeplitz(MatrixRule):
    """`scale` times the matrix with entries rho^|i-j|."""

    def __init__(self, rho: Exact, dimension: Optional[int] = None, scale: Exact = 1) -> None:
        self._entries = {
            "kind": quoted("toeplitz"),
            "rho": quoted(exact_text(rho, "rho")),
            "scale": quoted(exact_text(scale, "scale")),
        }
        if dimension is not None:
            self._entries["dimension"] = str(whole(dimension, "dimension", 1, MOST_DIMENSION))


Matrix = Union[ExactMatrix, MatrixRule]


def toml_of_matrix(value: Any, argument: str) -> str:
    return value._inline() if isinstance(value, MatrixRule) else toml_matrix(exact_matrix(value, argument))


class _Law(_Described):
    def __init__(self, law: str, dimension: Optional[int] = None) -> None:
        self._entries = {"law": quoted(law)}
        if dimension is not None:
            self._entries["dimension"] = str(whole(dimension, "dimension", 1, MOST_DIMENSION))

    def _put_vector(self, key: str, value: Optional[ExactVector]) -> None:
        if value is not None:
            self._entries[key] = toml_vector(exact_vector(value, key))

    def _put_matrix(self, key: str, value: Optional[Matrix]) -> None:
        if value is not None:
            self._entries[key] = toml_of_matrix(value, key)

    def _put_number(self, key: str, value: Exact) -> None:
        self._entries[key] = quoted(exact_text(value, key))


class TokenLaw(_Law):
    """A law of tokens."""


class QueryLaw(_Law):
    """A law of the query."""


class Gaussian(TokenLaw):
    """Tokens N(mean, covariance): mean 0 and the identity unless given."""

    def __init__(
        self, mean: Optional[ExactVector] = None, covariance: Optional[Matrix] = None, *, dimension: Optional[int] = None
    ) -> None:
        super().__init__("gaussian", dimension)
        self._put_vector("mean", mean)
        self._put_matrix("covariance", covariance)


class Rademacher(TokenLaw):
    """Tokens mean + scale * (independent signs, equally likely)."""

    def __init__(
        self, mean: Optional[ExactVector] = None, scale: Exact = 1, *, dimension: Optional[int] = None
    ) -> None:
        super().__init__("rademacher", dimension)
        self._put_vector("mean", mean)
        self._put_number("scale", scale)


class Sphere(TokenLaw):
    """Tokens uniform on the sphere of that radius around the mean."""

    def __init__(
        self, mean: Optional[ExactVector] = None, radius: Exact = 1, *, dimension: Optional[int] = None
    ) -> None:
        super().__init__("sphere", dimension)
        self._put_vector("mean", mean)
        self._put_number("radius", radius)


class UniformCube(TokenLaw):
    """Tokens uniform on the cube mean + [-half_width, half_width]^d."""

    def __init__(
        self, mean: Optional[ExactVector] = None, half_width: Exact = 1, *, dimension: Optional[int] = None
    ) -> None:
        super().__init__("uniform-cube", dimension)
        self._put_vector("mean", mean)
        self._put_number("half_width", half_width)


class StudentT(TokenLaw):
    """Tokens of a multivariate t law around the mean: heavy tails, outside every hypothesis, a control.

    `scale` is a matrix, symmetric and positive semidefinite; the covariance is nu/(nu - 2) times it.
    """

    def __init__(
        self,
        degrees_of_freedom: Exact,
        mean: Optional[ExactVector] = None,
        scale: Optional[Matrix] = None,
        *,
        dimension: Optional[int] = None,
    ) -> None:
        super().__init__("student-t", dimension)
        self._put_number("degrees_of_freedom", degrees_of_freedom)
        self._put_vector("mean", mean)
        self._put_matrix("scale", scale)


class Component(_Described):
    """One Gaussian of a mixture and its weight."""

    def __init__(
        self, weight: Exact, mean: Optional[ExactVector] = None, covariance: Optional[Matrix] = None
    ) -> None:
        self._entries = {"weight": quoted(exact_text(weight, "weight"))}
        if mean is not None:
            self._entries["mean"] = toml_vector(exact_vector(mean, "mean"))
        if covariance is not None:
            self._entries["covariance"] = toml_of_matrix(covariance, "covariance")


class Mixture(TokenLaw):
    """Tokens from sum_k weight_k N(mean_k, covariance_k); the weights are positive with sum exactly 1."""

    def __init__(self, components: Sequence[Component], *, dimension: Optional[int] = None) -> None:
        super().__init__("mixture", dimension)
        found = list(components)
        for i, component in enumerate(found):
            if not isinstance(component, Component):
                refuse(f"components[{i}]", shown(component), "a softlin.Component(weight, mean, covariance)")
        self._entries["components"] = "[" + ", ".join(component._inline() for component in found) + "]"


class Discrete(TokenLaw):
    """Tokens with few values: P(X = atoms[k]) = weights[k], equal unless given, with sum exactly 1."""

    def __init__(self, atoms: ExactMatrix, weights: Optional[ExactVector] = None) -> None:
        super().__init__("discrete")
        self._put_matrix("atoms", atoms)
        self._put_vector("weights", weights)


class Rows(TokenLaw):
    """Tokens drawn uniformly, with replacement, from the rows of a two-dimensional array of real token vectors.

    A float means the decimal of its repr, as everywhere here; with meaning="binary" its binary value, as in a .npy file
    that a model file names. Integers must be below 2^53 in size.
    """

    def __init__(self, rows: npt.NDArray[Any], meaning: str = "decimal") -> None:
        super().__init__("rows")
        if meaning not in ("decimal", "binary"):
            refuse("meaning", shown(meaning), "decimal or binary")
        if isinstance(rows, np.ma.MaskedArray) or not isinstance(rows, np.ndarray):
            refuse("rows", shown(rows), "a NumPy array")
        if rows.ndim != 2 or 0 in rows.shape:
            refuse("rows", f"an array of shape {rows.shape}", "two dimensions (tokens, coordinates), neither 0")
        if rows.dtype.kind == "f":
            finite = np.isfinite(rows)
            if not finite.all():
                row, column = (int(i) for i in np.argwhere(~finite)[0])
                refuse(f"rows[{row}][{column}]", shown(float(rows[row, column])), "a finite number")
            if meaning == "decimal" and rows.dtype != np.float64:
                # The decimal of the number's own repr, not that of the double it would become.
                values = np.array([float(str(x)) for x in rows.ravel()]).reshape(rows.shape)
            else:
                values = rows.astype(np.float64)
                if rows.dtype.itemsize > 8 and not (values == rows).all():
                    refuse("rows", f"numbers of type {rows.dtype}", "numbers that doubles can hold")
        elif rows.dtype.kind in "iu":
            values = rows.astype(np.float64)
            if (np.abs(values) >= 2.0**53).any():
                refuse("rows", "an integer of 2^53 or more in size", "integers that doubles hold exactly")
        else:
            refuse("rows", f"an array of type {rows.dtype}", "floats or integers (few exact values: softlin.Discrete)")
        self._rows = np.ascontiguousarray(values)
        self._meaning = meaning
        self._entries = {"law": quoted("rows"), "rows": f"array of shape {rows.shape}", "meaning": quoted(meaning)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self._meaning == other._meaning and np.array_equal(self._rows, other._rows)

    def __hash__(self) -> int:
        return hash((self._meaning, self._rows.shape, self._rows.tobytes()))

    def _section(self) -> str:
        # The rows themselves take the place of these tokens.
        return f"law = {quoted('gaussian')}\ndimension = {self._rows.shape[1]}\n"


class Fixed(QueryLaw):
    """The query z itself."""

    def __init__(self, z: ExactVector) -> None:
        super().__init__("fixed")
        self._put_vector("z", z)


class Pair(QueryLaw):
    """z and -z, equally likely."""

    def __init__(self, z: ExactVector) -> None:
        super().__init__("pair")
        self._put_vector("z", z)


class GaussianQuery(QueryLaw):
    """A query N(mean, covariance): mean 0 and the identity unless given."""

    def __init__(self, mean: Optional[ExactVector] = None, covariance: Optional[Matrix] = None) -> None:
        super().__init__("gaussian")
        self._put_vector("mean", mean)
        self._put_matrix("covariance", covariance)


class TokenQuery(QueryLaw):
    """A query drawn from the token law, independent of the prompt; `query="tokens"` means the same."""

    def __init__(self) -> None:
        super().__init__("tokens")
