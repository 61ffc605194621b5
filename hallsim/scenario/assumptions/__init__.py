"""Numbers of a scenario by their paths: what they rest on, and moving them."""
