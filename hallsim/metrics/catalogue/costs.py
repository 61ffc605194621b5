"""What a design costs a working day: clerks, officers, terminals, the citizens' own time and travel; in yuan.

Clerks are paid for the hours they are rostered (absent, in training or with the system down too) and for
overtime; a cover from the pool is paid on top. Staff counts from the warm-up to the horizon, citizens with
all visits of those who count, or where the run stops with all visits from the warm-up to the horizon. Prices
come with the trace (``costs`` of the design).
"""

from __future__ import annotations

import numpy as np

from hallsim.audit.company import by_agent
from hallsim.audit.spans import Int, flat, union
from hallsim.metrics.catalogue.servers import n_at_once, overtime_hours
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.places import is_terminal
from hallsim.metrics.definition.population import CASES_SETTLED, HALL, VISITS_A_DAY
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.statistic import a_day, of_hall, per_day
from hallsim.text.message import Message
from hallsim.trace.model import NEVER
from hallsim.units import MS_PER_HOUR

FEN = 100  # a yuan


def paid_hours(s: Sample) -> Real:
    """(servers,) hours rostered or stayed in overtime, from warm-up to horizon."""
    return s.once("paid_hours", lambda: _paid_hours(s))


def _paid_hours(s: Sample) -> Real:
    ids = np.arange(len(s.trace.names.servers))
    start, end = np.full(len(ids), s.from_ms), np.full(len(ids), s.to_ms)
    hours = s.reader.duty.expected.measure(flat(ids, start), flat(ids, end)) / MS_PER_HOUR
    return np.asarray(hours / n_at_once(s))


def cover_hours(s: Sample) -> Real:
    """(servers,) hours a cover from the pool stood in, from warm-up to horizon."""
    covers = s.trace.covers
    spans = union(flat(covers["server"], covers["from_ms"]), flat(covers["server"], covers["to_ms"]))
    ids = np.arange(len(s.trace.names.servers))
    start, end = np.full(len(ids), s.from_ms), np.full(len(ids), s.to_ms)
    return np.asarray(spans.measure(flat(ids, start), flat(ids, end)) / MS_PER_HOUR)


def meeting_hours(s: Sample) -> float:
    """Members' hours at the meetings, from warm-up to horizon, at which files were heard."""
    t, members = s.trace.tickets, np.array(s.trace.names.queue_members, np.int64)
    if not members.any():
        return 0.0
    in_time = (t["start_ms"] >= s.from_ms) & (t["start_ms"] < s.to_ms)
    rows = np.flatnonzero(in_time & (members[t["queue"]] > 0))
    end = np.where(t["end_ms"] == NEVER, s.trace.end_ms, t["end_ms"])[rows]
    met, which = np.unique(flat(t["queue"][rows], t["start_ms"][rows]), return_inverse=True)
    length = np.zeros(len(met), np.int64)
    np.maximum.at(length, which, end - t["start_ms"][rows])
    size = np.zeros(len(met), np.int64)
    size[which] = members[t["queue"][rows]]
    return float((length * size).sum() / MS_PER_HOUR)


def hours_by_kind(s: Sample) -> dict[str, float]:
    """Paid hours at windows by kind of clerk, covers apart, in the order of the servers."""
    hours = paid_hours(s)
    found: dict[str, float] = {}
    for server in s.windows.tolist():
        kind = _kinds(s)[server]
        found[kind] = found.get(kind, 0.0) + float(hours[server])
    return found


def _kinds(s: Sample) -> tuple[str, ...]:
    names = s.trace.names
    return names.server_kind or tuple("clerk" for _ in names.servers)


def _rates(s: Sample) -> Real:
    """(servers,) yuan an hour."""
    prices, is_desk = s.trace.prices, s.trace.names.server_is_desk
    return np.array([
        prices.officer_per_hour if desk else prices.by_kind.get(kind, prices.clerk_per_hour)
        for kind, desk in zip(_kinds(s), is_desk, strict=True)
    ])  # fmt: skip


def _staff(s: Sample) -> float:
    clerks, rates = s.windows, _rates(s)
    premium = s.trace.prices.overtime_premium
    hours = paid_hours(s) + premium * overtime_hours(s) + cover_hours(s)
    return float((rates * hours)[clerks].sum())


def _overtime(s: Sample) -> float:
    hours = overtime_hours(s) * (1 + s.trace.prices.overtime_premium)
    return float((_rates(s) * hours)[s.windows].sum())


def _officers(s: Sample) -> float:
    at_desks = float((_rates(s) * paid_hours(s))[np.array(s.trace.names.server_is_desk)].sum())
    return at_desks + meeting_hours(s) * s.trace.prices.officer_per_hour


def _kiosks(s: Sample) -> float:
    return float(is_terminal(s.trace).sum() * s.n_open_days * s.trace.prices.kiosk_per_day)


def _citizen_hours(s: Sample, visits: Int) -> Real:
    """(visits,) hours in the hall and on the way; none where an agent goes."""
    return np.where(by_agent(s.trace)[visits], 0.0, _hours(s, visits))


def _hours(s: Sample, visits: Int) -> Real:
    """(visits,) hours in the hall and on the way, of whoever goes."""
    net = s.trace.network
    places = net is not None and net.places != ("",)
    way = net.trips["travel_ms"][visits] if net is not None and places else s.trace.prices.trip_time_ms
    return np.asarray((s.hall_ms[visits] + way) / MS_PER_HOUR)


def _citizens_cost(s: Sample, visits: Int) -> Real:
    """(visits,) yuan."""
    net = s.trace.network
    places = net is not None and net.places != ("",)
    fare = net.trips["fare_fen"][visits] / FEN if net is not None and places else s.trace.prices.trip
    return np.asarray(_hours(s, visits) * s.trace.prices.citizen_hour + fare)


def _citizens(s: Sample) -> float:
    return float(_citizens_cost(s, VISITS_A_DAY.rows(s)).sum())


def _hall(s: Sample) -> float:
    return _staff(s) + _officers(s) + _kiosks(s)


def _total(s: Sample) -> float:
    return _hall(s) + _citizens(s)


def _per_case(s: Sample) -> tuple[float, float]:
    """A case that the design has made needless is settled as well, at no cost."""
    return _total(s), float(len(CASES_SETTLED.rows(s)))


COSTS: tuple[Metric, ...] = (
    metric(
        "cost_total",
        "yuan",
        "neutral",
        HALL,
        a_day(_total),
        Message("Total cost a day"),
        (
            Message(
                "The hall's cost and the citizens' cost together, per working day, however many "
                "are served; what is done for it is in the cost per case done."
            )
        ),
    ),
    metric(
        "cost_per_matter",
        "yuan",
        "lower",
        CASES_SETTLED,
        of_hall(_per_case),
        Message("Cost per case done"),
        (
            Message(
                "Total cost over the number of cases done, those included that the design has "
                "taken off the catalogue."
            )
        ),
        paired=False,
    ),
    metric(
        "cost_hall",
        "yuan",
        "lower",
        HALL,
        a_day(_hall),
        Message("Cost of the hall a day"),
        Message("Clerks, covers, officers and terminals."),
    ),
    metric(
        "cost_staff",
        "yuan",
        "lower",
        HALL,
        a_day(_staff),
        Message("Cost of clerks a day"),
        Message("Rostered hours of clerks, overtime with its premium, and covers."),
    ),
    metric(
        "cost_overtime",
        "yuan",
        "lower",
        HALL,
        a_day(_overtime),
        Message("Cost of overtime a day"),
        Message("Overtime at windows, premium included (a part of the cost of clerks)."),
    ),
    metric(
        "cost_officers",
        "yuan",
        "lower",
        HALL,
        a_day(_officers),
        Message("Cost of officers a day"),
        (
            Message(
                "Rostered hours of officers at desks and of teams that come home, and hours of "
                "those who sit at meetings."
            )
        ),
        needs="officers",
    ),
    metric(
        "meeting_hours",
        "h",
        "lower",
        HALL,
        a_day(meeting_hours),
        Message("Hours at meetings a day"),
        Message("Members' hours at the meetings at which files were heard."),
        needs="meetings",
    ),
    metric(
        "cost_kiosks",
        "yuan",
        "lower",
        HALL,
        a_day(_kiosks),
        Message("Cost of terminals a day"),
        Message("Self-service terminals on the days the hall is open."),
        needs="kiosks",
    ),
    metric(
        "cover_hours",
        "h",
        "neutral",
        HALL,
        a_day(lambda s: float(cover_hours(s)[s.windows].sum())),
        Message("Cover hours a day"),
        Message("Hours in which a cover from the pool stood in."),
        needs="covers",
    ),
    metric(
        "citizen_hours",
        "h",
        "lower",
        VISITS_A_DAY,
        per_day(_citizen_hours),
        Message("Citizens' hours a day"),
        Message("Hours in the hall and on the way, per working day; those of agents are not theirs."),
        paired=True,
    ),
    metric(
        "cost_citizens",
        "yuan",
        "lower",
        VISITS_A_DAY,
        per_day(_citizens_cost),
        Message("Cost to citizens a day"),
        Message("The citizens' hours and fares, and those of agents who go for them, per working day."),
        paired=True,
    ),
)
