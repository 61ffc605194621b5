"""hallsim: the same citizens through competing designs of an administrative service hall."""

__version__ = "0.1.0"
