"""The catalogue of proved bounds, their constants and values."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Dict, List, Literal, Mapping, Optional, Tuple, Union, overload

import numpy as np
import numpy.typing as npt

from . import _core
from ._enclosure import Enclosure, of_pair, require_form, shaped
from ._exact import Exact, Length, Many, exact_text, length_texts, refuse, shown, whole
from ._model import FORMS, Model


@dataclass(frozen=True)
class Bound:
    """One bound: what it says, of what, when it holds, and the formula that every number comes from."""

    name: str
    about: str  #: "output", "grad-v", "grad-u", "A", ...
    is_lower: bool  #: the formula lies below, not above
    statement: str
    hypotheses: str
    tight: str  #: where equality holds or is approached
    parameters: Tuple[str, ...]  #: numbers that it needs beside L
    free_parameters: Tuple[str, ...]  #: numbers that softlin chooses
    least_length: int
    definitions: Mapping[str, str]  #: named parts of the formula
    formula: str
    source: str

    @classmethod
    def _of(cls, found: Dict[str, Any]) -> "Bound":
        found = dict(found)
        found["parameters"] = tuple(found["parameters"])
        found["free_parameters"] = tuple(found["free_parameters"])
        found["definitions"] = dict(found["definitions"])
        return cls(**found)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<softlin.Bound {self.name}>"


@dataclass(frozen=True)
class BoundValue:
    """The value of a bound at one length, or why there is none."""

    length: int
    value: Optional[Enclosure]
    refusal: str = ""  #: the hypothesis or condition that fails
    parameters: Mapping[str, Fraction] = field(default_factory=dict)  #: free parameters as chosen
    bound: Optional[Bound] = None
    absent: Mapping[str, str] = field(default_factory=dict, repr=False)  #: of best_bound(): bounds that do not apply, and why


@dataclass(frozen=True)
class Constants:
    """Proved constants of a bound and its values."""

    bound: Bound
    constants: Mapping[str, Enclosure]
    values: Tuple[BoundValue, ...]
    refusal: Optional[str]  #: the hypothesis that fails; then there are no constants
    latex: str = field(repr=False)

    def __getitem__(self, name: str) -> Enclosure:
        return self.constants[name]


def _value(found: Dict[str, Any], bound: Optional[Bound]) -> BoundValue:
    return BoundValue(
        length=found["length"],
        value=None if found["value"] is None else of_pair(found["value"]),
        refusal=found["refusal"],
        parameters=found["parameters"],
        bound=bound if found["bound"] is None else Bound._of(found["bound"]),
        absent=found["absent"],
    )


def _texts(parameters: Mapping[str, Exact]) -> Dict[str, str]:
    if "length" in parameters:
        refuse("length", "a parameter of this name", "lengths=..., one or many")
    return {name: exact_text(value, name) for name, value in parameters.items()}


def handle_of(model: Optional[Model]) -> Optional[_core.Model]:
    if model is None:
        return None
    if not isinstance(model, Model):
        refuse("model", shown(model), "a softlin.Model")
    return model._handle


def bounds() -> List[Bound]:
    """Every bound with proved explicit constants."""
    return [Bound._of(found) for found in _core.bounds()]


def constants(
    bound: str, *, lengths: Union[Length, Many] = (), model: Optional[Model] = None, digits: int = 15, **parameters: Exact
) -> Constants:
    """The proved constants of a bound, as enclosures, and its values at these lengths.

    Numbers come from `parameters` (norm_u="1/4", sigma=1, ...; Bound.parameters lists them) or from a model, whose
    hypotheses are then checked.
    """
    texts, _ = length_texts(lengths)
    found = _core.constants(bound, handle_of(model), _texts(parameters), texts, digits)
    described = Bound._of(found["bound"])
    return Constants(
        bound=described,
        constants={name: of_pair(pair) for name, pair in found["constants"].items()},
        values=tuple(_value(value, described) for value in found["values"]),
        refusal=found["refused"],
        latex=found["latex"],
    )


@overload
def best_bound(
    model: Optional[Model],
    lengths: Length,
    quantity: str = ...,
    *,
    lower: bool = ...,
    digits: int = ...,
    **parameters: Exact,
) -> BoundValue: ...


@overload
def best_bound(
    model: Optional[Model],
    lengths: Many,
    quantity: str = ...,
    *,
    lower: bool = ...,
    digits: int = ...,
    **parameters: Exact,
) -> List[BoundValue]: ...


def best_bound(
    model: Optional[Model],
    lengths: Any,
    quantity: str = "output",
    *,
    lower: bool = False,
    digits: int = 15,
    **parameters: Exact,
) -> Any:
    """The smallest upper bound that applies (with `lower` the largest lower one): a BoundValue, or a list for several lengths.

    Without a model, hypotheses are taken as met and the numbers come from `parameters`.
    """
    texts, shape = length_texts(lengths)
    found = [
        _value(value, None)
        for value in _core.best_bounds(handle_of(model), _texts(parameters), texts, quantity, lower, digits)
    ]
    return found[0] if shape is None else found


@overload
def expect(
    statistic: str,
    s: Exact,
    length: Length,
    *,
    digits: int = ...,
    as_: Literal["enclosure"] = ...,
    route: str = ...,
    threads: int = ...,
) -> Enclosure: ...

@overload
def expect(
    statistic: str,
    s: Exact,
    length: Length,
    *,
    digits: int = ...,
    as_: Literal["float"],
    route: str = ...,
    threads: int = ...,
) -> float: ...

@overload
def expect(
    statistic: str,
    s: Exact,
    length: Length,
    *,
    digits: int = ...,
    as_: Literal["fractions"],
    route: str = ...,
    threads: int = ...,
) -> Tuple[Fraction, Fraction]: ...

@overload
def expect(
    statistic: str,
    s: Exact,
    length: Length,
    *,
    digits: int = ...,
    as_: Literal["mpi"],
    route: str = ...,
    threads: int = ...,
) -> Any: ...

@overload
def expect(
    statistic: str,
    s: Exact,
    length: Many,
    *,
    digits: int = ...,
    as_: Literal["float"],
    route: str = ...,
    threads: int = ...,
) -> npt.NDArray[np.float64]: ...

@overload
def expect(
    statistic: str,
    s: Exact,
    length: Many,
    *,
    digits: int = ...,
    as_: Literal["enclosure", "fractions", "mpi"] = ...,
    route: str = ...,
    threads: int = ...,
) -> npt.NDArray[Any]: ...

def expect(
    statistic: str,
    s: Exact,
    length: Any,
    *,
    digits: int = 15,
    as_: str = "enclosure",
    route: str = "stein",
    threads: int = 0,
) -> Any:
    """Exact expectation of a softmax statistic of `length` standard normal scores with slope s.

    `statistic` is a name ("A", "B", "C", ...; statistics() lists them) or a polynomial in S(n,p) = sum w_i^n xi_i^p and s,
    such as "S(1,1)^2 - 2*s*S(1,1) + s^2". One value for one length, an array of the shape of `length` otherwise; `as_` as
    in Model.deviation.
    """
    require_form(as_, FORMS)
    texts, shape = length_texts(length)
    unique = list(dict.fromkeys(texts))
    threads = whole(threads, "threads", 0, 4096)
    pairs = _core.expect(statistic, exact_text(s, "s"), unique, digits, route, threads) if unique else []
    by_text = {text: of_pair(pair) for text, pair in zip(unique, pairs)}
    return shaped([by_text[text] for text in texts], shape, as_)


def statistics() -> List[str]:
    """Names of softmax statistics (docs/theory/exact.md 1.1 defines them)."""
    return _core.statistic_names()
