"""Runs: one replication of one design in one world, the unit of work of every question; none done twice."""
