#!/bin/sh
# What about tokens that are not Gaussian? docs/examples/your-own-token-law.md tells the story.

# 1. Three tokens, equally likely: the limit, and how far it is from linear.
softlin limit discrete.toml

# 2. The error of finite prompts, exactly, against the limit and against the linear operator.
softlin deviation discrete.toml --length 1,4,16,64
softlin deviation discrete.toml --length 64 --target linear

# 3. Tokens drawn from the rows of a table: exactly while there are few prompts to sum over, sampled beyond.
softlin limit vocabulary.toml
softlin deviation vocabulary.toml --length 6,8
softlin deviation vocabulary.toml --length 64,256 --method naive --prompts 20000 --seed 7

# 4. Claims about both, one of which must fail.
softlin check claims.toml
