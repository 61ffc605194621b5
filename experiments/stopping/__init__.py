"""How often intervals hold that a point of a study stopped at because they were narrow enough."""
