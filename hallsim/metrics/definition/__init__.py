"""Of what a metric is made: population, sample, statistic and what replications add."""
