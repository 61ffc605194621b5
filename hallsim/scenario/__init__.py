"""Scenario files: strict YAML with positions, read into frozen World, Design and run defaults."""
