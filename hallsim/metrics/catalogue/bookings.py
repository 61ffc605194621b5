"""Metrics of appointments: how who booked fares beside who comes without, and how slots are used."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.attribution.causes import slot_of_visits
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import CITIZENS, PLACES, QUEUED
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.split import Values
from hallsim.metrics.definition.statistic import mean, of_hall
from hallsim.text.message import Message
from hallsim.trace.model import NEVER, End
from hallsim.units import MS_PER_MIN

NAN = float("nan")


def _booked(s: Sample, rows: Int) -> Mask:
    """(citizens,) who has an appointment."""
    return np.asarray(s.trace.citizens["slot_ms"][rows] != NEVER)


def on_booked_visit(s: Sample, rows: Int) -> Mask:
    """(visits,) the booked one: the first of who has a slot."""
    return np.asarray(slot_of_visits(s.trace)[rows] != NEVER)


def _wait(*, booked: bool) -> Values:
    return lambda s, rows: np.where(on_booked_visit(s, rows) == booked, s.visit_waits_min[rows], NAN)


def _wait_from_slot(s: Sample, rows: Int) -> Real:
    """Waiting of booked visits less what lies before their slot, minutes."""
    t = s.trace.tickets
    slot = np.append(slot_of_visits(s.trace), NEVER)[t["visit"]]
    early = np.clip(slot - t["issue_ms"], 0, s.all_waits_ms)
    waits = s.by_visit((s.all_waits_ms - early) / MS_PER_MIN)
    return np.where(on_booked_visit(s, rows), waits[rows], NAN)


def _no_show(s: Sample, rows: Int) -> Real:
    """Who booked and did not come, of those whose slot came before the run stopped."""
    never = s.trace.citizens["state"][rows] == End.NO_SHOW
    slot_came = _booked(s, rows) & (s.trace.citizens["slot_ms"][rows] < s.trace.end_ms)
    return np.where(slot_came, never.astype(np.float64), NAN)


def _booked_ahead(s: Sample, rows: Int) -> Real:
    c = s.trace.citizens
    ahead = s.workdays_at(c["slot_ms"][rows]) - s.workdays_at(c["wanted_ms"][rows])
    return np.where(_booked(s, rows), ahead, NAN)


def _slot_use(s: Sample) -> tuple[float, float]:
    """Citizens booked into slots between warm-up and horizon who came, over the places there."""
    slots, c = s.trace.slots, s.trace.citizens
    inside = s.in_time(slots["slot_ms"])
    kept = s.in_time(c["slot_ms"]) & s.came
    return float(kept.sum()), float(slots["capacity"][inside].sum())


BOOKINGS: tuple[Metric, ...] = (
    metric(
        "booked_share",
        "share",
        "neutral",
        CITIZENS,
        mean(_booked),
        Message("Booked"),
        Message("Share of citizens who have an appointment."),
        needs="appointments",
    ),
    metric(
        "no_show_share",
        "share",
        "lower",
        CITIZENS,
        mean(_no_show),
        Message("Booked and never came"),
        Message("Share of those who booked, and whose slot came before the run stopped, that did not come."),
    ),
    metric(
        "wait_booked_mean",
        "min",
        "lower",
        QUEUED,
        mean(_wait(booked=True)),
        Message("Mean wait, booked"),
        Message("Mean wait of booked visits."),
    ),
    metric(
        "wait_from_slot_mean",
        "min",
        "lower",
        QUEUED,
        mean(_wait_from_slot),
        Message("Mean wait from the slot, booked"),
        Message("Mean wait of booked visits, counted from the slot or, who comes late, from coming."),
    ),
    metric(
        "wait_walk_in_mean",
        "min",
        "lower",
        QUEUED,
        mean(_wait(booked=False)),
        Message("Mean wait, walk-in"),
        Message("Mean wait of all other visits, further ones included."),
    ),
    metric(
        "booked_ahead_mean",
        "workdays",
        "lower",
        CITIZENS,
        mean(_booked_ahead),
        Message("Days until the slot"),
        Message("Working days from when a citizen would come to the slot booked."),
    ),
    metric(
        "slot_use",
        "share",
        "higher",
        PLACES,
        of_hall(_slot_use),
        Message("Slots used"),
        Message("Share of the places in slots that somebody booked and kept."),
    ),
)
