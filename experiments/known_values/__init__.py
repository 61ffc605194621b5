"""hallsim against known values of theory and published traces, through scenarios/textbook."""
