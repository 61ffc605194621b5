"""`python -m hallsim`: the command line where no `hallsim` is on the path."""

from hallsim.cli.main import main

if __name__ == "__main__":
    main()
