#!/bin/sh
# A table for a paper: docs/examples/table-for-a-paper.md tells the story.

# 1. The table on the screen.
softlin table table.toml

# 2. The same for LaTeX, without a column, the longest prompts first.
softlin table table.toml --columns model,length,error,bound,ratio,verdict --sort=model,-length --format latex --output error.tex
cat error.tex

# 3. A figure as PGFPlots text, which LaTeX draws with the fonts of the paper.
softlin plot deviation --s 1/2,1 --lengths 16,256,4096 --prompts 1000 --out figures > figures.txt
ls figures/*.tex
