"""Whether the reference engine leaves the same records before and after an edit: a hash of every table."""
