"""By what figures are split: for every row of a table, to which group, service, hour, office ...
it belongs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from hallsim.audit.spans import Int, first_of
from hallsim.demand.streams import uniforms_of
from hallsim.metrics.definition.population import Table
from hallsim.metrics.definition.sample import Sample
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.trace.model import NEVER, Purpose, Trace
from hallsim.units import MS_PER_DAY, MS_PER_HOUR

Dimension = Literal[
    "group", "service", "department", "queue", "window", "desk", "hour", "weekday", "day", "priority", "task",
    "purpose", "office", "home", "age", "rural", "online",
]  # fmt: skip
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
Codes = tuple[Int, tuple[str, ...] | None]
"""(part of every row of the table, -1 without one; names of the parts, or None where they are numbers)."""


def codes(s: Sample, table: Table, dimension: Dimension) -> Codes | None:
    """The part to which each row of a table belongs; None where the rows of the table have no such part.

    Raises:
        ValueError: no such dimension, or none in this trace (offices of a single hall).
    """
    if dimension not in DIMENSIONS:
        raise ValueError(f"no dimension {dimension!r}: choose from {', '.join(DIMENSIONS)}")
    if dimension in ("office", "home") and s.trace.network is None:
        raise ValueError(f"no dimension {dimension!r} where there is one hall")
    found = _OF_TABLE.get(table, {}).get(dimension)
    return None if found is None else s.once(("codes", table, dimension), lambda: found(s))


def splits(table: Table, dimension: Dimension) -> bool:
    """Whether the rows of a table have parts of a dimension."""
    return dimension in _OF_TABLE.get(table, {})


def days_of_parts(s: Sample, *, weekday: bool) -> Int:
    """How many days of each weekday (else: each day by itself) an amount a day is over: the working days of
    the world; of a weekday that is never worked the days on which somebody wants to come.
    """
    days = s.trace.days
    if not weekday:
        return np.isin(np.arange(len(days.is_working)), s.days_of_world).astype(np.int64)
    worked, asked = (
        np.bincount(days.weekday[which], minlength=len(WEEKDAYS))
        for which in (s.days_inside & days.is_working, s.days_of_world)
    )
    return np.where(worked > 0, worked, asked)


def open_hours(s: Sample) -> Int:
    """The hours of the day in which the hall is ever open between warm-up and horizon."""
    spans = s.open_time
    first, last = spans.starts // MS_PER_HOUR, (spans.ends - 1) // MS_PER_HOUR
    found = [
        np.arange(a, min(b, a + 23) + 1) for a, b in zip(first.tolist(), last.tolist(), strict=True) if a <= b
    ]
    return np.unique(np.concatenate(found) % 24) if found else np.empty(0, np.int64)


def kinds_of(names: tuple[str, ...]) -> tuple[tuple[str, ...], Int]:
    """(kinds in order of appearance, index of the kind of each)."""
    kinds = tuple(dict.fromkeys(names))
    return kinds, np.array([kinds.index(name) for name in names], np.int64)


def departments_of(trace: Trace) -> tuple[tuple[str, ...], Int]:
    """(departments in order of appearance, index of the department of each service)."""
    return kinds_of(trace.names.service_department)


def _first_service(s: Sample) -> Int:
    """(all citizens,) the service of the first matter."""
    m = s.trace.matters
    return first_of(m["citizen"], m["service"], len(s.counted), nothing=NEVER)


_SERVICES: dict[Table, Callable[[Sample], Int]] = {
    "citizens": _first_service,
    "visits": lambda s: s.trace.matters["service"][s.trace.visits["matter"]],
    "tickets": lambda s: s.trace.matters["service"][s.trace.tickets["matter"]],
    "matters": lambda s: s.trace.matters["service"],
}
"""The service of every row: a visit's and a ticket's is that of the (first) matter they are for."""

_MOMENTS: dict[Table, Callable[[Sample], Int]] = {
    "citizens": lambda s: s.trace.citizens["arrive_ms"],
    "visits": lambda s: s.trace.visits["arrive_ms"],
    "tickets": lambda s: s.trace.tickets["issue_ms"],
    "matters": lambda s: s.trace.matters["first_visit_ms"],
}
"""When every row began: a citizen's and a visit's coming, a ticket's issue, a matter's first visit."""


def _group(table: Table) -> Callable[[Sample], Codes]:
    def of(s: Sample) -> Codes:
        group = s.trace.citizens["group"]
        owner = {"visits": s.trace.visits, "tickets": s.trace.tickets, "matters": s.trace.matters}.get(table)
        return (group if owner is None else group[owner["citizen"]]), s.trace.names.groups

    return of


def _service(table: Table) -> Callable[[Sample], Codes]:
    return lambda s: (_SERVICES[table](s), s.trace.names.services)


def _department(table: Table) -> Callable[[Sample], Codes]:
    def of(s: Sample) -> Codes:
        names, department = departments_of(s.trace)
        return department[_SERVICES[table](s)], names

    return of


def _by_moment(table: Table, part: Callable[[Sample, Int], Int]) -> Callable[[Sample], Int]:
    def of(s: Sample) -> Int:
        moment = _MOMENTS[table](s)
        return np.where(moment == NEVER, NEVER, part(s, np.maximum(moment, 0)))

    return of


def _weekday_of(s: Sample, moment: Int) -> Int:
    weekday = s.trace.days.weekday
    return np.asarray(weekday[np.minimum(s.trace.days.day_of(moment), len(weekday) - 1)])


def _hour(table: Table) -> Callable[[Sample], Codes]:
    hour = _by_moment(table, lambda s, moment: moment % MS_PER_DAY // MS_PER_HOUR)
    return lambda s: (hour(s), None)


def _weekday(table: Table) -> Callable[[Sample], Codes]:
    weekday = _by_moment(table, _weekday_of)
    return lambda s: (weekday(s), WEEKDAYS)


def _day(table: Table) -> Callable[[Sample], Codes]:
    day = _by_moment(table, lambda s, moment: s.trace.days.day_of(moment))
    return lambda s: (day(s), None)


def _office(table: Table) -> Callable[[Sample], Codes]:
    def of(s: Sample) -> Codes:
        net = s.trace.network
        assert net is not None
        names, office = kinds_of(net.office_kind)
        if table == "matters":
            return _office_of_first_visit(s, office[net.trips["office"]]), names
        at = (
            net.trips["office"] if table == "visits" else np.array(net.queue_office)[s.trace.tickets["queue"]]
        )
        return office[at], names

    return of


def _office_of_first_visit(s: Sample, office: Int) -> Int:
    """(all matters,) where each began; -1 for what was filed from afar. `office` is by visit."""
    visit, matter = s.visits_of_matters
    began = s.trace.visits["arrive_ms"][visit] == s.trace.matters["first_visit_ms"][matter]
    n = len(s.trace.matters["matter"])
    return first_of(matter[began], office[visit[began]], n, nothing=NEVER)


def _of_who(table: Table, known: Callable[[Sample], Codes | None]) -> Callable[[Sample], Codes | None]:
    """A part that citizens belong to by what is known of them; None where nothing is."""

    def of(s: Sample) -> Codes | None:
        found = known(s)
        owner = {"visits": s.trace.visits, "tickets": s.trace.tickets, "matters": s.trace.matters}.get(table)
        if found is None or owner is None:
            return found
        return found[0][owner["citizen"]], found[1]

    return of


def _groups(s: Sample) -> range:
    return range(max(1, len(s.trace.names.groups)))


def _age(s: Sample) -> Codes | None:
    ages = [s.asking.of(group).age for group in _groups(s)]
    names = tuple(dict.fromkeys(age for age in ages if age is not None))
    codes = np.array([NEVER if age is None else names.index(age) for age in ages], np.int64)
    return (codes[s.trace.citizens["group"]], names) if len(names) > 1 else None


def _rural(s: Sample) -> Codes | None:
    rural = [s.asking.of(group).rural for group in _groups(s)]
    codes = np.array([NEVER if one is None else 0 if one else 1 for one in rural], np.int64)
    return (codes[s.trace.citizens["group"]], RURAL) if len({*rural} - {None}) > 1 else None


def _online(s: Sample) -> Codes | None:
    """Who is able to file online: by the very uniform that decides who tries."""
    shares = np.array([s.asking.of(group).online for group in _groups(s)])
    if not shares.any():
        return None
    identity = s.trace.citizens["identity"]
    u = uniforms_of(s.asking.stream, "online", identity, np.zeros(len(identity), np.int64))
    return np.where(u < shares[s.trace.citizens["group"]], 0, 1), ONLINE


RURAL = "rural", "urban"
ONLINE = "able_online", "not_online"


def _home(table: Table) -> Callable[[Sample], Codes]:
    def of(s: Sample) -> Codes:
        net = s.trace.network
        assert net is not None
        names, place = kinds_of(net.place_kind)
        owner = {"visits": s.trace.visits, "tickets": s.trace.tickets, "matters": s.trace.matters}.get(table)
        home = place[net.home]
        return (home if owner is None else home[owner["citizen"]]), names

    return of


def _purpose(table: Table) -> Callable[[Sample], Codes]:
    names = tuple(purpose.name.lower() for purpose in Purpose)

    def of(s: Sample) -> Codes:
        purpose = s.trace.visits["purpose"]
        if table == "visits":
            return purpose, names
        visit = s.trace.tickets["visit"]
        return np.where(visit == NEVER, NEVER, np.append(purpose, NEVER)[visit]), names

    return of


def _server(s: Sample) -> Codes:
    return np.arange(len(s.trace.names.servers)), s.trace.names.servers


_OF_TABLE: dict[Table, dict[str, Callable[[Sample], Codes | None]]] = {
    table: {
        "group": _group(table), "service": _service(table), "department": _department(table),
        "hour": _hour(table), "weekday": _weekday(table), "day": _day(table), "home": _home(table),
        "age": _of_who(table, _age), "rural": _of_who(table, _rural), "online": _of_who(table, _online),
    }
    for table in ("citizens", "visits", "tickets", "matters")
}  # fmt: skip
_OF_TABLE["matters"] |= {"office": _office("matters")}
_OF_TABLE["visits"] |= {"office": _office("visits"), "purpose": _purpose("visits")}
_OF_TABLE["tickets"] |= {
    "office": _office("tickets"),
    "purpose": _purpose("tickets"),
    "queue": lambda s: (s.trace.tickets["queue"], s.trace.names.queues),
    "task": lambda s: (s.trace.tickets["task"], s.trace.names.tasks),
    "priority": lambda s: (s.trace.tickets["priority"], None),
    "window": lambda s: (s.trace.tickets["server"], s.trace.names.servers),
}
_OF_TABLE["servers"] = {"window": _server, "desk": _server}
