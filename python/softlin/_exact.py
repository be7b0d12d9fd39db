"""Exact numbers, vectors and matrices from what a Python user writes.

An int, Fraction, Decimal or text ("1/3", "sqrt(2)", "0.1") is itself. A float, of Python or NumPy, means the decimal that
its repr shows, as in a model file: 0.1 is one tenth.
"""

from __future__ import annotations

import math
import numbers
from decimal import Decimal
from fractions import Fraction
from typing import Any, List, NoReturn, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

from . import _core

Exact = Union[int, float, str, Fraction, Decimal, "np.integer[Any]", "np.floating[Any]"]
ExactVector = Union[Exact, Sequence[Exact], npt.NDArray[Any]]
ExactMatrix = Union[Exact, Sequence[Sequence[Exact]], npt.NDArray[Any]]
Length = Union[int, float, str, "np.integer[Any]", "np.floating[Any]"]
#: Several lengths: a text alone is one.
Many = Union[
    Sequence[Union[int, float, "np.integer[Any]", "np.floating[Any]"]],
    List[str],
    Tuple[str, ...],
    List[Union[int, str]],
    npt.NDArray[Any],
]


def refuse(argument: str, found: str, expected: str) -> NoReturn:
    """Raises InputError in the library's words."""
    raise _core.InputError(f"{argument}: found {found}, expected {expected}")


def shown(value: object) -> str:
    """A value as messages show it."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def exact_text(value: Any, argument: str) -> str:
    """The exact number that `value` means, as text that the library reads."""
    if isinstance(value, (bool, np.bool_)):
        refuse(argument, shown(value), "a number")
    if isinstance(value, str):
        if not value.strip():
            refuse(argument, shown(value), 'an exact number such as 2, "1/3" or "sqrt(2)"')
        return str(value)
    if isinstance(value, (int, np.integer)):
        try:
            return str(int(value))
        except ValueError:  # Python's own limit on decimal text
            refuse(argument, "an integer of thousands of digits", "one of at most 4300 digits")
    if isinstance(value, numbers.Rational):
        return f"{exact_text(int(value.numerator), argument)}/{exact_text(int(value.denominator), argument)}"
    if isinstance(value, Decimal):
        if not value.is_finite():
            refuse(argument, shown(value), "a finite number")
        return str(value).lower()
    if isinstance(value, (float, np.floating)):
        if not math.isfinite(value):
            refuse(argument, shown(value), "a finite number")
        return float.__repr__(value) if isinstance(value, float) else str(value)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return exact_text(value[()], argument)
    refuse(argument, shown(value), 'an exact number: int, Fraction, Decimal, float or text such as "sqrt(2)"')


def exact_fraction(value: Any, argument: str) -> Fraction:
    """The rational number that `value` means."""
    text = exact_text(value, argument)
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        refuse(argument, shown(value), "a rational number")


def entries(values: Any, argument: str) -> List[Any]:
    """The members of a sequence or of the first dimension of an array."""
    if isinstance(values, np.ma.MaskedArray):
        refuse(argument, "a masked array", "an array without a mask")
    if isinstance(values, np.ndarray):
        return list(values)
    if isinstance(values, Sequence) and not isinstance(values, (str, bytes)):
        return list(values)
    refuse(argument, shown(values), "a sequence or an array of numbers")


def is_number(value: Any) -> bool:
    """Whether the value is one number rather than several."""
    return isinstance(value, (str, numbers.Number, Decimal, np.generic)) or (
        isinstance(value, np.ndarray) and value.ndim == 0
    )


def exact_vector(values: Any, argument: str) -> List[str]:
    """Texts of the entries; one number is a vector of length 1."""
    if is_number(values):
        return [exact_text(values, argument)]
    members = entries(values, argument)
    if not members:
        refuse(argument, "no numbers", "at least one")
    for i, member in enumerate(members):
        if not is_number(member):
            refuse(f"{argument}[{i}]", shown(member), "a number: a vector has one dimension")
    return [exact_text(member, f"{argument}[{i}]") for i, member in enumerate(members)]


def exact_matrix(values: Any, argument: str) -> List[List[str]]:
    """Texts of the rows; one number is a 1 x 1 matrix."""
    if is_number(values):
        return [[exact_text(values, argument)]]
    members = entries(values, argument)
    if not members:
        refuse(argument, "no rows", "at least one")
    rows = []
    for i, member in enumerate(members):
        if is_number(member):
            refuse(f"{argument}[{i}]", shown(member), "a row of numbers: a matrix has two dimensions")
        rows.append(exact_vector(member, f"{argument}[{i}]"))
        if len(rows[i]) != len(rows[0]):
            refuse(f"{argument}[{i}]", f"a row of {len(rows[i])} numbers", f"{len(rows[0])}, as in the first row")
    return rows


def quoted(text: str) -> str:
    """A TOML string."""
    out = ['"']
    for c in text:
        if c in '"\\':
            out.append("\\" + c)
        elif ord(c) < 32 or ord(c) == 127:
            out.append(f"\\u{ord(c):04x}")
        else:
            out.append(c)
    return "".join(out) + '"'


def toml_vector(texts: Sequence[str]) -> str:
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def toml_matrix(rows: Sequence[Sequence[str]]) -> str:
    return "[" + ", ".join(toml_vector(row) for row in rows) + "]"


def length_texts(lengths: Any) -> Tuple[List[str], Union[Tuple[int, ...], None]]:
    """Texts of the lengths in order, and their shape, None for a single one. An infinite float is the infinite prompt."""

    def text(value: Any) -> str:
        if isinstance(value, (float, np.floating)) and value == math.inf:
            return "inf"
        return exact_text(value, "lengths")

    if is_number(lengths):
        return [text(lengths)], None
    array = lengths if isinstance(lengths, np.ndarray) else None
    if array is not None:
        return [text(value) for value in array.ravel()], array.shape
    members = entries(lengths, "lengths")
    for member in members:
        if not is_number(member):
            refuse("lengths", shown(member), "whole numbers")
    return [text(value) for value in members], (len(members),)


def whole(value: Any, argument: str, least: int, most: int) -> int:
    """A whole number in a range."""
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and least <= int(value) <= most:
        return int(value)
    refuse(argument, shown(value), f"a whole number from {least} to {most}")
