"""Itineraries at work: one matter's way, its approval, and its visits."""
