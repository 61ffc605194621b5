"""Which engine runs a study, and both held against each other."""
