#!/bin/sh
# Is the constant of my lemma right, and what is the best one? docs/examples/validate-a-constant.md tells the story.

# 1. The lemma as the draft has it.
softlin check lemma.toml || echo "status $?"

# 2. The smallest constant at these lengths, for each scale of U.
softlin calibrate lemma.toml --solve C

# 3. The corrected constant, with a control that must be flagged.
softlin check corrected.toml

# 4. A theorem for every length: the headline bound.
softlin constants headline --model model.toml --length 16,1e9
