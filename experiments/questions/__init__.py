"""The questions of planners: scenarios of the J city hall or a district, each with its committed table."""
