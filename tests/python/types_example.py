"""Text that mypy --strict must accept: see the test python.types."""

from fractions import Fraction
from typing import List

import numpy as np
import numpy.typing as npt
import softlin

model: softlin.Model = softlin.Model(softlin.Gaussian(covariance=np.eye(2)), U=softlin.Identity("1/5"), query=[1, -1])
error: softlin.Enclosure = model.deviation(16)
errors: npt.NDArray[np.object_] = model.deviation([16, 64])
sample: softlin.Sample = model.deviation(16, method="naive")
samples: List[softlin.Sample] = model.deviation([16, 64], method="reduced")
value: float = model.deviation(16, as_="float")
values: npt.NDArray[np.float64] = model.deviation(np.array([16, 64]), as_="float")
end: Fraction = error.lower
less: bool = error < 1
ratio: softlin.Enclosure = 2 * error / error
drawn: npt.NDArray[np.float64] = model.sample_squared_errors(16, 100)
floats: npt.NDArray[np.float64] = model.limit(as_="float")
statistic: softlin.Enclosure = softlin.expect("A", 1, 1000)
best: softlin.BoundValue = softlin.best_bound(model, 16)
several: List[softlin.BoundValue] = softlin.best_bound(model, [16, 64])
names: List[str] = [bound.name for bound in softlin.bounds()]
verdicts: List[str] = [row.verdict for row in softlin.check(claims="lemma-2.1")]
risk: softlin.Enclosure = softlin.Regression(1).risk(16)
scaled: softlin.BestScale = softlin.Regression(1).risk(16, scale="best")
