"""Values that a scenario holds: laws, durations, hours, weekdays, ranges."""
