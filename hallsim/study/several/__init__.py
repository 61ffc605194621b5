"""Several worlds, and values tried one after another: studies side by side."""
