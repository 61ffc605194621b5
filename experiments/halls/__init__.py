"""The halls of the survey reports: what is given of each beside what the model gives."""
