"""Rosters that were found beside those that a planner makes by hand, and beside all there are."""
