"""What citizens bring and want, whatever the design; it knows no window."""
