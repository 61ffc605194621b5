"""The way of a matter under a design, as lines that carry their kind."""
