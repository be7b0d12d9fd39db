"""Claims, verdicts, tables."""

import json
import math
import subprocess
import tempfile
import unittest
from pathlib import Path

import softlin
from support import MODELS, PROGRAM, Case, program_lines

SUITE = """
title = "Two claims"
[models.line]
tokens = { law = "gaussian", covariance = 1 }
head = { U = "1/2", V = 1 }
query = { law = "fixed", z = 1 }

[[claim]]
id = "true"
model = "line"
bound = "2/L"
lengths = [4, 16]

[[claim]]
id = "false"
model = "line"
bound = "1/(2*L)"
lengths = [4, 1e6]
expected = "violated"

[[claim]]
id = "sampled"
model = "line"
bound = "3/L"
method = "naive"
prompts = 100
lengths = [4]
"""


class Checks(Case):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = Path(self._folder.name)
        self.suite = self.folder / "suite.toml"
        self.suite.write_text(SUITE)

    def test_rows(self):
        found = softlin.check(self.suite)
        self.assertEqual([row.verdict for row in found], ["proved"] * 2 + ["violated"] * 2 + ["consistent"])
        self.assertTrue(found.as_expected)
        self.assertEqual([dict(row) for row in found], program_lines("check", self.suite))
        row = found.of_claim("false")[1]
        self.assertEqual((row.claim, row.length, row.expected), ("false", 10**6, "violated"))
        self.assertTrue(row.bound < row.deviation)
        self.assertEqual(row["method"], "exact")
        sampled = found[4]
        self.assertIsNone(sampled.deviation)
        self.assertGreater(sampled["mean"], 0)
        self.assertIn("5 rows: 2 proved, 2 violated, 1 consistent", found.summary)
        self.assertIn("Claims of ", str(found))
        self.assertEqual(repr(row), "<softlin.CheckRow false, L = 1000000: violated>")

    def test_some_claims(self):
        self.assertEqual([row.length for row in softlin.check(self.suite, claims="true")], [4, 16])
        self.assertEqual(len(softlin.check([self.suite], claims=["false", "true"])), 4)
        with self.assert_refused(softlin.InputError, 'claims: found "untrue"', "true, false or sampled"):
            softlin.check(self.suite, claims=["untrue"])
        with self.assert_refused(softlin.InputError, "claims"):
            softlin.check(self.suite, claims=[])
        with self.assert_refused(softlin.InputError, "suite"):
            softlin.check([])

    def test_built_in_suite(self):
        found = softlin.check(claims=["lemma-2.1", "prop-3.1-as-printed"])
        self.assertEqual({row.claim for row in found}, {"lemma-2.1", "prop-3.1-as-printed"})
        self.assertTrue(found.as_expected)
        self.assertEqual(found[0].length, math.inf)

    def test_folder_of_results_is_that_of_the_program(self):
        out = self.folder / "out"
        found = softlin.check(self.suite, out=out)
        self.assertEqual([json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()],
                         [dict(row) for row in found])
        again = softlin.check(self.suite, out=out, resume=True)
        self.assertEqual(list(map(dict, again)), list(map(dict, found)))
        subprocess.run([PROGRAM, "check", self.suite, "--out", out, "--resume", "--quiet"], check=True, capture_output=True)
        self.assertTrue((out / "report.html").exists())
        with self.assertRaises(softlin.InputError):
            softlin.check(self.suite, out=out)
        with self.assert_refused(softlin.InputError, "resume", "out"):
            softlin.check(self.suite, resume=True)

    def test_bad_suite(self):
        self.suite.write_text(SUITE.replace('"2/L"', '"2/M"'))
        with self.assert_refused(softlin.InputError, "suite.toml:11", 'claim "true"', "bound", "unknown name 'M'"):
            softlin.check(self.suite)


class Tables(Case):
    def test_table(self):
        text = softlin.table("bounds", "csv", s=[0, "1/2"], lengths=[16])
        self.assertEqual(len(text.splitlines()), 3)
        self.assertIn("\\toprule", softlin.table("bounds", "latex", s=0, lengths=16))
        self.assertIn("regression", softlin.tables())
        rows = [json.loads(line) for line in softlin.table("bounds", "json", s=1, lengths=[16, 64]).splitlines()]
        self.assertEqual(len(rows), 2)
        model = softlin.read_model(MODELS / "plane.toml")
        self.assertEqual(len(softlin.table("bounds", "csv", model=model, lengths=[16]).splitlines()), 2)

    def test_choices(self):
        """Columns, rows, their order, caption and label."""
        text = softlin.table("bounds", "csv", s=[0, 1], lengths=[16, 64, 256], columns=["length", "model"],
                             rows="L=17..1e9", sort="-length")
        self.assertEqual(text.splitlines(), ["length,model", "256,s = 0", "256,s = 1", "64,s = 0", "64,s = 1"])
        self.assertEqual(text, softlin.table("bounds", "csv", s=[0, 1], lengths=[16, 64, 256], columns="length,model",
                                             rows="L=17..1e9", sort=["-length"]))
        latex = softlin.table("bounds", "latex", s=1, lengths=16, caption="Mine", label="tab:mine", digits=4)
        for part in ("Mine. Exact values to 4 digits", "\\label{tab:mine}"):
            self.assertIn(part, latex)

    def test_own_file(self):
        path = MODELS.parent / "tables" / "regression.toml"
        rows = [json.loads(line) for line in softlin.table(path, "json", digits=9).splitlines()]
        self.assertEqual(rows, [json.loads(line) for line in softlin.table(str(path), "json", digits=9).splitlines()])
        risk = softlin.Regression([[1, 0], [0, "1/2"]], alpha="1/2").risk(64, digits=15)
        found = next(row for row in rows if row["regression"] == "worked" and row["length"] == "64")["value"]
        self.assertTrue(softlin.Enclosure(found["lower"], found["upper"]).overlaps(risk))
        self.assertIn("exact values to 5 digits", softlin.table(path))  # what the file says

    def test_refused(self):
        for call, *parts in (
            (lambda: softlin.table("bounds", rows="L=7", lengths=16), "rows: found 'L=7', which no row meets"),
            (lambda: softlin.table("bounds", columns="colour"), "columns: found the column 'colour'"),
            (lambda: softlin.table("nothing.toml"), "nothing.toml: found no such file"),
            (lambda: softlin.table(MODELS.parent / "tables" / "slopes.toml", s=1), "s: found it with a table of your own"),
            (lambda: softlin.table("everything"), "name: found 'everything'", "bounds"),
            (lambda: softlin.table("bounds", "pdf"), "pdf"),
            (lambda: softlin.table("bounds", lambda_=1), "lambda_", "lengths"),
            (lambda: softlin.table("bounds", s=-1), "s: found -1"),
            (lambda: softlin.table("bounds", colour="red"), "colour"),
            (lambda: softlin.table("bounds", quantity=1), "quantity"),
        ):
            with self.assert_refused(softlin.InputError, *parts):
                call()


if __name__ == "__main__":
    unittest.main()
