#!/usr/bin/env python3
"""Times the work of sampler_bench.cpp in NumPy, on one thread, the way it is written by hand.

Prints lines `benchmark nanoseconds`, named after the benchmarks of softlin that they are compared with.
"""
import os
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy

TOKENS, LENGTH = 1 << 18, 1024


def model(d):
    i = numpy.arange(d)
    covariance = 0.5 ** abs(i[:, None] - i[None, :])
    value = numpy.cos(i[:, None] * d + i[None, :]) / d**0.5
    key_query = numpy.eye(d) + numpy.sin(3 * i[:, None] + 5 * i[None, :]) / d
    slope = key_query @ (-1.0) ** i
    slope /= (slope @ covariance @ slope) ** 0.5
    return numpy.linalg.cholesky(covariance), value, slope, value @ covariance @ slope


def naive(d):
    """Batches of prompts that stay in the second cache."""
    root, value, slope, target = model(d)
    random = numpy.random.default_rng(1)
    batch = max(1, (1 << 18) // (LENGTH * d))
    total = 0.0
    for _ in range(TOKENS // LENGTH // batch):
        tokens = random.standard_normal((batch, LENGTH, d)) @ root.T
        scores = tokens @ slope
        weights = numpy.exp(scores - scores.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        total += ((numpy.einsum("bl,bld->bd", weights, tokens) @ value.T - target) ** 2).sum()
    return total


def table(batched):
    d, queries = 4, 36
    i = numpy.arange(d)
    random = numpy.random.default_rng(1)
    for covariance in (numpy.eye(d), 0.5 ** abs(i[:, None] - i[None, :]), numpy.diag(0.5**i)):
        root = numpy.linalg.cholesky(covariance)
        for length in (16, 32, 64, 128, 256, 512, 1024):
            for _ in range(8):
                key_query, value = random.standard_normal((2, d, d)) * 0.4
                tokens = random.standard_normal((length, d)) @ root.T
                z = random.standard_normal((queries, d)) @ root.T
                for part in [z] if batched else z[:, None]:
                    slopes = part @ key_query.T
                    scores = tokens @ slopes.T
                    weights = numpy.exp(scores - scores.max(axis=0))
                    weights /= weights.sum(axis=0)
                    means = weights.T @ tokens
                    second = numpy.einsum("lq,li,lj->qij", weights, tokens, tokens, optimize=True)
                    excess = value @ (second - means[:, :, None] * means[:, None, :] - covariance)
                    deviation = means - slopes @ covariance
                    yield ((deviation @ value.T) ** 2).sum(), d * (deviation**2).sum(), (
                        (excess**2).sum(axis=(1, 2)) * (part**2).sum(axis=1)).sum()


def report(name, work):
    best = min(cpu_time(work) for _ in range(3))
    print(name, f"{best * 1e9:.0f}", flush=True)


def cpu_time(work):
    start = time.process_time()
    work()
    return time.process_time() - start


report("sampling_baseline_numpy/naive_d4", lambda: naive(4))
report("sampling_baseline_numpy/naive_d32", lambda: naive(32))
report("concentration_table_baseline_loop", lambda: list(table(False)))
report("concentration_table_baseline_batched", lambda: list(table(True)))
