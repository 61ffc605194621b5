"""A session of punctual appointments with exponential service: Bailey's rule, no-shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.theory.numerics.guards import require_rate, require_servers, require_whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_APPOINTMENTS = 250
"""The law of the number present goes on by dense matrices of that size."""


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

    require_whole(
        "the appointments of a session", n_appointments, 1, MOST_APPOINTMENTS, "cut it into sessions"
    )
    require_whole("the appointments together at first", together, 1)
    if together > n_appointments:
        raise ValueError(f"a session of {n_appointments} cannot begin with {together} appointments together")
    if not 0 <= no_show < 1:
        raise ValueError(f"no_show must lie in [0, 1), got {no_show}")
    require_rate("interval", interval)
    require_rate("mean", mean)
    require_servers(c)
    n = np.arange(n_appointments + 1)
    ends = np.minimum(n, c) / mean
    law = np.zeros(n_appointments + 1)
    law[0] = 1.0
    waits: list[float] = []
    later = _after(interval / mean, n_appointments, c)
    for k in range(n_appointments):
        if k >= together:
            law = law @ later
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


def _after(interval: float, n: int, c: int) -> NDArray[np.float64]:
    """Chances of j present (columns) an interval after i (rows), nobody coming; a service is 1 on average.

    Nothing changes any more after the time in which n are as good as certainly served: n - c ends at rate c,
    then the slowest of c.
    """
    import numpy as np
    from scipy.linalg import expm

    busy = min(n, c)
    all_served = (n + 12.0 * math.sqrt(n)) / busy + 45.0 + math.log(busy)
    ends = np.minimum(np.arange(n + 1), c)
    chances = expm(min(interval, all_served) * (np.diag(ends[1:], -1) - np.diag(ends)).astype(np.float64))
    chances = np.maximum(chances, 0.0)
    return np.asarray(chances / chances.sum(axis=1)[:, np.newaxis])
