"""Text that mypy --strict must refuse, in each marked line."""

import softlin

model = softlin.Model(softlin.Gaussian(), U=1, query=1)
a: int = model.deviation(16)  # wrong
b: softlin.Sample = model.deviation(16)  # wrong
c: softlin.Enclosure = model.deviation(16, method="naive")  # wrong
d = model.deviation(16, method="quick")  # wrong
e = softlin.Gaussian(mean=None, covariance={1: 2})  # wrong
f = softlin.Enclosure(None)  # wrong
g = softlin.bounds()[0].nam  # wrong
