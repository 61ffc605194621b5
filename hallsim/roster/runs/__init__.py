"""Rosters run: the same citizens for every one, what was run is kept."""
