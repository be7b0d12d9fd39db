"""One attention model and what is known of it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, List, Literal, Optional, Tuple, Union, overload

import numpy as np
import numpy.typing as npt

from . import _core
from ._enclosure import Enclosure, of_entry, of_pair, require_form, shaped
from ._exact import ExactVector, Length, Many, exact_text, length_texts, refuse, shown, whole
from ._laws import Fixed, Matrix, QueryLaw, Rows, TokenLaw, TokenQuery, toml_of_matrix

FORMS = ("enclosure", "fractions", "mpi", "float")
MOST_SEED = 2**64 - 1


def without_lines(error: Exception) -> str:
    """The message of an error about text that was made here: its lines mean nothing to the user."""
    message = re.sub(r"^:\d+: ", "", str(error))
    return re.sub(r" on line \d+", "", message).replace("head.", "", 1)


@dataclass(frozen=True)
class Sample:
    """A sampled error: a mean with its standard error, not an enclosure. The same bits for any number of threads."""

    quantity: str
    length: int
    method: str
    mean: float
    std_error: float
    prompts: int
    seed: int
    predicted_std_error: Optional[float] = None
    bias: Optional[npt.NDArray[np.float64]] = None
    bias_std_error: Optional[npt.NDArray[np.float64]] = None


class Model:
    """Tokens, head and query of one attention model, every entry exact.

    >>> model = Model(Gaussian(covariance=[[1, "1/2"], ["1/2", 1]]), U=Identity("1/5"), query=[1, -1])

    tokens : Gaussian, Rademacher, Sphere, UniformCube, Mixture, StudentT, Discrete, or Rows of an array
    U      : the d x d product K^T Q; or K and Q with as many rows each
    V      : any number of rows; the identity unless given
    query  : Fixed(z) or just z, Pair(z), GaussianQuery(mean, covariance), TokenQuery() or "tokens"
    """

    __slots__ = ("_handle",)

    _handle: _core.Model

    def __init__(
        self,
        tokens: TokenLaw,
        *,
        query: Union[QueryLaw, ExactVector],
        U: Optional[Matrix] = None,
        V: Optional[Matrix] = None,
        K: Optional[Matrix] = None,
        Q: Optional[Matrix] = None,
    ) -> None:
        if not isinstance(tokens, TokenLaw):
            refuse("tokens", shown(tokens), "a law of tokens such as softlin.Gaussian(covariance=...)")
        if isinstance(query, str) and query == "tokens":
            query = TokenQuery()
        law = query if isinstance(query, QueryLaw) else Fixed(query)
        head = "".join(
            f"{name} = {toml_of_matrix(value, name)}\n"
            for name, value in (("U", U), ("K", K), ("Q", Q), ("V", V))
            if value is not None
        )
        text = f"[tokens]\n{tokens._section()}[head]\n{head}[query]\n{law._section()}"
        try:
            if isinstance(tokens, Rows):
                self._handle = _core.model_with_rows(text, tokens._rows, tokens._meaning)
            else:
                self._handle = _core.parse_model(text, "")
        except _core.InputError as error:
            raise _core.InputError(without_lines(error)) from None

    @classmethod
    def _of(cls, core: _core.Model) -> "Model":
        out = cls.__new__(cls)
        out._handle = core
        return out

    @classmethod
    def from_toml(cls, text: str, name: str = "model.toml") -> "Model":
        """The model in the text of a model file; `name` is what messages call it."""
        return cls._of(_core.parse_model(text, name))

    def to_toml(self) -> str:
        """The text of a model file, exact: `Model.from_toml(model.to_toml()) == model`. Not for tokens that are rows."""
        return self._handle.to_toml()

    @property
    def dimension(self) -> int:
        """d, the dimension of the tokens."""
        return self._handle.dimension

    @property
    def tokens(self) -> str:
        """The name of the token law: "gaussian", "rademacher", ..."""
        return self._handle.tokens

    @property
    def query(self) -> str:
        """The name of the query law: "fixed", "pair", "gaussian" or "tokens"."""
        return self._handle.query

    def __repr__(self) -> str:
        return f"<softlin.Model {self._handle.describe()}, query {self.query}>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Model):
            return self._handle.exact_text() == other._handle.exact_text()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._handle.exact_text())

    def __reduce__(self) -> Tuple[Any, ...]:
        return (Model.from_toml, (self.to_toml(),))

    # --- The infinite prompt ---

    def limit(self, *, digits: int = 15, as_: str = "exact") -> npt.NDArray[Any]:
        """The infinite-prompt attention at the query (the mean of a Gaussian one), a vector.

        Entries are Fractions where they are rational, else Enclosures with relative width at most 10^-digits. as_ may be
        "exact", "enclosure", "fractions" (both ends), "mpi" or "float" (a float64 array).
        """
        require_form(as_, ("exact",) + FORMS)
        values = [of_entry(entry) for entry in _core.limit(self._handle, digits)]
        found: npt.NDArray[Any] = shaped(values, (len(values),), as_)
        return found

    def linear_operator(self, *, digits: int = 15, as_: str = "exact") -> Tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """(M, c) with M = V Gamma U and c = V m: the limit of Gaussian tokens is z -> M z + c (Lemma 2.1).

        For other laws the same expression in their mean and covariance, which is then not their limit.
        """
        require_form(as_, ("exact",) + FORMS)
        matrix, offset = _core.linear_operator(self._handle, digits)
        return _matrix(matrix, as_), shaped([of_entry(entry) for entry in offset], (len(offset),), as_)

    def jacobian(self, parameter: str, *, digits: int = 15, as_: str = "exact") -> npt.NDArray[Any]:
        """J[k, i, j] = d T_k / d V_ij or d T_k / d U_ij of the limit of Gaussian tokens, at the query."""
        require_form(as_, ("exact",) + FORMS)
        if parameter not in ("U", "V"):
            refuse("parameter", shown(parameter), "U or V")
        value, left, z = _core.jacobian_factors(self._handle, digits)
        rows, d, q = len(left), len(value), len(z)
        out: List[Any] = []
        if parameter == "V":
            entries = [of_entry(entry) for entry in value]
            out = [entries[j] if k == i else Fraction(0) for k in range(rows) for i in range(rows) for j in range(d)]
            return _shaped3(out, (rows, rows, d), as_)
        factors = [[of_entry(entry) for entry in row] for row in left]
        query = [of_entry(entry) for entry in z]
        out = [factors[k][i] * query[j] for k in range(rows) for i in range(d) for j in range(q)]
        return _shaped3(out, (rows, d, q), as_)

    def limit_formulas(self, *, latex: bool = False) -> List[str]:
        """The entries of the limit as closed formulas, where the law has them."""
        return _core.limit_formulas(self._handle, latex)

    def output_law(self, *, digits: int = 15, as_: str = "exact") -> Tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Mean and covariance of the limit at a Gaussian query, for Gaussian tokens: the output is Gaussian."""
        require_form(as_, ("exact",) + FORMS)
        mean, covariance = _core.pushed_forward(self._handle, digits)
        return shaped([of_entry(entry) for entry in mean], (len(mean),), as_), _matrix(covariance, as_)

    # --- Finite prompts ---

    @overload
    def deviation(
        self,
        lengths: Length,
        quantity: str = ...,
        *,
        method: Literal["exact"] = ...,
        target: str = ...,
        digits: int = ...,
        moment: int = ...,
        as_: Literal["enclosure"] = ...,
        threads: int = ...,
    ) -> Enclosure: ...

    @overload
    def deviation(
        self,
        lengths: Length,
        quantity: str = ...,
        *,
        method: Literal["exact"] = ...,
        target: str = ...,
        digits: int = ...,
        moment: int = ...,
        as_: Literal["float"],
        threads: int = ...,
    ) -> float: ...

    @overload
    def deviation(
        self,
        lengths: Length,
        quantity: str = ...,
        *,
        method: Literal["exact"] = ...,
        target: str = ...,
        digits: int = ...,
        moment: int = ...,
        as_: Literal["fractions"],
        threads: int = ...,
    ) -> Tuple[Fraction, Fraction]: ...

    @overload
    def deviation(
        self,
        lengths: Length,
        quantity: str = ...,
        *,
        method: Literal["exact"] = ...,
        target: str = ...,
        digits: int = ...,
        moment: int = ...,
        as_: Literal["mpi"],
        threads: int = ...,
    ) -> Any: ...

    @overload
    def deviation(
        self,
        lengths: Many,
        quantity: str = ...,
        *,
        method: Literal["exact"] = ...,
        target: str = ...,
        digits: int = ...,
        moment: int = ...,
        as_: Literal["float"],
        threads: int = ...,
    ) -> npt.NDArray[np.float64]: ...

    @overload
    def deviation(
        self,
        lengths: Many,
        quantity: str = ...,
        *,
        method: Literal["exact"] = ...,
        target: str = ...,
        digits: int = ...,
        moment: int = ...,
        as_: Literal["enclosure", "fractions", "mpi"] = ...,
        threads: int = ...,
    ) -> npt.NDArray[Any]: ...

    @overload
    def deviation(
        self,
        lengths: Length,
        quantity: str = ...,
        *,
        method: Literal["naive", "reduced"],
        target: str = ...,
        prompts: int = ...,
        seed: int = ...,
        threads: int = ...,
    ) -> Sample: ...

    @overload
    def deviation(
        self,
        lengths: Many,
        quantity: str = ...,
        *,
        method: Literal["naive", "reduced"],
        target: str = ...,
        prompts: int = ...,
        seed: int = ...,
        threads: int = ...,
    ) -> List[Sample]: ...

    def deviation(
        self,
        lengths: Any,
        quantity: str = "output",
        *,
        method: str = "exact",
        target: str = "limit",
        digits: int = 15,
        moment: int = 1,
        as_: str = "enclosure",
        prompts: int = 1000,
        seed: int = 1,
        threads: int = 0,
    ) -> Any:
        """E |T_L - T|^2 of prompts of these lengths, averaged over the query.

        quantity : "output", "grad-v", "grad-u" or "bias"
        target   : what finite prompts are compared with: "limit", "linear" or "inverse"
        method   : "exact": enclosures with relative width at most 10^-digits, in the form `as_` ("enclosure",
                   "fractions", "mpi", "float"): one for one length, an array of the shape of `lengths` otherwise;
                   `moment` r gives E |T_L - T|^{2r}
                   "naive", "reduced": sampled; a Sample for one length, a list of them otherwise
        threads  : 0 means all; the bits do not depend on it
        """
        require_form(as_, FORMS)
        texts, shape = length_texts(lengths)
        threads = whole(threads, "threads", 0, 4096)
        if method == "exact":
            unique = list(dict.fromkeys(texts))
            found = _core.exact_deviations(self._handle, unique, quantity, target, moment, digits, threads) if unique else []
            by_text = {text: of_pair(pair) for text, pair in zip(unique, found)}
            return shaped([by_text[text] for text in texts], shape, as_)
        if method not in ("naive", "reduced"):
            refuse("method", shown(method), "exact, naive or reduced")
        if moment != 1 or as_ != "enclosure":
            refuse("moment" if moment != 1 else "as_", f"it with the method {method}", "the method exact")
        rows = _core.sampled_deviations(
            self._handle,
            texts,
            quantity,
            target,
            method,
            whole(prompts, "prompts", 2, 10**9),
            whole(seed, "seed", 0, MOST_SEED),
            threads,
        )
        samples = []
        for text, row in zip(texts, rows):
            for key in ("bias", "bias_std_error"):
                if row[key] is not None:
                    row[key] = np.array(row[key])
            samples.append(Sample(quantity=quantity, length=int(Fraction(text)), method=method, **row))
        return samples[0] if shape is None else samples

    @overload
    def sample_squared_errors(
        self,
        length: Length,
        prompts: int,
        seed: int = ...,
        *,
        quantity: str = ...,
        target: str = ...,
        method: str = ...,
        row: int = ...,
        first_prompt: int = ...,
        threads: int = ...,
        with_rounding: Literal[False] = ...,
    ) -> npt.NDArray[np.float64]: ...

    @overload
    def sample_squared_errors(
        self,
        length: Length,
        prompts: int,
        seed: int = ...,
        *,
        quantity: str = ...,
        target: str = ...,
        method: str = ...,
        row: int = ...,
        first_prompt: int = ...,
        threads: int = ...,
        with_rounding: Literal[True],
    ) -> Tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]: ...

    def sample_squared_errors(
        self,
        length: Any,
        prompts: int,
        seed: int = 1,
        *,
        quantity: str = "output",
        target: str = "limit",
        method: str = "naive",
        row: int = 0,
        first_prompt: int = 0,
        threads: int = 0,
        with_rounding: bool = False,
    ) -> Any:
        """The sampled squared errors, one a prompt: a float64 array. Prompt i of a seed and row is always the same.

        with_rounding=True gives a second array beside it: bounds on the rounding errors.
        """
        values, rounding = _core.sample_values(
            self._handle,
            exact_text(length, "length"),
            quantity,
            target,
            method,
            whole(prompts, "prompts", 1, 10**9),
            whole(first_prompt, "first_prompt", 0, 2**40),
            whole(seed, "seed", 0, MOST_SEED),
            whole(row, "row", 0, 2**32 - 1),
            whole(threads, "threads", 0, 4096),
        )
        return (values, rounding) if with_rounding else values

    def sample_errors(
        self, length: Length, prompts: int, seed: int = 1, *, target: str = "limit", row: int = 0, first_prompt: int = 0
    ) -> npt.NDArray[np.float64]:
        """The sampled errors T_L - T themselves, a row a prompt; their squared norms are sample_squared_errors()."""
        return _core.sample_vectors(
            self._handle,
            exact_text(length, "length"),
            target,
            whole(prompts, "prompts", 1, 10**9),
            whole(first_prompt, "first_prompt", 0, 2**40),
            whole(seed, "seed", 0, MOST_SEED),
            whole(row, "row", 0, 2**32 - 1),
        )


def _matrix(rows: Any, as_: str) -> npt.NDArray[Any]:
    values = [of_entry(entry) for row in rows for entry in row]
    out: npt.NDArray[Any] = shaped(values, (len(rows), len(rows[0]) if rows else 0), as_)
    return out


def _shaped3(values: List[Any], shape: Tuple[int, int, int], as_: str) -> npt.NDArray[Any]:
    out: npt.NDArray[Any] = shaped(values, shape, as_)
    return out


def read_model(path: Union[str, "os.PathLike[str]"]) -> Model:
    """Reads a model file."""
    return Model._of(_core.read_model(os.fspath(path)))
