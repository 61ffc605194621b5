"""Whether the answer holds over the ranges of what was assumed."""
