"""Mutated scenario files: each is refused in words or accepted, soon, and never a traceback."""
