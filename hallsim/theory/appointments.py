"""A session of punctual appointments with exponential service: Bailey's rule, no-shows."""

from dataclasses import dataclass

from hallsim.theory.guards import require_rate, require_servers
from hallsim.theory.transient import advance


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentSession:
    """Expected wait of each appointment, if the citizen comes; end of the session; idle time till then.

    The session ends with the last service, not before the last appointment.
    """

    waits: tuple[float, ...]
    mean_wait: float
    expected_finish: float
    expected_idle: float


def appointment_session(
    n_appointments: int, interval: float, mean: float, c: int = 1, together: int = 1, no_show: float = 0.0
) -> AppointmentSession:
    """Appointments at 0 (`together` of them), interval, 2 interval, ..; `c` servers, in order of coming.

    Each citizen stays away with probability `no_show`, independently; the others come on the minute.
    Exact by recursion on the number present just before each appointment.
    Source: Bailey 1952, J. R. Stat. Soc. B 14:185-199 (the setting, and two at the beginning); Jansson 1966.
    """
    import numpy as np

    if n_appointments < 1 or not 1 <= together <= n_appointments:
        raise ValueError(
            f"a session needs at least one appointment and has the first ones together, got {n_appointments} "
            f"and {together}"
        )
    if not 0 <= no_show < 1:
        raise ValueError(f"no_show must lie in [0, 1), got {no_show}")
    require_rate("interval", interval)
    require_rate("mean", mean)
    require_servers(c)
    n = np.arange(n_appointments + 1)
    none = np.zeros(n_appointments + 1)
    ends = np.minimum(n, c) / mean
    law = np.zeros(n_appointments + 1)
    law[0] = 1.0
    waits: list[float] = []
    for k in range(n_appointments):
        if k >= together:
            law, _ = advance(law, none, ends, interval)
        waits.append(float(law @ np.maximum(n - c + 1, 0)) * mean / c)
        law = (1.0 - no_show) * np.concatenate(([0.0], law[:-1])) + no_show * law
    until_empty = np.concatenate(([0.0], np.cumsum(1.0 / ends[1:])))
    finish = (n_appointments - together) * interval + float(law @ until_empty)
    return AppointmentSession(
        waits=tuple(waits),
        mean_wait=sum(waits) / n_appointments,
        expected_finish=finish,
        expected_idle=c * finish - n_appointments * (1.0 - no_show) * mean,
    )
