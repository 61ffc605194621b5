"""The command line: `hallsim` and its commands, each over a function of `hallsim.api`."""

from hallsim.cli.main import main

__all__ = ["main"]
