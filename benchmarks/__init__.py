"""Speed and size of hallsim beside a textbook SimPy model and Ciw, on the same two systems."""
