"""What targets measure, and whether they are met."""
