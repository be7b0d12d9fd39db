#!/bin/sh
# Where does a bound fail? docs/examples/where-a-bound-fails.md tells the story; run this in a copy of the folder.

# 1. The claim at lengths 1, 10, 100, ...
softlin check claim.toml --digits 8 || echo "status $?"

# 2. The first length at which it fails.
python3 first_failure.py model.toml 6

# 3. Why: the exponent of the averaged error depends on the variance of the scores.
softlin table exponents --lambda 1/4,1 --lengths 1e2,1e3,1e6,1e9

# 4. What holds instead; and for every length, not only those listed, the bound that the catalogue proves.
softlin check corrected.toml --digits 8
softlin constants average-power-law --model model.toml --length 80,1e9

# 5. The same question for one query, on a whole region: could q = e^{s^2} in the headline bound be e^{0.9 s^2}?
softlin region headline --constant 9/10 --s 0..4 --length 1..1000000 || echo "status $?"
