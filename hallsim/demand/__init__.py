"""Everything random of a world, drawn before the clock starts."""
