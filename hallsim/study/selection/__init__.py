"""The best of many designs with a stated probability."""
