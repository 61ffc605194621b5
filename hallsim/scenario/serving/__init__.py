"""What follows from a design: who serves what, when, and with which powers."""
