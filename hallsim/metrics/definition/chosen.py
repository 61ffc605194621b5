"""Which rows of a table are chosen: what populations are made of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.definition.sample import Sample
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End


def matters_in(s: Sample, rows: Int, *states: End) -> Int:
    return np.asarray(rows[one_of(states, s.trace.matters["state"][rows])])


def either(one: Int, other: Int) -> Int:
    """Rows that are among either, each once, ascending; to sort them takes ten times as long."""
    among = np.zeros(max(one.max(initial=-1), other.max(initial=-1)) + 1, np.bool_)
    among[one] = among[other] = True
    return np.flatnonzero(among)


def reached(column: str) -> Callable[[Sample], Int]:
    return lambda s: np.asarray(s.cases[s.trace.matters[column][s.cases] != NEVER])


def promised(s: Sample, rows: Int) -> Int:
    instant = np.array(s.trace.names.service_is_instant, np.bool_)
    return np.asarray(rows[~instant[s.trace.matters["service"][rows]]])


def needless(s: Sample) -> Int:
    """Cases that the design has taken off the catalogue."""
    m = s.trace.matters
    return np.flatnonzero(s.is_case & s.counted[m["citizen"]] & (m["state"] == End.SHELVED))


def done(s: Sample) -> Int:
    """Cases in hand or refused."""
    return matters_in(s, s.cases, End.SERVED, End.REFUSED)


def settled(s: Sample) -> Int:
    """Cases done, and those that the design has made needless: of who counts, where all are followed to their
    end; else whoever's were settled between warm-up and horizon, so that the quick ones do not stand for all.
    """
    if not s.stops:
        return either(done(s), needless(s))
    m = s.trace.matters
    over = s.is_case & s.in_time(m["end_ms"])
    return np.flatnonzero(over & one_of((End.SERVED, End.REFUSED, End.SHELVED), m["state"]))


def visits_a_day(s: Sample) -> Int:
    """Visits of which there are so many a day: of who counts, also after the horizon; where the run stops
    there, whoever's between warm-up and horizon, as further visits of who counts are then cut off.
    """
    return visits_in_time(s) if s.stops else s.visits


def visits_in_time(s: Sample) -> Int:
    """Whoever's visits between warm-up and horizon."""
    return np.flatnonzero(s.in_time(s.trace.visits["arrive_ms"]))


def tickets_a_day(s: Sample) -> Int:
    """Window tickets of which there are so many a day, as visits."""
    if not s.stops:
        return s.tickets
    t = s.trace.tickets
    own = (s.first_issue == t["ticket"]) & ~s.is_desk_ticket
    return np.flatnonzero(own & s.in_time(t["issue_ms"]))


def come_in_time(s: Sample) -> Int:
    """Whoever comes for the first time between warm-up and horizon."""
    return np.flatnonzero(s.came & s.in_time(s.trace.citizens["arrive_ms"]))


def cases_in_time(s: Sample) -> Int:
    """Whoever's cases begun between warm-up and horizon."""
    return np.flatnonzero(s.is_begun & s.is_case & s.in_time(s.begun_ms))


def decided_a_day(s: Sample) -> Int:
    """Cases decided: of who counts, or where the run stops whoever's between warm-up and horizon."""
    if not s.stops:
        return reached("decided_ms")(s)
    return np.flatnonzero(s.is_begun & s.is_case & s.in_time(s.trace.matters["decided_ms"]))


def of_kind(s: Sample, rows: Int, *, firms: bool) -> Int:
    """Those of enterprises, or of all others."""
    group = s.trace.citizens["group"][s.trace.matters["citizen"][rows]]
    is_firm = np.array(
        [s.asking.of(k).kind == "enterprises" for k in range(max(1, len(s.trace.names.groups)))], np.bool_
    )
    return np.asarray(rows[is_firm[group] == firms])


def with_limit(s: Sample, rows: Int) -> Int:
    return np.asarray(rows[s.trace.matters["due_ms"][rows] != NEVER])


def called(s: Sample) -> Int:
    """Rows of window tickets of those who count that were called, each call a row.

    Where windows call, guides, terminals and lines do not: who is next there is no call that was followed.
    Where nothing calls, whoever is served comes.
    """
    t, calls = s.trace.tickets, np.array(s.trace.names.server_calls, np.bool_)
    is_call = (t["call_ms"] != NEVER) & ~s.is_desk_ticket & s.counted[t["citizen"]]
    if calls.any():
        is_call &= np.append(calls, False)[t["server"]]
    return np.flatnonzero(is_call)
