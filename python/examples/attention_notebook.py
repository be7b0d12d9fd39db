# A notebook in plain Python: the cells begin with "# %%", as editors and jupytext read them.
# Run it with python3; its output stands beside it in attention_notebook.out.

# %% [markdown]
# How far is softmax attention with a finite prompt from its infinite-prompt limit, and which published bound says so?
#
# Tokens are Gaussian in the plane, correlated; one head with U = I/5; one query.

# %%
import numpy as np
import softlin
from softlin import Gaussian, Identity, Model

model = Model(Gaussian(covariance=[[1, "1/2"], ["1/2", 1]]), U=Identity("1/5"), query=[1, -1])
print(model)

# %% [markdown]
# The limit is linear in the query: T(z) = V m + V Gamma U z. All entries are rational here, so they are exact fractions;
# ask for floats when a plot needs them.

# %%
print("limit:", [str(x) for x in model.limit()], "=", model.limit(as_="float"))
matrix, offset = model.linear_operator()
print("operator:", matrix.tolist())

# %% [markdown]
# The error E |T_L - T|^2 of a prompt of L tokens is no rational number. It comes as an enclosure: two exact ends with the
# value between them, as many digits as asked for, at any length.

# %%
lengths = np.array([16, 256, 10**6, 10**18])
errors = model.deviation(lengths, digits=12)
for L, error in zip(lengths, errors):
    print(f"{L:>20}  {error}")

# %% [markdown]
# Enclosures calculate exactly and compare only when every pair of points agrees. L times the error settles at
# (tr Gamma + |Gamma U z|^2) e^{s^2} = 2.02 exp(1/25), s^2 = (Uz)^T Gamma (Uz): here is mpmath's interval for that.

# %%
import mpmath

mpmath.iv.dps = 30
constant = mpmath.iv.mpf(202) / 100 * mpmath.iv.exp(mpmath.iv.mpf(1) / 25)
scaled = errors[-1] * int(lengths[-1])
print("L times the error:", scaled)
print("2.02 exp(1/25):   ", mpmath.nstr(constant, 18))
print("the error at 256 certainly exceeds 1/128:", errors[1] > "1/128")

# %% [markdown]
# Which of the proved bounds is the sharpest, and by how much does it miss?

# %%
for L, value in zip(lengths, softlin.best_bound(model, lengths)):
    error = model.deviation(L)
    print(f"{L:>20}  {value.bound.name:<20} {float(value.value):.6g}   bound/error = {float(value.value / error):.6f}")

# %% [markdown]
# Sampled prompts give NumPy arrays. They are samples, not proofs: a mean comes with its standard error. The same seed
# gives the same bits on any number of threads.

# %%
sample = model.deviation(256, method="naive", prompts=4000, seed=1)
print(f"sampled: {sample.mean:.5f} +- {sample.std_error:.5f}; exact: {errors[1]:.5f}")
values = model.sample_squared_errors(256, 4000, seed=1)
print("quantiles of |error|:", np.round(np.sqrt(np.quantile(values, [0.5, 0.9, 0.99])), 4))

# %% [markdown]
# A claim from a paper, held against the exact error. The built-in suite has the paper's own; this one fails as printed.

# %%
result = softlin.check(claims="prop-3.1-as-printed")
for row in result:
    print(f"{row.claim}, L = {row.length}: {row.verdict} (expected: {row.expected})")
