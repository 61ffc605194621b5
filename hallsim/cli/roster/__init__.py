"""`hallsim roster`."""
