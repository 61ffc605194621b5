"""Who gains and who loses: the same citizen under two designs, one to one.

Both traces come from one demand, so row i of the citizens (and of the matters) is the same person (the same
matter). Waits and time in the hall are compared for citizens served under both designs, visits and lead time
for cases done under both (an enquiry has neither), what a model says they would answer for cases that ended
under both; whoever is served (or refused) under one only is counted
by the measure `served`, so that a design cannot look short by losing people. Who is still under way when the
run stops is in none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.company import by_agent
from hallsim.metrics.breakdown import OF_NETWORK
from hallsim.metrics.definition.dimensions import Dimension, codes
from hallsim.metrics.definition.ends import DONE, OPEN
from hallsim.metrics.definition.population import Table
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.still_trying import ends_of_citizens, ends_of_matters
from hallsim.metrics.satisfaction.opinions import opinions_of
from hallsim.scenario.satisfaction.items import OVERALL
from hallsim.study.inference.verdicts import ABSOLUTE
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER
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
    ends = ends_of_citizens(sample)
    served = one_of(DONE, ends)
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
        citizen_ended=~one_of(OPEN, ends),
        matter_done=one_of(DONE, matters["state"]),
        matter_ended=~one_of(OPEN, ends_of_matters(sample)),
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
    paired = _Paired(base, other)
    for measure in MEASURES:
        who = paired.by(measure)
        change = other.value[measure.name][who] - base.value[measure.name][who]
        rows += _rows(measure, "all", ("",), None, change)
        for dimension, parts in base.parts.items():
            part = (parts.of_matter if measure.of_matters else parts.of_citizen)[who]
            known = part >= 0
            of_known = (part, change) if known.all() else (part[known], change[known])
            rows += _rows(measure, dimension, parts.names, *of_known)
    return rows


def kept_under_both(one: Fates, other: Fates, sample: Sample) -> dict[Table, Flags]:
    """By table: which visits and tickets of a sample are of citizens served under both designs."""
    citizen = one.citizen_served & other.citizen_served
    trace = sample.trace
    return {"visits": citizen[trace.visits["citizen"]], "tickets": citizen[trace.tickets["citizen"]]}


class _Paired:
    """Who is compared: who counts, has ended under both designs, and has got what the measure is about."""

    def __init__(self, a: Fates, b: Fates) -> None:
        self.a, self.b = a, b
        self.ended = a.citizen_counted & a.citizen_ended & b.citizen_ended
        self.served = np.flatnonzero(self.ended & a.citizen_served & b.citizen_served)
        self.done = a.matter_counted & a.matter_done & b.matter_done
        self.over = a.matter_counted & a.matter_ended & b.matter_ended

    def by(self, measure: Measure) -> Index:
        """Rows of the citizens or matters."""
        if measure.of_matters:
            has = self.a.has_value[measure.name] & self.b.has_value[measure.name]
            return np.flatnonzero((self.over if measure.of_ended else self.done) & has)
        return np.flatnonzero(self.ended) if measure.name == "served" else self.served


def _rows(
    measure: Measure, dimension: str, keys: Sequence[str], members: Index | None, change: Real
) -> list[dict[str, Any]]:
    """A row for each key with members: of all pairs where nobody says whose they are."""
    better, worse = change <= -measure.tolerance, change >= measure.tolerance
    if members is None:
        n, n_better, n_worse = ([int(count)] for count in (len(change), better.sum(), worse.sum()))
        total = [float(np.cumsum(change)[-1]) if len(change) else 0.0]  # in the order of the rows
    else:
        size = len(keys)
        n, n_better, n_worse = (
            np.bincount(of, minlength=size).tolist() for of in (members, members[better], members[worse])
        )
        total = np.bincount(members, weights=change, minlength=size).tolist()
    return [
        {
            "dimension": dimension,
            "key": key,
            "measure": measure.name,
            "unit": measure.unit,
            "n": n[i],
            "better": n_better[i] / n[i],
            "equal": (n[i] - n_better[i] - n_worse[i]) / n[i],
            "worse": n_worse[i] / n[i],
            "mean_difference": total[i] / n[i],
        }
        for i, key in enumerate(keys)
        if n[i]
    ]


def _sum_by(owner: Index, value: Index, n: int) -> Real:
    # float64 sums of milliseconds are exact below 2**53
    return np.asarray(np.bincount(owner, weights=value.astype(np.float64), minlength=n), dtype=np.float64)
