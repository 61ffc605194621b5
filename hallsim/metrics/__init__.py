"""Figures computed from a trace by pure functions."""
