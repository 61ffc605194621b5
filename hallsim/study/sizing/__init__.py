"""How many: the smallest numbers that hold targets, found on citizens of a search and judged on others."""
