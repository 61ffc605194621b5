"""The study file: one question on a scenario, what is varied for it, and what is expected."""
