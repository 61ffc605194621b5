"""Rosters: the cheapest staffing that keeps what is promised, proven by simulation.

From the load a need by station, weekday and period; from shifts and contracts a roster that covers it; from
simulation, with the same citizens for every roster tried, one that holds what is promised at less cost.
"""
