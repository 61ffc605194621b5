"""The reference engine: a deterministic function of a plan and a demand."""
