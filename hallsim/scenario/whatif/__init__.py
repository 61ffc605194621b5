"""What if: numbers of a scenario set or moved by their paths, for one question."""
