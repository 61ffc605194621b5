"""The compiled engine held against the reference at length, and with faults planted in it."""
