"""Estimates, intervals, and what may be said of a comparison."""
