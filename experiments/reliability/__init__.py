"""What becomes of a run that is killed, has no disk, or nobody to read it."""
