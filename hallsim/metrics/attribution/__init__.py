"""Where every minute of a visit, a matter and a wait went."""
