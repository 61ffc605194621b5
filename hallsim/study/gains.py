"""Who gains and who loses: the same citizen under two designs, one to one.

Both traces come from one demand, so row i of the citizens (and of the matters) is the same person (the same
matter). Waits and time in the hall are compared for citizens served under both designs, visits and lead time
for cases done under both (an enquiry has neither), what a model says they would answer for cases that ended
under both; whoever is served (or refused) under one only is counted
by the measure `served`, so that a design cannot look short by losing people. Who is still under way when the
run stops is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.company import by_agent
from hallsim.metrics.breakdown import OF_NETWORK
from hallsim.metrics.definition.dimensions import Dimension, codes
from hallsim.metrics.definition.ends import OPEN, SERVED
from hallsim.metrics.definition.population import Table
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.satisfaction.opinions import opinions_of
from hallsim.scenario.satisfaction.items import OVERALL
from hallsim.study.inference.verdicts import ABSOLUTE
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End
from hallsim.units import MS_PER_MIN

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is compared; a change smaller than `tolerance` (in the unit) counts as equal.

    Of matters those done under both are compared, or (`of_ended`) all that ended under both.
    """

    name: str
    unit: str
    tolerance: float
    of_matters: bool = False
    of_ended: bool = False


DONE = (*SERVED, End.REFUSED)
"""Ends of who got what they came for, or a decision."""

MEASURES = (
    Measure(name="wait", unit="min", tolerance=1.0),
    Measure(name="time_in_hall", unit="min", tolerance=1.0),
    Measure(name="visits", unit="visits", tolerance=0.5, of_matters=True),
    Measure(name="lead_time", unit="workdays", tolerance=ABSOLUTE["workdays"], of_matters=True),
    Measure(name="satisfaction", unit="score", tolerance=ABSOLUTE["score"], of_matters=True, of_ended=True),
    Measure(name="served", unit="citizens", tolerance=0.5),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Names of the parts by a dimension, and to which each citizen and each matter belongs; -1 to none."""

    names: tuple[str, ...]
    of_citizen: Index
    of_matter: Index


OF_WHO: tuple[Dimension, ...] = ("group", "service", "age", "rural", "online", "home")
"""By what gains are told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """What became of every citizen and matter: `value` by measure in its unit, who was served, and whose
    matters had all ended when the run stopped.

    `matter_done` holds of matters that ended with what they were for, or with a refusal; `parts` is by
    dimension, as far as anything is known.
    """

    identity: Index
    value: dict[str, Real]
    citizen_served: Flags
    citizen_ended: Flags
    matter_done: Flags
    matter_ended: Flags
    has_value: dict[str, Flags]
    citizen_counted: Flags
    matter_counted: Flags
    parts: dict[str, Parts]


def fates(sample: Sample) -> Fates:
    """The fate of every citizen (n) and matter (m) of a trace, those of the warm-up too (not counted)."""
    trace = sample.trace
    citizens, matters = trace.citizens, trace.matters
    n = len(citizens["citizen"])
    # who goes for others waits for them
    visit, agents = trace.tickets["visit"], np.append(by_agent(trace), False)
    windows = ~sample.is_desk_ticket & ~agents[visit]
    in_person = ~agents[:-1]
    served = one_of(DONE, citizens["state"])
    is_case = np.array(trace.names.service_is_case, np.bool_)[matters["service"]]
    begun = np.zeros(len(is_case), np.bool_)
    begun[sample.matters] = True
    lead = sample.lead_workdays(np.arange(len(matters["matter"])), "first_visit_ms", "in_hand_ms")
    return Fates(
        identity=citizens["identity"],
        value={
            "wait": _sum_by(trace.tickets["citizen"][windows], sample.all_waits_ms[windows], n) / MS_PER_MIN,
            "time_in_hall": _sum_by(trace.visits["citizen"][in_person], sample.hall_ms[in_person], n)
            / MS_PER_MIN,
            "visits": matters["n_visits"].astype(np.float64),
            "lead_time": lead,
            # negative, as for the others: less is better
            "satisfaction": -opinions_of(sample).score(OVERALL),
            "served": -served.astype(np.float64),
        },
        citizen_served=served,
        citizen_ended=~one_of(OPEN, citizens["state"]),
        matter_done=one_of(DONE, matters["state"]),
        matter_ended=~sample.is_open,
        has_value={
            "visits": is_case,
            "lead_time": is_case & (matters["in_hand_ms"] != NEVER),
            "satisfaction": is_case & begun,
        },
        citizen_counted=sample.counted,
        matter_counted=sample.counted[matters["citizen"]],
        parts=_parts(sample),
    )


def _parts(sample: Sample) -> dict[str, Parts]:
    """To which group, service ... every citizen and matter belongs."""
    found: dict[str, Parts] = {}
    for dimension in OF_WHO:
        if dimension in OF_NETWORK and sample.trace.network is None:
            continue
        of_citizen, of_matter = (codes(sample, table, dimension) for table in _OF_PEOPLE)
        if of_citizen is not None and of_matter is not None and of_citizen[1] is not None:
            found[dimension] = Parts(names=of_citizen[1], of_citizen=of_citizen[0], of_matter=of_matter[0])
    return found


_OF_PEOPLE: tuple[Table, Table] = ("citizens", "matters")


def gains(base: Fates, other: Fates) -> list[dict[str, Any]]:
    """Rows dimension, key, measure, unit, n, better, equal, worse, mean_difference of other against base.

    dimension is all, group, service (of a citizen: that of the first matter), age, rural, online or home;
    better, equal and worse are shares of the n pairs; mean_difference is other - base (negative is better;
    for `served` and `satisfaction` minus the change).
    """
    if not np.array_equal(base.identity, other.identity):
        raise ValueError("the two traces do not come from the same demand")
    rows: list[dict[str, Any]] = []
    for measure in MEASURES:
        change = other.value[measure.name] - base.value[measure.name]
        for dimension, keys, members, paired in _slices(base, other, measure):
            rows += _rows(measure, dimension, keys, members[paired], change[paired])
    return rows


def kept_under_both(one: Fates, other: Fates, sample: Sample) -> dict[Table, Flags]:
    """By table: which visits and tickets of a sample are of citizens served under both designs."""
    citizen = one.citizen_served & other.citizen_served
    trace = sample.trace
    return {"visits": citizen[trace.visits["citizen"]], "tickets": citizen[trace.tickets["citizen"]]}


def _slices(a: Fates, b: Fates, measure: Measure) -> Iterator[tuple[str, Sequence[str], Index, Flags]]:
    """(dimension, key names, key of every citizen or matter, which of them are paired)."""
    if measure.of_matters:
        over_a, over_b = (x.matter_ended if measure.of_ended else x.matter_done for x in (a, b))
        paired = a.matter_counted & over_a & over_b
        paired &= a.has_value[measure.name] & b.has_value[measure.name]
    else:
        paired = a.citizen_counted & a.citizen_ended & b.citizen_ended
        if measure.name != "served":
            paired = paired & a.citizen_served & b.citizen_served
    yield "all", ("",), np.zeros(len(paired), dtype=np.int64), paired
    for dimension, parts in a.parts.items():
        part = parts.of_matter if measure.of_matters else parts.of_citizen
        yield dimension, parts.names, part, paired & (part >= 0)


def _rows(
    measure: Measure, dimension: str, keys: Sequence[str], members: Index, change: Real
) -> list[dict[str, Any]]:
    size = len(keys)
    n = np.bincount(members, minlength=size)
    better = np.bincount(members[change <= -measure.tolerance], minlength=size)
    worse = np.bincount(members[change >= measure.tolerance], minlength=size)
    total = np.bincount(members, weights=change, minlength=size)
    return [
        {
            "dimension": dimension,
            "key": key,
            "measure": measure.name,
            "unit": measure.unit,
            "n": int(n[i]),
            "better": float(better[i] / n[i]),
            "equal": float((n[i] - better[i] - worse[i]) / n[i]),
            "worse": float(worse[i] / n[i]),
            "mean_difference": float(total[i] / n[i]),
        }
        for i, key in enumerate(keys)
        if n[i]
    ]


def _sum_by(owner: Index, value: Index, n: int) -> Real:
    # float64 sums of milliseconds are exact below 2**53
    return np.asarray(np.bincount(owner, weights=value.astype(np.float64), minlength=n), dtype=np.float64)
