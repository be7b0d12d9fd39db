"""Python threads, and Ctrl-C."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import softlin
from softlin import Gaussian, Identity, Model
from support import Case


def model(scale="1/5"):
    return Model(Gaussian(covariance=[[1, "1/2"], ["1/2", "sqrt(2)"]]), U=Identity(scale), query=[1, -1])


class Threads(Case):
    def test_many_threads_give_the_same_ends(self):
        """Formulas are made and dropped on all threads while others compute without the lock."""

        def work(i):
            made = model(f"1/{3 + i % 3}")
            return (made.deviation([16, 100 + i % 2], threads=1).tolist(), made.limit(digits=30).tolist(),
                    made.sample_squared_errors(8, 50, seed=i % 2).tolist(), made.to_toml(),
                    softlin.constants("headline", model=made, lengths=64).values[0].value)

        alone = [work(i) for i in range(6)]
        with ThreadPoolExecutor(8) as pool:
            for i, found in enumerate(pool.map(work, range(60))):
                self.assertEqual(found, alone[i % 6])

    def test_others_run_meanwhile(self):
        """A long sample leaves the lock to other Python threads."""
        counts = []
        done = threading.Event()

        def count():
            n = 0
            while not done.is_set():
                n += 1
                time.sleep(0.001)
            counts.append(n)

        thread = threading.Thread(target=count)
        thread.start()
        start = time.monotonic()
        model().sample_squared_errors(20000, 3000, threads=1)
        seconds = time.monotonic() - start
        done.set()
        thread.join()
        self.assertGreater(counts[0], 5 * seconds, f"{seconds} s")

    def test_the_bits_do_not_depend_on_the_threads(self):
        values = [model().sample_squared_errors(50, 333, threads=n) for n in (1, 2, 7)]
        self.assertTrue(all(np.array_equal(values[0], other) for other in values))


INTERRUPTED = """
import sys, time, softlin
from softlin import Gaussian, Identity, Model
model = Model(Gaussian(dimension=2), U=Identity("1/5"), query=[1, -1])
print("ready", flush=True)
try:
    {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
    print(model.deviation(16) < 1, flush=True)
"""

LONG = """
[claim]
id = "long"
bound = "1"
lengths = [1000000]
method = "naive"
prompts = 1000000
model.tokens = { law = "gaussian" }
model.head = { U = "1/2" }
model.query = { law = "fixed", z = 1 }
"""

LONG_TABLE = """
row = { models = "line", lengths = [1000000] }
column = { show = "error", method = "naive", prompts = 1000000 }
[models.line]
tokens = { law = "gaussian" }
head = { U = "1/2" }
query = { law = "fixed", z = 1 }
"""


class Interrupt(Case):
    def interrupt(self, call):
        process = subprocess.Popen([sys.executable, "-c", INTERRUPTED.format(call=call)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=os.environ)
        self.assertEqual(process.stdout.readline(), "ready\n")
        time.sleep(0.7)
        self.assertIsNone(process.poll(), "it ended before it could be interrupted")
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((out, err, process.returncode), ("interrupted\nTrue\n", "", 0))
        return time.monotonic() - start

    def test_samples(self):
        self.assertLess(self.interrupt("model.sample_squared_errors(10**6, 10**6)"), 15)

    def test_sampled_deviation(self):
        self.assertLess(self.interrupt("model.deviation([10**9], method='naive', prompts=10**6)"), 15)

    def test_vectors(self):
        self.assertLess(self.interrupt("model.sample_errors(10**6, 10**6)"), 15)

    def test_own_table(self):
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "long.toml"
            table.write_text(LONG_TABLE)
            self.assertLess(self.interrupt(f"softlin.table({str(table)!r})"), 15)

    def test_check(self):
        with tempfile.TemporaryDirectory() as folder:
            suite = Path(folder) / "long.toml"
            suite.write_text(LONG)
            self.assertLess(self.interrupt(f"softlin.check({str(suite)!r})"), 15)


if __name__ == "__main__":
    unittest.main()
