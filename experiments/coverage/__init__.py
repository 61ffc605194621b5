"""How often the intervals of a study cover, and how often its verdicts err."""
