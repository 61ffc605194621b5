"""The kinds of arrival: a file each, and a row of `KINDS` in `hallsim.scenario.world.arrivals`."""
