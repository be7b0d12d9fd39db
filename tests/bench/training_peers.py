#!/usr/bin/env python3
"""Times the training step of training_bench.cpp in NumPy, on one thread, the way it is written by hand.

Prints lines `benchmark nanoseconds`, named after the benchmarks of softlin that they are compared with.
"""
import os
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy

D, BATCH, RATE, NOISE = 5, 128, 0.001, 0.1**0.5


class Head:
    def __init__(self):
        self.key, self.label_key = 0.5 / D**0.5 * numpy.eye(D), numpy.zeros(D)
        self.value, self.label_value = numpy.zeros(D), 0.5

    def step(self, rate, tokens, labels, query, target, softmax):
        """One step of gradient descent on the mean of (prediction - target)^2 / 2."""
        slopes = query @ self.key.T
        label_slopes = query @ self.label_key
        scores = numpy.matmul(tokens, slopes[:, :, None])[:, :, 0] + label_slopes[:, None] * labels
        values = tokens @ self.value + self.label_value * labels
        if softmax:
            weights = numpy.exp(scores - scores.max(axis=1, keepdims=True))
            weights /= weights.sum(axis=1, keepdims=True)
            prediction = (weights * values).sum(axis=1)
            pull = weights * (values - prediction[:, None])
        else:
            weights = scores / scores.shape[1]
            prediction = (weights * values).sum(axis=1)
            pull = values / scores.shape[1]
        error = (prediction - target) / len(target)
        mean = numpy.matmul(weights[:, None, :], tokens)[:, 0]
        pulled = numpy.matmul(pull[:, None, :], tokens)[:, 0]
        self.key -= rate * ((error[:, None] * pulled).T @ query)
        self.label_key -= rate * ((error * (pull * labels).sum(axis=1)) @ query)
        self.value -= rate * (error @ mean)
        self.label_value -= rate * (error @ (weights * labels).sum(axis=1))
        return (error**2).sum()


class Training:
    def __init__(self, length, softmax, linear):
        i = numpy.arange(D)
        self.root = numpy.linalg.cholesky(0.5 ** abs(i[:, None] - i[None, :]))
        self.random = numpy.random.default_rng(1)
        self.length = length
        self.heads = [(Head(), kind) for kind, wanted in ((True, softmax), (False, linear)) if wanted]

    def step(self):
        normal = self.random.standard_normal
        task = normal((BATCH, D)) / D**0.5
        query = normal((BATCH, D)) @ self.root.T
        tokens = (normal((BATCH * self.length, D)) @ self.root.T).reshape(BATCH, self.length, D)
        labels = numpy.matmul(tokens, task[:, :, None])[:, :, 0] + NOISE * normal((BATCH, self.length))
        target = (task * query).sum(axis=1)
        for head, softmax in self.heads:
            head.step(RATE, tokens, labels, query, target, softmax)


def report(name, training, steps):
    best = min(cpu_time(training, steps) for _ in range(3))
    print(name, f"{best / steps * 1e9:.0f}", flush=True)


def cpu_time(training, steps):
    start = time.process_time()
    for _ in range(steps):
        training.step()
    return time.process_time() - start


for length in (10, 50, 100, 1000):
    report(f"training_step_of_baseline_numpy/L{length}", Training(length, True, True), max(10, 10000 // length))
report("training_step_of_baseline_numpy/softmax_L1000", Training(1000, True, False), 20)
report("training_step_of_baseline_numpy/linear_L1000", Training(1000, False, True), 20)
