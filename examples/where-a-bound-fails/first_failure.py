#!/usr/bin/env python3
"""first_failure.py MODEL.toml C: the first prompt length at which the exact error exceeds C/L.

Every comparison is of fractions: softlin prints ends that are rounded outward, and Fraction reads them as they are.
"""

import json
import subprocess
import sys
from fractions import Fraction


def errors(model, lengths):
    """The enclosures (lower, upper) of the exact error, from one run of the program."""
    text = ",".join(map(str, lengths))
    lines = subprocess.run(["softlin", "deviation", model, "--length", text, "--format", "json"],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    return [(Fraction(row["lower"]), Fraction(row["upper"])) for row in map(json.loads, lines)]


def main():
    model, constant = sys.argv[1], Fraction(sys.argv[2])
    # All lengths of a stretch at once cost little more than one, so each stretch is ten times as long as the last.
    start, end = 1, 10
    while end <= 100000:
        lengths = range(start, end)
        for length, (lower, upper) in zip(lengths, errors(model, lengths)):
            if lower > constant / length:
                print(f"violated first at L = {length}: the error is {float(lower):.8f}..., the bound {float(constant / length):.8f}")
                return 0
            if upper > constant / length:
                print(f"undecided at L = {length}")
                return 1
        print(f"proved for L = {start} to {end - 1}")
        start, end = end, min(10 * end, end + 200)
    return 1


if __name__ == "__main__":
    sys.exit(main())
