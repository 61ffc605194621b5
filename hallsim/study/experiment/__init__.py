"""A study of many points: how factors are combined, when a point has run enough, what comes of it."""
