"""The command line, also as `python -m hallsim` where no `hallsim` is on the path."""

import signal


def main() -> None:
    """Run the command line.

    Ctrl-C while its modules are loaded, before anything hears it, ends the process without a traceback.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else the caller has it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from hallsim.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
