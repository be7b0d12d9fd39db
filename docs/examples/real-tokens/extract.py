#!/usr/bin/env python3
"""Makes tokens.npy, query.txt and covariance.txt from the vectors of an npm package. Needs numpy.

    npm pack @sap-ux/fiori-docs-embeddings@1.2.6
    tar xzf sap-ux-fiori-docs-embeddings-1.2.6.tgz
    ./extract.py package/data/embeddings

The package (Apache-2.0, SAP SE or an SAP affiliate company) holds 778 vectors of 384 float32 numbers: passages of technical
documentation as the model all-MiniLM-L6-v2 sees them, each of length 1. What is kept is their projection, about their mean, on
the 32 directions of largest variance: the keys of an attention head of that width.
"""
import json
import pathlib
import sys

import numpy as np

WIDTH = 32
QUERY_ROW = 100


def main():
    folder = pathlib.Path(sys.argv[1])
    about = json.loads((folder / "metadata.json").read_text())
    vectors = np.fromfile(folder / "embeddings.bin", dtype="<f4").astype(float)
    vectors = vectors.reshape(about["totalVectors"], about["dimensions"])
    centred = vectors - vectors.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    # The sign of a direction is free: its largest entry shall be positive.
    directions = directions[:WIDTH]
    largest = np.abs(directions).argmax(axis=1)
    directions *= np.sign(directions[np.arange(WIDTH), largest])[:, None]
    tokens = (centred @ directions.T).astype("<f4")
    here = pathlib.Path(__file__).parent
    np.save(here / "tokens.npy", tokens)

    exact = tokens.astype(float)
    covariance = np.cov(exact, rowvar=False, bias=True)
    # A query whose scores have standard deviation 1 when U = I, so that U = s I has the slope s.
    z = exact[QUERY_ROW] - exact.mean(axis=0)
    z /= np.sqrt(z @ covariance @ z)
    (here / "query.txt").write_text("[" + ", ".join(f"{x:.6f}" for x in z) + "]\n")
    rows = ["[" + ", ".join(f"{x:.12g}" for x in row) + "]" for row in (covariance + covariance.T) / 2]
    (here / "covariance.txt").write_text("[" + ",\n ".join(rows) + "]\n")
    kept = (sizes[:WIDTH] ** 2).sum() / (sizes**2).sum()
    print(f"{len(tokens)} tokens, {WIDTH} of {about['dimensions']} directions with {kept:.1%} of the variance")
    scores = exact @ z
    print(f"scores: standard deviation {scores.std():.4f}, skewness {((scores - scores.mean())**3).mean():.3f}, "
          f"kurtosis {((scores - scores.mean())**4).mean():.3f}, largest {scores.max() - scores.mean():.3f}")


main()
