"""What the drawn numbers mean under a design, resolved before the clock starts."""
