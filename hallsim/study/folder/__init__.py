"""The folder that keeps a study: finished replications, results, its lock."""
