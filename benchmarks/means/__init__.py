"""One slice of an engine in two means of compilation, to choose by measurement: see docs/engines.md."""
