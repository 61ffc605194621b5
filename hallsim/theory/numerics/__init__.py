"""Numerical methods that the formulas share."""
