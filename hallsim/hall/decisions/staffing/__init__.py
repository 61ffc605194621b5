"""Who is there and how fast, in one replication."""
