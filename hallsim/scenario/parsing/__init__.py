"""Text to located values: YAML with positions, and tables in CSV files."""
