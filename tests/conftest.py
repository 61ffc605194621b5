"""What every test shares: no display, the same examples on every run, the repository's root."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples on every machine and no time limits: a test fails for the code, never for the weather.
settings.register_profile(
    "hallsim",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
# On the build machine a failure is reported as found: shrinking a whole scenario takes minutes.
settings.register_profile(
    "ci", parent=settings.get_profile("hallsim"), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
settings.load_profile("ci" if os.environ.get("CI") else "hallsim")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True, scope="session")
def signals_as_on_a_terminal() -> None:
    """A shell starts what runs in the background deaf to Ctrl-C, nohup to SIGHUP; tests send both."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
