"""The notebook runs, and prints what stands beside it."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

NOTEBOOK = Path(__file__).resolve().parents[2] / "python" / "examples" / "attention_notebook.py"


class Example(unittest.TestCase):
    def test_output(self):
        found = subprocess.run([sys.executable, NOTEBOOK], capture_output=True, text=True)
        self.assertEqual(found.stderr, "")
        self.assertEqual(found.returncode, 0)
        expected = NOTEBOOK.with_suffix(".out")
        if os.environ.get("SOFTLIN_UPDATE_OUTPUT"):
            expected.write_text(found.stdout)
        self.assertEqual(found.stdout, expected.read_text())

    def test_cells_are_prose_and_code(self):
        cells = NOTEBOOK.read_text().split("# %%")[1:]
        self.assertGreater(sum(cell.startswith(" [markdown]") for cell in cells), 5)
        for cell in cells:
            if cell.startswith(" [markdown]"):
                self.assertTrue(all(line.startswith("#") or not line for line in cell.splitlines()[1:]), cell)


if __name__ == "__main__":
    unittest.main()
