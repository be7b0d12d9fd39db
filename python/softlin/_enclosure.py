"""Enclosures: two exact ends with the true value between them."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any, Callable, Optional, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

from . import _core
from ._exact import Exact, exact_fraction, refuse, shown

Pair = Tuple[Fraction, Fraction]
Operand = Union["Enclosure", int, float, str, Fraction, Decimal]


def _down(q: Fraction) -> float:
    """The largest double at or below q."""
    try:
        near = q.numerator / q.denominator
    except OverflowError:
        return math.nextafter(math.inf, 0) if q > 0 else -math.inf
    return near if Fraction(near) <= q else math.nextafter(near, -math.inf)


def _near(q: Fraction) -> float:
    try:
        return q.numerator / q.denominator
    except OverflowError:
        return math.inf if q > 0 else -math.inf


class Enclosure:
    """A closed interval that certainly contains the value it stands for.

    The ends are exact Fractions. Arithmetic with +, -, *, / (other enclosures or exact numbers) is exact on the ends, so
    results enclose too; dependence is not seen (x - x contains 0 but is not 0).

    Comparison: `a < b`, `<=`, `>`, `>=` give True or False only where every pair of points agrees, and raise UndecidedError
    where the enclosures overlap; `certainly_less`, `overlaps` and `contains` never raise. `==` compares enclosures as
    objects: the same two ends.
    """

    __slots__ = ("_lower", "_upper")

    _lower: Fraction
    _upper: Fraction

    def __init__(self, lower: Exact, upper: Optional[Exact] = None) -> None:
        low = exact_fraction(lower, "lower")
        high = low if upper is None else exact_fraction(upper, "upper")
        if high < low:
            refuse("upper", shown(upper), f"an end at or above the lower one, {shown(lower)}")
        object.__setattr__(self, "_lower", low)
        object.__setattr__(self, "_upper", high)

    @classmethod
    def _of(cls, lower: Fraction, upper: Fraction) -> "Enclosure":
        out = cls.__new__(cls)
        object.__setattr__(out, "_lower", lower)
        object.__setattr__(out, "_upper", upper)
        return out

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an Enclosure does not change")

    def __reduce__(self) -> Tuple[Any, ...]:
        return (Enclosure._of, (self._lower, self._upper))

    # --- Ends ---

    @property
    def lower(self) -> Fraction:
        """The lower end, exactly."""
        return self._lower

    @property
    def upper(self) -> Fraction:
        """The upper end, exactly."""
        return self._upper

    @property
    def mid(self) -> Fraction:
        """The midpoint, exactly."""
        return (self._lower + self._upper) / 2

    @property
    def rad(self) -> Fraction:
        """Half the width, exactly."""
        return (self._upper - self._lower) / 2

    @property
    def is_point(self) -> bool:
        """Whether the value is known exactly."""
        return self._lower == self._upper

    def floats(self) -> Tuple[float, float]:
        """The ends as doubles, rounded outward: the value lies between them."""
        return _down(self._lower), -_down(-self._upper)

    def __float__(self) -> float:
        """The midpoint to nearest, for plots and further floating-point work: it bounds nothing."""
        return _near(self.mid)

    def mpi(self, prec: Optional[int] = None) -> Any:
        """The interval as mpmath.iv.mpf, rounded outward to `prec` bits (None: mpmath.iv.prec)."""
        import mpmath  # type: ignore[import]
        from mpmath import libmp

        bits = mpmath.iv.prec if prec is None else prec
        low = libmp.from_rational(self._lower.numerator, self._lower.denominator, bits, libmp.round_floor)
        high = libmp.from_rational(self._upper.numerator, self._upper.denominator, bits, libmp.round_ceiling)
        return mpmath.iv.make_mpf((low, high))

    # --- Text ---

    def text(self, digits: int = 20) -> str:
        """As the program prints it: "[0.0103345 +/- 3.1e-8]"; at most `digits` digits of the midpoint."""
        if self.is_point:
            exact = _exact_text(self._lower)
            if exact:
                return exact
        return _core.enclosure_text(self._lower, self._upper, digits)

    def lower_text(self, digits: int = 0) -> str:
        """A decimal at or below the lower end (0 digits: as many as lose nothing that matters)."""
        return _core.lower_text(self._lower, self._upper, digits)

    def upper_text(self, digits: int = 0) -> str:
        """A decimal at or above the upper end."""
        return _core.upper_text(self._lower, self._upper, digits)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"Enclosure({self.text()})"

    def __format__(self, spec: str) -> str:
        """Without a specification as str(); otherwise the midpoint as a float, which bounds nothing."""
        return str(self) if not spec else format(float(self), spec)

    # --- Comparison ---

    def contains(self, other: Operand) -> bool:
        """Whether every point of `other` lies inside."""
        x = _enclosure(other)
        return self._lower <= x._lower and x._upper <= self._upper

    def overlaps(self, other: Operand) -> bool:
        """Whether there is a common point."""
        x = _enclosure(other)
        return self._lower <= x._upper and x._lower <= self._upper

    def certainly_less(self, other: Operand) -> bool:
        """Whether every point lies below every point of `other`."""
        return self._upper < _enclosure(other)._lower

    def certainly_less_equal(self, other: Operand) -> bool:
        """Whether every point lies at or below every point of `other`."""
        return self._upper <= _enclosure(other)._lower

    def __contains__(self, other: Operand) -> bool:
        return self.contains(other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Enclosure):
            return self._lower == other._lower and self._upper == other._upper
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._lower, self._upper))

    def __lt__(self, other: Operand) -> bool:
        x = _enclosure(other)
        if self._upper < x._lower:
            return True
        if self._lower >= x._upper:
            return False
        raise _undecided(self, "<", x)

    def __le__(self, other: Operand) -> bool:
        x = _enclosure(other)
        if self._upper <= x._lower:
            return True
        if self._lower > x._upper:
            return False
        raise _undecided(self, "<=", x)

    def __gt__(self, other: Operand) -> bool:
        return _enclosure(other) < self

    def __ge__(self, other: Operand) -> bool:
        return _enclosure(other) <= self

    # --- Arithmetic ---

    def __neg__(self) -> "Enclosure":
        return Enclosure._of(-self._upper, -self._lower)

    def __pos__(self) -> "Enclosure":
        return self

    def __abs__(self) -> "Enclosure":
        if self._lower >= 0:
            return self
        if self._upper <= 0:
            return -self
        return Enclosure._of(Fraction(0), max(-self._lower, self._upper))

    def __add__(self, other: Operand) -> "Enclosure":
        return _with(other, lambda x: Enclosure._of(self._lower + x._lower, self._upper + x._upper))

    __radd__ = __add__

    def __sub__(self, other: Operand) -> "Enclosure":
        return _with(other, lambda x: Enclosure._of(self._lower - x._upper, self._upper - x._lower))

    def __rsub__(self, other: Operand) -> "Enclosure":
        return _with(other, lambda x: x - self)

    def __mul__(self, other: Operand) -> "Enclosure":
        return _with(other, lambda x: _hull(p * q for p in (self._lower, self._upper) for q in (x._lower, x._upper)))

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> "Enclosure":
        return _with(other, lambda x: _quotient(self, x))

    def __rtruediv__(self, other: Operand) -> "Enclosure":
        return _with(other, lambda x: _quotient(x, self))


def _enclosure(value: Operand) -> Enclosure:
    return value if isinstance(value, Enclosure) else Enclosure(value)


def _with(other: Any, work: Callable[[Enclosure], Enclosure]) -> Enclosure:
    """work(other) where other is a number; arrays are left to NumPy."""
    if isinstance(other, (np.ndarray, list, tuple)):
        return NotImplemented
    return work(_enclosure(other))


def _hull(values: Any) -> Enclosure:
    found = list(values)
    return Enclosure._of(min(found), max(found))


def _quotient(a: Enclosure, b: Enclosure) -> Enclosure:
    if b._lower <= 0 <= b._upper:
        raise _core.DomainError(f"division: the divisor {b} is not certainly other than 0")
    return _hull(p / q for p in (a._lower, a._upper) for q in (b._lower, b._upper))


def _undecided(a: Enclosure, sign: str, b: Enclosure) -> Exception:
    return _core.UndecidedError(
        f"{a} {sign} {b}: the enclosures overlap, so neither answer is certain; ask for more digits, or use overlaps(), "
        "certainly_less()"
    )


MOST_EXACT_CHARACTERS = 40


def _exact_text(q: Fraction) -> str:
    """q as a short decimal or fraction, or nothing where it is neither."""
    if q.denominator.bit_length() + abs(q.numerator).bit_length() > 8 * MOST_EXACT_CHARACTERS:
        return ""
    rest, places = q.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest == 1:
        digits = str(abs(q.numerator) * 10**places // q.denominator).rjust(places + 1, "0")
        text = ("-" if q < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
    else:
        text = str(q)
    return text if len(text) <= MOST_EXACT_CHARACTERS else ""


def of_pair(pair: Pair) -> Enclosure:
    return Enclosure._of(pair[0], pair[1])


def of_entry(entry: Union[Fraction, Pair]) -> Union[Fraction, Enclosure]:
    """A Fraction as it is, a pair of ends as an enclosure."""
    return entry if isinstance(entry, Fraction) else of_pair(entry)


def converted(value: Union[Fraction, Enclosure], as_: str) -> Any:
    """One exact or enclosed value in the form asked for."""
    if as_ == "exact":
        return value
    x = Enclosure._of(value, value) if isinstance(value, Fraction) else value
    if as_ == "enclosure":
        return x
    if as_ == "fractions":
        return x.lower, x.upper
    if as_ == "mpi":
        return x.mpi()
    return float(x)


def require_form(as_: str, forms: Sequence[str]) -> None:
    if as_ not in forms:
        refuse("as_", shown(as_), "one of " + ", ".join(forms))


def object_array(values: Sequence[Any], shape: Tuple[int, ...]) -> npt.NDArray[Any]:
    """An object array of that shape; its members may be tuples."""
    out = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        out[i] = value
    return out.reshape(shape)


def shaped(values: Sequence[Union[Fraction, Enclosure]], shape: Optional[Tuple[int, ...]], as_: str) -> Any:
    """The values in the form asked for: one of them, or an array of that shape (float64 for floats, else objects)."""
    found = [converted(value, as_) for value in values]
    if shape is None:
        return found[0]
    if as_ == "float":
        return np.array(found, dtype=np.float64).reshape(shape)
    return object_array(found, shape)


def to_numpy(values: Any, end: str = "mid") -> npt.NDArray[np.float64]:
    """Doubles from enclosures, Fractions or other numbers: midpoints to nearest, or "lower" and "upper" ends rounded outward.

    `values` is one value, a sequence, or an array of any shape; the result has its shape.
    """
    if end not in ("mid", "lower", "upper"):
        refuse("end", shown(end), "mid, lower or upper")

    def number(value: Any) -> float:
        if isinstance(value, Enclosure):
            return float(value) if end == "mid" else value.floats()[0 if end == "lower" else 1]
        if isinstance(value, Fraction):
            return _near(value) if end == "mid" else _down(value) if end == "lower" else -_down(-value)
        return float(value)

    array = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    flat = np.array([number(value) for value in array.ravel()], dtype=np.float64)
    return flat.reshape(array.shape)
