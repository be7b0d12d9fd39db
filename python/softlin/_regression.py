"""In-context linear regression: exact risks of one attention head."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Optional, Tuple, Union, overload

import numpy as np
import numpy.typing as npt

from . import _core
from ._enclosure import Enclosure, of_pair, require_form, shaped
from ._exact import Exact, ExactMatrix, Length, Many, exact_text, length_texts, quoted, refuse, shown, whole
from ._laws import Matrix, toml_of_matrix
from ._model import FORMS, without_lines


@dataclass(frozen=True)
class BestScale:
    """The least risk over multiples of b, and the multiple: each as Regression.risk gives values."""

    risk: Any
    factor: Any


@dataclass(frozen=True)
class RiskGradient:
    """The gradient of the risk: A has the shape of the lengths and then d x d, b that of the lengths."""

    risk: Any
    A: npt.NDArray[Any]
    b: Any


class Regression:
    """One in-context regression problem, every entry exact.

    >>> problem = Regression(Toeplitz("1/2", 5), noise_variance="1/10")

    Sigma          : covariance of the tokens, positive definite
    Omega          : covariance of the task; the identity unless given
    noise_variance : of the labels
    generator      : "matched" or "as-coded"
    alpha, theta_square : start of the gradient flow, A(0) = alpha theta_square, b(0) = alpha
    """

    __slots__ = ("_handle",)

    _handle: _core.Regression

    def __init__(
        self,
        Sigma: Matrix,
        Omega: Optional[Matrix] = None,
        noise_variance: Exact = 0,
        *,
        generator: str = "matched",
        alpha: Optional[Exact] = None,
        theta_square: Optional[Matrix] = None,
    ) -> None:
        if not isinstance(generator, str):
            refuse("generator", shown(generator), "matched or as-coded")
        text = f"[regression]\nSigma = {toml_of_matrix(Sigma, 'Sigma')}\n"
        if Omega is not None:
            text += f"Omega = {toml_of_matrix(Omega, 'Omega')}\n"
        text += f"noise_variance = {quoted(exact_text(noise_variance, 'noise_variance'))}\n"
        text += f"generator = {quoted(generator)}\n"
        if alpha is not None:
            text += f"[start]\nalpha = {quoted(exact_text(alpha, 'alpha'))}\n"
            if theta_square is not None:
                text += f"ThetaThetaT = {toml_of_matrix(theta_square, 'theta_square')}\n"
        elif theta_square is not None:
            refuse("theta_square", "it without alpha", "alpha beside it")
        try:
            self._handle = _core.parse_regression(text, "")
        except _core.InputError as error:
            raise _core.InputError(without_lines(error).replace("regression.", "", 1)) from None

    @classmethod
    def _of(cls, core: _core.Regression) -> "Regression":
        out = cls.__new__(cls)
        out._handle = core
        return out

    @property
    def dimension(self) -> int:
        return self._handle.dimension

    def __repr__(self) -> str:
        return f"<softlin.Regression {self._handle.describe()}>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Regression):
            return self._handle.exact_text() == other._handle.exact_text()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._handle.exact_text())

    @overload
    def risk(
        self,
        lengths: Length,
        at: Union[str, Tuple[ExactMatrix, Exact]] = ...,
        *,
        model: str = ...,
        scale: Literal["given"] = ...,
        gradient: Literal[False] = ...,
        digits: int = ...,
        as_: Literal["enclosure"] = ...,
        threads: int = ...,
    ) -> Enclosure: ...

    @overload
    def risk(
        self,
        lengths: Length,
        at: Union[str, Tuple[ExactMatrix, Exact]] = ...,
        *,
        model: str = ...,
        scale: Literal["given"] = ...,
        gradient: Literal[False] = ...,
        digits: int = ...,
        as_: Literal["float"],
        threads: int = ...,
    ) -> float: ...

    @overload
    def risk(
        self,
        lengths: Length,
        at: Union[str, Tuple[ExactMatrix, Exact]] = ...,
        *,
        model: str = ...,
        scale: Literal["given"] = ...,
        gradient: Literal[False] = ...,
        digits: int = ...,
        as_: Literal["fractions"],
        threads: int = ...,
    ) -> Tuple[Fraction, Fraction]: ...

    @overload
    def risk(
        self,
        lengths: Length,
        at: Union[str, Tuple[ExactMatrix, Exact]] = ...,
        *,
        model: str = ...,
        scale: Literal["given"] = ...,
        gradient: Literal[False] = ...,
        digits: int = ...,
        as_: Literal["mpi"],
        threads: int = ...,
    ) -> Any: ...

    @overload
    def risk(
        self,
        lengths: Many,
        at: Union[str, Tuple[ExactMatrix, Exact]] = ...,
        *,
        model: str = ...,
        scale: Literal["given"] = ...,
        gradient: Literal[False] = ...,
        digits: int = ...,
        as_: Literal["float"],
        threads: int = ...,
    ) -> npt.NDArray[np.float64]: ...

    @overload
    def risk(
        self,
        lengths: Many,
        at: Union[str, Tuple[ExactMatrix, Exact]] = ...,
        *,
        model: str = ...,
        scale: Literal["given"] = ...,
        gradient: Literal[False] = ...,
        digits: int = ...,
        as_: Literal["enclosure", "fractions", "mpi"] = ...,
        threads: int = ...,
    ) -> npt.NDArray[Any]: ...

    @overload
    def risk(
        self,
        lengths: Union[Length, Many],
        at: Union[str, Tuple[ExactMatrix, Exact]] = ...,
        *,
        model: str = ...,
        scale: Literal["best"],
        gradient: Literal[False] = ...,
        digits: int = ...,
        as_: str = ...,
        threads: int = ...,
    ) -> BestScale: ...

    @overload
    def risk(
        self,
        lengths: Union[Length, Many],
        at: Union[str, Tuple[ExactMatrix, Exact]] = ...,
        *,
        model: str = ...,
        scale: Literal["given"] = ...,
        gradient: Literal[True],
        digits: int = ...,
        as_: str = ...,
        threads: int = ...,
    ) -> RiskGradient: ...

    def risk(
        self,
        lengths: Any,
        at: Union[str, Tuple[ExactMatrix, Exact]] = "endpoint",
        *,
        model: str = "softmax",
        scale: str = "given",
        gradient: bool = False,
        digits: int = 15,
        as_: str = "enclosure",
        threads: int = 0,
    ) -> Any:
        """E (prediction - w.x)^2 / 2 at these prompt lengths (math.inf for the infinite prompt), exact.

        at       : "endpoint" of the infinite-prompt flow, "start" of the flow, "optimum" (of linear attention), or (A, b)
        model    : "softmax", or "linear": attention with weights 1/L
        scale    : "given", or "best": a BestScale, the least risk over multiples of b
        gradient : also the gradient in A and b, a RiskGradient
        as_      : as in Model.deviation: one value for one length, an array of the shape of `lengths` otherwise
        """
        require_form(as_, FORMS)
        texts, shape = length_texts(lengths)
        place, point = "", ""
        if isinstance(at, str):
            place = at
        else:
            if not isinstance(at, tuple) or len(at) != 2:
                refuse("at", shown(at), "endpoint, start, optimum, or a pair (A, b)")
            point = f"A = {toml_of_matrix(at[0], 'A')}\nb = {quoted(exact_text(at[1], 'b'))}\n"
        unique = list(dict.fromkeys(texts))
        found = (
            _core.regression_risk(
                self._handle, unique, place, point, model, scale, gradient, digits, whole(threads, "threads", 0, 4096)
            )
            if unique
            else []
        )
        rows = dict(zip(unique, found))
        risk = shaped([of_pair(rows[text]["risk"]) for text in texts], shape, as_)
        if scale == "best":
            return BestScale(risk, shaped([of_pair(rows[text]["factor"]) for text in texts], shape, as_))
        if gradient:
            d = self.dimension
            entries = [of_pair(pair) for text in texts for pair in rows[text]["gradient_A"]]
            A = shaped(entries, (shape or ()) + (d, d), as_)
            return RiskGradient(risk, A, shaped([of_pair(rows[text]["gradient_b"]) for text in texts], shape, as_))
        return risk


def read_regression(path: Union[str, "os.PathLike[str]"]) -> Regression:
    """Reads a regression file."""
    return Regression._of(_core.read_regression(os.fspath(path)))
