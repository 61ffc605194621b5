"""A few metrics by group, by service and by window, and the lead times of finished cases.

Pure functions of a sample.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hallsim.metrics.sample import Sample
from hallsim.study.gains import Fates
from hallsim.trace import NEVER, Outcome
from hallsim.units import MS_PER_HOUR

Real = NDArray[np.float64]
Index = NDArray[np.int64]
Breakdown = dict[str, dict[str, float]]
"""metric values by metric, by key (group, service or window); keys without anybody are left out."""

UNITS = {
    "n_citizens": "number",
    "n_matters": "number",
    "n_tickets": "number",
    "wait_mean": "min",
    "wait_p90": "min",
    "left_share": "share",
    "visits_per_matter": "number",
    "one_trip_share": "share",
    "lead_time_mean": "workdays",
    "on_time_share": "share",
    "utilisation": "share",
    "busy_hours": "h",
    "duty_hours": "h",
}
"""Units of what is broken down."""

_MOST_WORKDAYS = 400


def by_group(sample: Sample, fates: Fates) -> Breakdown:
    """Waits and matters of every group of citizens."""
    groups = sample.trace.citizens["group"]
    found = _waits(sample, fates.groups, groups[sample.trace.tickets["citizen"][sample.tickets]])
    for i, name in enumerate(fates.groups):
        n = int(np.count_nonzero(groups[sample.citizens] == i))
        if n:
            found.setdefault(name, {})["n_citizens"] = float(n)
    return _merged(found, _matters(sample, fates, fates.groups, fates.matter_group))


def by_service(sample: Sample, fates: Fates) -> Breakdown:
    """Waits and matters of every service; a ticket counts for the service of its (first) matter."""
    services = sample.trace.matters["service"][sample.trace.tickets["matter"][sample.tickets]]
    return _merged(
        _waits(sample, fates.services, services),
        _matters(sample, fates, fates.services, fates.matter_service),
    )


def by_server(sample: Sample, servers: Index) -> Breakdown:
    """Utilisation and tickets of every one of `servers` (windows, or officers at desks) that was on duty."""
    tickets = sample.trace.tickets
    called = tickets["server"] >= 0
    n = np.bincount(tickets["server"][called], minlength=len(sample.trace.names.servers))
    return {
        sample.trace.names.servers[i]: {
            "utilisation": float(sample.busy_ms[i] / sample.on_duty_ms[i]),
            "busy_hours": float(sample.busy_ms[i] / MS_PER_HOUR),
            "duty_hours": float(sample.on_duty_ms[i] / MS_PER_HOUR),
            "n_tickets": float(n[i]),
        }
        for i in servers
        if sample.on_duty_ms[i] > 0
    }


def lead_days(sample: Sample, fates: Fates) -> list[int]:
    """Finished cases by whole working days from first visit to certificate (last entry: or more)."""
    rows = sample.cases[fates.matter_served[sample.cases]]
    days = np.clip(np.floor(fates.value["lead_time"][rows]), 0, _MOST_WORKDAYS).astype(np.int64)
    return np.bincount(days).tolist() if len(days) else []


def _waits(sample: Sample, names: Sequence[str], key: Index) -> Breakdown:
    found: Breakdown = {}
    left = sample.trace.tickets["outcome"][sample.tickets] == Outcome.LEFT
    for i, name in enumerate(names):
        waits = sample.waits_min[key == i]
        if len(waits):
            found[name] = {
                "n_tickets": float(len(waits)),
                "wait_mean": float(waits.mean()),
                "wait_p90": float(np.quantile(waits, 0.9)),
                "left_share": float(left[key == i].mean()),
            }
    return found


def _matters(sample: Sample, fates: Fates, names: Sequence[str], key: Index) -> Breakdown:
    matters = sample.trace.matters
    found: Breakdown = {}
    for i, name in enumerate(names):
        rows = sample.matters[key[sample.matters] == i]
        if not len(rows):
            continue
        found[name] = {"n_matters": float(len(rows))}
        done = rows[fates.matter_served[rows]]
        if len(done):
            visits = matters["n_visits"][done]
            found[name]["visits_per_matter"] = float(visits.mean())
            found[name]["one_trip_share"] = float((visits == 1).mean())
            found[name]["lead_time_mean"] = float(fates.value["lead_time"][done].mean())
        decided = rows[(matters["due_ms"][rows] != NEVER) & (matters["decided_ms"][rows] != NEVER)]
        if len(decided):
            on_time = matters["decided_ms"][decided] <= matters["due_ms"][decided]
            found[name]["on_time_share"] = float(on_time.mean())
    return found


def _merged(first: Breakdown, second: Breakdown) -> Breakdown:
    return {key: first.get(key, {}) | second.get(key, {}) for key in {**first, **second}}
