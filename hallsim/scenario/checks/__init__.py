"""Cross-checks: what no single key can tell to be wrong."""
