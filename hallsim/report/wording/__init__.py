"""Words and numbers as people read them, in both languages."""
