"""Where something happens: at a terminal or a window, at a desk or at home, in the main hall or elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.trace.model import NEVER, Purpose, Trace, once_a_trace

Mask = NDArray[np.bool_]
KIOSK, HOME, BUREAU = "kiosk", "home", "bureau"


@once_a_trace
def is_terminal(trace: Trace) -> Mask:
    """(servers,) at which nobody sits."""
    names = trace.names
    return np.array([kind == KIOSK for kind in names.server_kind] or [False] * len(names.servers), np.bool_)


@once_a_trace
def comes_home(trace: Trace) -> Mask:
    """(servers,) teams that come to the citizens: behind no window, and no officers at a desk either."""
    names = trace.names
    away = [station == HOME for station in names.server_station]
    return np.array(away, np.bool_) & np.array(names.server_is_desk, np.bool_)


@once_a_trace
def is_home_queue(trace: Trace) -> Mask:
    """(queues,) of who waits at home for a team."""
    names = trace.names
    return np.array([name == HOME for name in names.queues], np.bool_) & np.array(
        names.queue_is_desk, np.bool_
    )


@once_a_trace
def is_bureau_queue(trace: Trace) -> Mask:
    """(queues,) of departments' bureaus, which are in other buildings."""
    names = trace.names
    found = np.zeros(len(names.queues), np.bool_)
    for kind, queues in zip(names.server_kind, names.server_queues, strict=False):
        if kind == BUREAU:
            found[list(queues)] = True
    return found


@once_a_trace
def visits_main_hall(trace: Trace) -> Mask:
    """(visits,) which are to the main hall."""
    here = trace.visits["purpose"] != Purpose.ELSEWHERE
    drawn = trace.tickets["visit"]
    here[drawn[is_bureau_queue(trace)[trace.tickets["queue"]] & (drawn != NEVER)]] = False
    return np.asarray(here if trace.network is None else here & (trace.network.trips["office"] == 0))


@once_a_trace
def in_main_hall(trace: Trace) -> Mask:
    """(tickets,) whose queue is in the main hall."""
    here = ~is_bureau_queue(trace)
    if trace.network is not None:
        here &= np.array(trace.network.queue_office, np.int64) == 0
    return np.asarray(here[trace.tickets["queue"]])
