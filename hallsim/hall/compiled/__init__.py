"""The compiled engine: the records of the reference, in C++ (``docs/engines.md``)."""
