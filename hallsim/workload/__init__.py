"""The load that a scenario states, worked out before anything is run."""
