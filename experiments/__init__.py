"""Studies with their committed results."""
