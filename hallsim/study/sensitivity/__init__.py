"""Which guess decides the answer: one at a time, Morris, Sobol, and where two designs break even."""
