"""Two real halls: their numbers measured on half of the days, the model held against the other half."""
