"""What the tests of the Python package share."""

import csv
import json
import os
import subprocess
import unittest
from fractions import Fraction
from pathlib import Path

import softlin

TESTS = Path(__file__).resolve().parent.parent
DATA = TESTS / "data"
MODELS = TESTS / "golden" / "models"
REGRESSIONS = TESTS / "golden" / "regressions"
PROGRAM = os.environ.get("SOFTLIN", "")


def program_lines(*arguments):
    """The objects that the program prints as JSON."""
    found = subprocess.run([PROGRAM, *map(str, arguments), "--format", "json"], capture_output=True, text=True, check=True)
    try:
        return [json.loads(found.stdout)]
    except json.JSONDecodeError:  # several objects, one a line
        return [json.loads(line) for line in found.stdout.splitlines()]


def reference_rows(name):
    """The rows of a table of independently computed values."""
    with open(DATA / name, encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def reference_ends(text, digits):
    """A reference value whose last of `digits` digits is rounded, as an enclosure."""
    value = Fraction(text)
    return softlin.Enclosure(value - abs(value) / 10 ** (digits - 1), value + abs(value) / 10 ** (digits - 1))


class Case(unittest.TestCase):
    def assert_refused(self, error, *parts):
        """A context in which `error` is raised with a message that has all the parts."""
        return _Refused(self, error, parts)


class _Refused:
    def __init__(self, case, error, parts):
        self._case, self._parts = case, parts
        self._context = case.assertRaises(error)

    def __enter__(self):
        return self._context.__enter__()

    def __exit__(self, *arguments):
        if not self._context.__exit__(*arguments):
            return False
        for part in self._parts:
            self._case.assertIn(part, str(self._context.exception))
        return True
