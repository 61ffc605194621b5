"""Checks of what is written and changes nothing."""
