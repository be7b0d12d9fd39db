#!/bin/sh
# How long must the prompt be? docs/examples/prompt-length.md tells the story. prompt_length is the program beside this file.

# 1. An error of one part in a hundred, and smaller ones.
prompt_length model.toml 1/100
prompt_length model.toml 0.0001

# 2. A steeper head needs more.
prompt_length steep.toml 1/100
