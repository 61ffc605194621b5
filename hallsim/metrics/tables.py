"""Figures broken down: by group, service, department, queue, window, hour, day; over the day; per citizen.

All functions return pandas tables; the warm-up is left out as in every metric.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np

from hallsim.audit.company import by_agent
from hallsim.audit.duty import wait_end
from hallsim.audit.spans import Int
from hallsim.metrics.matter_metrics import FAILED, in_hand, is_late
from hallsim.metrics.sample import DEFAULT_WAIT_TARGET_MIN, Sample
from hallsim.trace import NEVER, End, Trace
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN

if TYPE_CHECKING:
    import pandas as pd

Dimension = Literal[
    "group",
    "service",
    "department",
    "queue",
    "window",
    "hour",
    "day",
    "priority",
    "task",
    "purpose",
    "office",
    "home",
]
HALF_HOUR_MS = MS_PER_HOUR // 2
MATTER_DIMENSIONS = ("group", "service", "department", "day", "home")


def by(trace: Trace, dimension: Dimension, wait_target_min: float = DEFAULT_WAIT_TARGET_MIN) -> pd.DataFrame:
    """Figures by one dimension, the index (names in the order of the design; hour and day as numbers).

    Columns from tickets at windows: n_tickets, wait_mean, wait_median, wait_p90, wait_target_share, p_wait,
    abandonment_share (minutes and shares, as the metrics of that name). By group, service, department and day
    (of the first visit) also, from matters: n_matters, served_share, one_trip_share, visits_per_matter,
    lead_first_visit_mean, late_or_left_share.  By window: utilisation, and tickets that were called.

    Raises:
        ValueError: no such dimension.
    """
    import pandas as pd

    sample = Sample(trace, wait_target_min)
    code, names = _ticket_dimension(sample, dimension)
    keep = code >= 0
    tickets = pd.DataFrame({
        "key": code[keep],
        "wait": sample.waits_min[keep],
        "short": (sample.called & (sample.waits_min <= wait_target_min))[keep],
        "left": sample.gave_up[keep],
    }).groupby("key")  # fmt: skip
    table = pd.DataFrame({
        "n_tickets": tickets.size(),
        "wait_mean": tickets["wait"].mean(),
        "wait_median": tickets["wait"].median(),
        "wait_p90": tickets["wait"].quantile(0.9),
        "wait_target_share": tickets["short"].mean(),
        "p_wait": tickets["wait"].agg(lambda wait: float((wait > 0).mean())),
        "abandonment_share": tickets["left"].mean(),
    })  # fmt: skip
    if dimension in MATTER_DIMENSIONS:
        table = table.join(_by_matter(sample, dimension), how="outer")
        table["n_tickets"] = table["n_tickets"].fillna(0).astype("int64")
    if dimension == "window":
        table = table.join(_utilisation(sample), how="outer")
        table["n_tickets"] = table["n_tickets"].fillna(0).astype("int64")
    if names is not None:
        table.index = pd.Index([names[int(key)] for key in table.index], name=dimension)
    table.index.name = dimension
    return table


def _ticket_dimension(s: Sample, dimension: str) -> tuple[Int, tuple[str, ...] | None]:
    """(code of each counted window ticket, names of the codes or None for plain numbers)."""
    t, m, c = s.trace.tickets, s.trace.matters, s.trace.citizens
    rows, names = s.tickets, s.trace.names
    service = m["service"][t["matter"][rows]]
    departments, department_of = departments_of(s.trace)
    purposes = ("lodge", "supplement", "correct", "collect", "enquire")
    known: dict[str, Callable[[], tuple[Int, tuple[str, ...] | None]]] = {
        "group": lambda: (c["group"][t["citizen"][rows]], names.groups),
        "service": lambda: (service, names.services),
        "department": lambda: (department_of[service], departments),
        "queue": lambda: (t["queue"][rows], names.queues),
        "window": lambda: (t["server"][rows], names.servers),
        "task": lambda: (t["task"][rows], names.tasks),
        "purpose": lambda: (s.trace.visits["purpose"][t["visit"][rows]], purposes),
        "priority": lambda: (t["priority"][rows], None),
        "hour": lambda: (t["issue_ms"][rows] % MS_PER_DAY // MS_PER_HOUR, None),
        "day": lambda: (t["issue_ms"][rows] // MS_PER_DAY, None),
    }
    known |= _network_dimensions(s)
    if dimension not in known:
        raise ValueError(f"no dimension {dimension!r}: choose from {', '.join(known)}")
    return known[dimension]()


def _network_dimensions(s: Sample) -> dict[str, Callable[[], tuple[Int, tuple[str, ...] | None]]]:
    """By kind of office, and by kind of place where citizens live; none in a single hall."""
    net, t = s.trace.network, s.trace.tickets
    if net is None:
        return {}
    offices, office = kinds_of(net.office_kind)
    at = office[np.array(net.queue_office, np.int64)]
    places, place = kinds_of(net.place_kind)
    return {
        "office": lambda: (at[t["queue"][s.tickets]], offices),
        "home": lambda: (place[net.home][t["citizen"][s.tickets]], places),
    }


def kinds_of(names: tuple[str, ...]) -> tuple[tuple[str, ...], Int]:
    """(kinds in order of appearance, index of the kind of each)."""
    kinds = tuple(dict.fromkeys(names))
    return kinds, np.array([kinds.index(name) for name in names], np.int64)


def departments_of(trace: Trace) -> tuple[tuple[str, ...], Int]:
    """(departments in order of appearance, index of the department of each service)."""
    departments = tuple(dict.fromkeys(trace.names.service_department))
    return departments, np.array([departments.index(d) for d in trace.names.service_department], np.int64)


def _by_matter(s: Sample, dimension: str) -> pd.DataFrame:
    import pandas as pd

    m, rows = s.trace.matters, s.matters
    codes: dict[str, Callable[[], Int]] = {
        "group": lambda: s.trace.citizens["group"][m["citizen"][rows]],
        "service": lambda: m["service"][rows],
        "department": lambda: departments_of(s.trace)[1][m["service"][rows]],
        "day": lambda: m["first_visit_ms"][rows] // MS_PER_DAY,
        "home": lambda: _home_of(s, m["citizen"][rows]),
    }
    served = m["state"][rows] == End.SERVED
    ended = ~np.isin(m["state"][rows], [End.INSIDE, End.IN_APPROVAL, End.AWAY])
    failed = np.isin(m["state"][rows], FAILED)
    lead = np.full(len(m["matter"]), np.nan)
    lead[in_hand(s)] = s.lead_workdays(in_hand(s), "first_visit_ms", "in_hand_ms")
    one_trip = np.where(ended, served & (m["n_visits"][rows] <= 1), np.nan)
    groups = pd.DataFrame({
        "key": codes[dimension](),
        "served": served,
        "one_trip": one_trip,
        "visits": m["n_visits"][rows],
        "lead": lead[rows],
        "bad": failed | is_late(s)[rows],
    }).groupby("key")  # fmt: skip
    return pd.DataFrame({
        "n_matters": groups.size(),
        "served_share": groups["served"].mean(),
        "one_trip_share": groups["one_trip"].mean(),
        "visits_per_matter": groups["visits"].mean(),
        "lead_first_visit_mean": groups["lead"].mean(),
        "late_or_left_share": groups["bad"].mean(),
    })  # fmt: skip


def _home_of(s: Sample, citizen: Int) -> Int:
    assert s.trace.network is not None
    return kinds_of(s.trace.network.place_kind)[1][s.trace.network.home[citizen]]


def _utilisation(s: Sample) -> pd.DataFrame:
    import pandas as pd

    rows = s.windows[s.on_duty_ms[s.windows] > 0]
    index = pd.Index(rows, name="key")
    return pd.DataFrame({"utilisation": s.busy_ms[rows] / s.on_duty_ms[rows]}, index=index)


def utilisation_by_window(trace: Trace) -> pd.DataFrame:
    """One row a window that was on duty: station, hours_on_duty, hours_busy, utilisation."""
    import pandas as pd

    s = Sample(trace)
    rows = s.windows[s.on_duty_ms[s.windows] > 0]
    on_duty, busy = s.on_duty_ms[rows] / MS_PER_HOUR, s.busy_ms[rows] / MS_PER_HOUR
    names = trace.names
    return pd.DataFrame(
        {
            "station": [names.server_station[row] for row in rows],
            "hours_on_duty": on_duty,
            "hours_busy": busy,
            "utilisation": busy / on_duty,
        },
        index=pd.Index([names.servers[row] for row in rows], name="window"),
    )


def waiting_over_day(trace: Trace) -> pd.DataFrame:
    """Tickets by the half hour of issue (index: ms of the day): n_tickets, wait_mean, wait_p90 in minutes."""
    import pandas as pd

    s = Sample(trace)
    slot = trace.tickets["issue_ms"][s.tickets] % MS_PER_DAY // HALF_HOUR_MS * HALF_HOUR_MS
    waits = pd.DataFrame({"clock_ms": slot, "wait": s.waits_min}).groupby("clock_ms")["wait"]
    return pd.DataFrame(
        {"n_tickets": waits.size(), "wait_mean": waits.mean(), "wait_p90": waits.quantile(0.9)}
    )


def queue_length_over_day(trace: Trace) -> pd.DataFrame:
    """Mean number waiting for windows and inside by half hour (index: ms of the day), over open days."""
    import pandas as pd

    s = Sample(trace)
    t, v = trace.tickets, trace.visits
    rows = ~s.is_desk_ticket
    n_slots = MS_PER_DAY // HALF_HOUR_MS
    days = s.open_days

    def within(start: Int, end: Int) -> Int:
        horizon_ms = trace.days.horizon_ms
        return _by_slot(np.clip(start, s.from_ms, horizon_ms), np.clip(end, s.from_ms, horizon_ms), days)

    waiting = within(t["issue_ms"][rows], wait_end(trace)[rows])
    inside = within(v["arrive_ms"], v["arrive_ms"] + s.hall_ms)
    table = pd.DataFrame(
        {"waiting": waiting / MS_PER_MIN, "inside": inside / MS_PER_MIN},
        index=pd.Index(np.arange(n_slots) * HALF_HOUR_MS, name="clock_ms"),
    )
    minutes = _by_slot(np.array([s.from_ms]), np.array([trace.days.horizon_ms]), days) / MS_PER_MIN
    used = (table > 0).any(axis=1).to_numpy()
    span = slice(int(used.argmax()), n_slots - int(used[::-1].argmax())) if used.any() else slice(0, 0)
    return table.div(np.where(minutes > 0, minutes, np.nan), axis=0).iloc[span]


def _by_slot(start: Int, end: Int, days: Int) -> Int:
    """(slots of a day,) time covered in each half hour, summed over spans and over the days given."""
    n_slots = MS_PER_DAY // HALF_HOUR_MS
    if not len(days) or not len(start):
        return np.zeros(n_slots, np.int64)
    edges = (days[:, None] * MS_PER_DAY + np.arange(n_slots + 1) * HALF_HOUR_MS).ravel()
    # Area before an instant: sum over spans of the time they cover before it.
    order_start, order_end = np.sort(start), np.sort(end)
    sums = [np.concatenate([[0], np.cumsum(x)]) for x in (order_start, order_end)]
    begun = np.searchsorted(order_start, edges)
    over = np.searchsorted(order_end, edges)
    area = (begun * edges - sums[0][begun]) - (over * edges - sums[1][over])
    return np.asarray(np.diff(area.reshape(len(days), n_slots + 1), axis=1).sum(axis=0), np.int64)


def lead_time_distribution(trace: Trace) -> pd.DataFrame:
    """Cases in hand: service, department, first_visit_workdays, accept_workdays (nan for instant)."""
    import pandas as pd

    s = Sample(trace)
    m, rows = trace.matters, in_hand(s)
    instant = np.array(trace.names.service_is_instant, np.bool_)[m["service"][rows]]
    accept = s.lead_workdays(rows, "accepted_ms", "decided_ms")
    names = trace.names
    return pd.DataFrame({
        "service": [names.services[i] for i in m["service"][rows]],
        "department": [names.service_department[i] for i in m["service"][rows]],
        "first_visit_workdays": s.lead_workdays(rows, "first_visit_ms", "in_hand_ms"),
        "accept_workdays": np.where(instant, np.nan, accept),
    })  # fmt: skip


def citizen_outcomes(trace: Trace) -> pd.DataFrame:
    """One row a citizen who counts, by identity, to pair one to one between designs of a replication.

    Columns: group, service (of the first matter), wait_min and time_in_hall_min (all visits), visits,
    lead_workdays (first visit to the last certificate in hand; nan unless served), state (End's name).
    """
    import pandas as pd

    s = Sample(trace)
    t, v, m, c = trace.tickets, trace.visits, trace.matters, trace.citizens
    n = len(c["citizen"])
    in_person = ~by_agent(trace)
    own = (t["visit"] != NEVER) & np.append(in_person, True)[t["visit"]]
    v = {name: column[in_person] for name, column in v.items()}
    wait = np.bincount(t["citizen"][own], weights=(wait_end(trace) - t["issue_ms"])[own], minlength=n)
    hall = np.bincount(v["citizen"], weights=s.hall_ms[in_person], minlength=n)
    first = np.full(n, len(m["matter"]), np.int64)
    np.minimum.at(first, m["citizen"], m["matter"])
    rows, names = s.citizens, trace.names
    lead = s.workdays_at(c["end_ms"]) - s.workdays_at(c["arrive_ms"])
    table = pd.DataFrame({
        "group": pd.Categorical.from_codes(c["group"][rows], categories=pd.Index(names.groups)),
        "service": pd.Categorical.from_codes(m["service"][first[rows]], categories=pd.Index(names.services)),
        "wait_min": wait[rows] / MS_PER_MIN,
        "time_in_hall_min": hall[rows] / MS_PER_MIN,
        "visits": np.bincount(v["citizen"], minlength=n)[rows],
        "lead_workdays": np.where(c["state"] == End.SERVED, lead, np.nan)[rows],
        "state": pd.Categorical.from_codes(c["state"][rows], categories=pd.Index([e.name for e in End])),
    })  # fmt: skip
    table.index = pd.Index(c["identity"][rows], name="identity")
    return table
