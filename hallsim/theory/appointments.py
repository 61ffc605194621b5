"""A session of punctual appointments at equal intervals with exponential service."""

from dataclasses import dataclass

from hallsim.theory.guards import require_rate, require_servers
from hallsim.theory.transient import advance


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentSession:
    """Expected wait of each appointment in order, end of the last service, server idle time until then."""

    waits: tuple[float, ...]
    mean_wait: float
    expected_finish: float
    expected_idle: float


def appointment_session(n_appointments: int, interval: float, mean: float, c: int = 1) -> AppointmentSession:
    """Appointments at 0, interval, 2 interval, ..; everyone comes, on the minute; `c` servers.

    Exact by recursion on the number present just before each appointment.
    Source: Bailey 1952, J. R. Stat. Soc. B 14:185-199 (the setting); Jansson 1966.
    """
    import numpy as np

    if n_appointments < 1:
        raise ValueError(f"a session needs at least one appointment, got {n_appointments}")
    require_rate("interval", interval)
    require_rate("mean", mean)
    require_servers(c)
    n = np.arange(n_appointments + 1)
    none = np.zeros(n_appointments + 1)
    ends = np.minimum(n, c) / mean
    law = np.zeros(n_appointments + 1)
    law[0] = 1.0
    waits: list[float] = []
    for slot in range(n_appointments):
        if slot:
            law, _ = advance(law, none, ends, interval)
        waits.append(float(law @ np.maximum(n - c + 1, 0)) * mean / c)
        law = np.concatenate(([0.0], law[:-1]))
    until_empty = np.concatenate(([0.0], np.cumsum(1.0 / ends[1:])))
    finish = (n_appointments - 1) * interval + float(law @ until_empty)
    return AppointmentSession(
        waits=tuple(waits),
        mean_wait=sum(waits) / n_appointments,
        expected_finish=finish,
        expected_idle=c * finish - n_appointments * mean,
    )
