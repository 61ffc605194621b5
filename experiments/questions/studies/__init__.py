"""The questions of the survey reports as study files: run, held against what was expected, shown."""
