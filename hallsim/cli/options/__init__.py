"""Options that several commands share, and what is told of them."""
