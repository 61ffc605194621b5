"""The metrics, by what they are about."""
