"""Metrics of appointments: how who booked fares beside who comes without, and how slots are used."""

from __future__ import annotations

import numpy as np

from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Mask, Sample, mean, ratio
from hallsim.trace import NEVER, End


def _booked(s: Sample) -> Mask:
    """(counted citizens,) who has an appointment."""
    return np.asarray(s.trace.citizens["slot_ms"][s.citizens] != NEVER)


def on_booked_visit(s: Sample) -> Mask:
    """(counted window tickets,) drawn on the booked visit: the first one of who has a slot."""
    t, v, m = s.trace.tickets, s.trace.visits, s.trace.matters
    visit = t["visit"][s.tickets]
    first = v["arrive_ms"][visit] == m["first_visit_ms"][v["matter"][visit]]
    return np.asarray(first & (s.trace.citizens["slot_ms"][t["citizen"][s.tickets]] != NEVER))


def _no_shows(s: Sample) -> float:
    return mean(s.trace.citizens["state"][s.citizens][_booked(s)] == End.NO_SHOW)


def _booked_ahead(s: Sample) -> float:
    rows = s.citizens[_booked(s)]
    c = s.trace.citizens
    return mean(s.workdays_at(c["slot_ms"][rows]) - s.workdays_at(c["wanted_ms"][rows]))


def _slot_use(s: Sample) -> float:
    """Citizens booked into slots between warm-up and horizon who came, over the places there."""
    slots, c = s.trace.slots, s.trace.citizens
    inside = (slots["slot_ms"] >= s.from_ms) & (slots["slot_ms"] < s.to_ms)
    kept = (c["slot_ms"] >= s.from_ms) & (c["slot_ms"] < s.to_ms) & s.came
    return ratio(float(kept.sum()), float(slots["capacity"][inside].sum()))


BOOKINGS: tuple[Metric, ...] = (
    metric("booked_share", "share", "neutral", "citizens", lambda s: mean(_booked(s)),
           ("Booked", "预约比例"),
           ("Share of citizens who have an appointment.", "有预约的群众所占比例。")),
    metric("no_show_share", "share", "lower", "citizens", _no_shows,
           ("Booked and never came", "爽约比例"),
           ("Share of those who booked that did not come.", "有预约而没有来的比例。")),
    metric("wait_booked_mean", "min", "lower", "tickets", lambda s: mean(s.waits_min[on_booked_visit(s)]),
           ("Mean wait, booked", "预约者平均等候"),
           ("Mean wait of tickets on a booked visit.", "预约来访的号的平均等候。")),
    metric("wait_walk_in_mean", "min", "lower", "tickets", lambda s: mean(s.waits_min[~on_booked_visit(s)]),
           ("Mean wait, walk-in", "现场取号者平均等候"),
           ("Mean wait of all other tickets, those of further visits included.",
            "其余各号（含再次来访）的平均等候。")),
    metric("booked_ahead_mean", "workdays", "lower", "citizens", _booked_ahead,
           ("Days until the slot", "约到时段的等待"),
           ("Working days from when a citizen would come to the slot booked.",
            "从原本想来的时刻到所约时段的工作日数。")),
    metric("slot_use", "share", "higher", "citizens", _slot_use,
           ("Slots used", "预约名额使用率"),
           ("Share of the places in slots that somebody booked and kept.", "有人预约并到厅的名额所占比例。")),
)  # fmt: skip
