"""What an engine is given, as flat arrays with names: all that the C++ sources ever see."""
