"""Replications of designs, paired comparisons with intervals, and the folder that keeps them."""
