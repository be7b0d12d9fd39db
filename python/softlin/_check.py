"""Claims held against exact and sampled errors, and tables."""

from __future__ import annotations

import json
import math
import os
from fractions import Fraction
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union

from . import _core
from ._bounds import handle_of
from ._core import InputError
from ._enclosure import Enclosure
from ._exact import exact_text, exact_vector, is_number, length_texts, refuse, shown, whole
from ._model import Model

Path = Union[str, "os.PathLike[str]"]


class CheckRow(Mapping[str, Any]):
    """One row of a check: its keys are those of `softlin check --format json`, and what matters most is an attribute."""

    __slots__ = ("_data",)

    def __init__(self, data: Dict[str, Any]) -> None:
        self._data = data

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        where = f", L = {self._data['length']}" if "length" in self._data else ""
        return f"<softlin.CheckRow {self.claim}{where}: {self.verdict}>"

    @property
    def claim(self) -> str:
        """The claim's id."""
        return str(self._data["claim"])

    @property
    def verdict(self) -> str:
        """ "proved", "violated", "consistent" or "undecided"."""
        return str(self._data["verdict"])

    @property
    def expected(self) -> str:
        """A verdict, or "holds"."""
        return str(self._data["expected"])

    @property
    def as_expected(self) -> bool:
        return bool(self._data["as_expected"])

    @property
    def length(self) -> Union[int, float, None]:
        """The prompt length, math.inf for the infinite prompt; None in a row about an identity."""
        text = self._data.get("length")
        return None if text is None else math.inf if text == "inf" else int(text)

    @property
    def deviation(self) -> Optional[Enclosure]:
        """The exact value, enclosed; None in sampled rows, which have "mean" and "std_error"."""
        return self._ends("deviation")

    @property
    def bound(self) -> Optional[Enclosure]:
        """The bound's value, enclosed."""
        return self._ends("bound")

    def _ends(self, name: str) -> Optional[Enclosure]:
        if f"{name}_lower_hex" in self._data:
            return Enclosure._of(of_hex(self._data[f"{name}_lower_hex"]), of_hex(self._data[f"{name}_upper_hex"]))
        if f"{name}_lower" in self._data and "inf" not in self._data[f"{name}_upper"]:
            return Enclosure(self._data[f"{name}_lower"], self._data[f"{name}_upper"])
        return None


def of_hex(text: str) -> Fraction:
    """The exact value of "0x1.8p-3", whatever its number of digits."""
    sign = -1 if text.startswith("-") else 1
    mantissa, _, exponent = text.lstrip("+-").lower().partition("p")
    whole_part, _, part = mantissa[2:].partition(".")
    power = int(exponent or "0") - 4 * len(part)
    digits = int(whole_part + part, 16)
    return sign * (Fraction(digits << power) if power >= 0 else Fraction(digits, 1 << -power))


class CheckResult(Sequence[CheckRow]):
    """All rows of a check, in the order of the suite; str() is the table that the program prints."""

    def __init__(self, rows: List[CheckRow], summary: str, text: str) -> None:
        self._rows = rows
        self.summary = summary
        self._text = text

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<softlin.CheckResult {self.summary}>"

    @property
    def as_expected(self) -> bool:
        """Whether every verdict is the expected one."""
        return all(row.as_expected for row in self._rows)

    def of_claim(self, claim: str) -> List[CheckRow]:
        """The rows of one claim."""
        return [row for row in self._rows if row.claim == claim]


def check(
    suite: Union[Path, Sequence[Path], None] = None,
    *,
    claims: Union[str, Sequence[str], None] = None,
    out: Optional[Path] = None,
    resume: bool = False,
    stop_early: bool = False,
    digits: int = 15,
    threads: int = 0,
) -> CheckResult:
    """Compares claims with exact and sampled errors, as `softlin check` does.

    suite  : a suite file or several; None: the built-in suite of the paper's claims
    claims : ids of the claims to look at; all unless given. Their rows are as in a run of the whole suite
    out    : folder for results.jsonl, each row as soon as it is known; an interrupted run (Ctrl-C raises KeyboardInterrupt)
             goes on with resume=True, or with `softlin check --out DIR --resume`, which also makes the report page
    """
    if suite is None:
        files: List[str] = []
    elif isinstance(suite, (str, os.PathLike)):
        files = [os.fspath(suite)]
    else:
        files = [os.fspath(path) for path in suite]
        if not files:
            refuse("suite", "no files", "suite files, or None for the built-in suite")
    names = [] if claims is None else [claims] if isinstance(claims, str) else list(claims)
    if claims is not None and not names:
        refuse("claims", "no names", "ids of claims, or None for all")
    lines, summary, text = _core.check(
        files, names, "" if out is None else os.fspath(out), resume, stop_early, digits, whole(threads, "threads", 0, 256)
    )
    return CheckResult([CheckRow(json.loads(line)) for line in lines], summary, text)


def tables() -> List[str]:
    """Names of the tables that table() makes."""
    return _core.table_names()


def _column_names(value: Union[str, Sequence[str]]) -> str:
    """Names with commas between them, as the program reads them."""
    if isinstance(value, str):
        return value
    return ",".join(f'"{name}"' if "," in name else name for name in value)


def table(
    name: Path,
    format: str = "text",
    *,
    digits: Optional[int] = None,
    threads: int = 0,
    model: Optional[Model] = None,
    columns: Union[str, Sequence[str]] = (),
    rows: str = "",
    sort: Union[str, Sequence[str]] = (),
    caption: Optional[str] = None,
    label: Optional[str] = None,
    **options: Any,
) -> str:
    """A table of `softlin table` as text: format "text", "csv", "latex", "markdown", "html" or "json" (lines with
    both ends). `name` is one of tables(), or the path of a TOML file with a table of your own.

    digits: 6, or what the file says. columns, rows, sort, caption and label are those of the program: which columns in
    which order, conditions on rows ("L=16..1e6;verdict!=proved"), and columns to sort by ("-L": from the largest).
    Options, as far as the table reads them: lengths, s, u, lambda_, d (numbers or lists of them), suite (paths), quantity.
    """
    own = not isinstance(name, str) or name.endswith(".toml")
    texts: Dict[str, List[str]] = {}
    for option, value in options.items():
        if option == "lengths":
            texts[option] = length_texts(value)[0]
        elif option == "suite":
            paths = [value] if isinstance(value, (str, os.PathLike)) else list(value)
            texts[option] = [os.fspath(path) for path in paths]
        elif option == "quantity":
            if not isinstance(value, str):
                refuse(option, shown(value), "output, grad-v or grad-u")
            texts[option] = [value]
        else:
            texts[option] = [exact_text(value, option)] if is_number(value) else exact_vector(value, option)
    count = whole(threads, "threads", 0, 4096)
    shown_columns, order = _column_names(columns), _column_names(sort)
    handle = handle_of(model)
    try:
        return _core.table(
            os.fspath(name), own, format, digits, count, handle, texts, shown_columns, rows, order, caption, label
        )
    except InputError as error:  # an option of the program is an argument here
        message = str(error)
        if not message.startswith("--"):
            raise
        raise InputError(message[2:]) from None
