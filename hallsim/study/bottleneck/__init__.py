"""Where the days of a lead time go, and what one more officer, window or meeting would bring."""
