"""Who runs: this process, several, or a cluster; the rows are the same whoever it is."""
