"""The reference engine: a deterministic function of a plan and of decisions."""
