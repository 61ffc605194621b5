"""What a run will take, told before it begins: roughly, from how much is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hallsim.errors import Place, Problem, problem
from hallsim.scenario.world.tree_steps import steps_of
from hallsim.study.cores import cores
from hallsim.text.message import Message
from hallsim.workload.expected import coming, worked_days

if TYPE_CHECKING:
    from hallsim.hall.engines import EngineName
    from hallsim.scenario.scenario import Scenario

S_PER_ERRAND: Final[Mapping[EngineName, float]] = {"reference": 5e-5, "compiled": 1.2e-5}
"""Simulating, auditing and measuring one ticket or file under one design, on a machine of 2024.

Where the compiled engine runs, nearly all of it goes to the audit and the metrics.
"""
BYTES_PER_ERRAND: Final = 1500
S_PER_PAIR: Final = 6e-3
BYTES_PER_PAIR: Final = 6.4e4
"""Comparing one design with another in one replication: every design may be asked for as the base."""
BYTES_AT_REST: Final = 1e8
"""A process that has only begun."""


FEWER: Final = Message(
    "write fewer values (at most {most} combinations), or spread points over all of them: "
    "hallsim sweep --points 100; hallsim size looks for the smallest numbers that hold targets"
)
FEWER_POINTS: Final = Message(
    "write fewer values, or points: {{kind: latin_hypercube, n: 100}}; at most {most}"
)
FEWER_SWEPT: Final = Message(
    "write fewer values (at most {most} combinations), or spread points over all of them: --points 100"
)
_UNITS: Final = (
    (Message("{n} s"), 1, 60),
    (Message("{n} min"), 60, 5_400),
    (Message("{n} h"), 3_600, 259_200),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Matters of one replication; seconds of the whole run in the processes it can use; bytes of memory."""

    n_matters: float
    processes: int
    seconds: float
    n_bytes: float


def in_words(seconds: float) -> Message:
    """About how long, in the unit that people would say it in."""
    for text, unit_s, most in _UNITS:
        if seconds < most:
            return text.given(n=f"{max(1.0, seconds / unit_s):.0f}")
    return Message("{n} days", n=f"{seconds / 86_400:,.0f}")


def effort_of(
    scenario: Scenario, n_designs: int, n_replications: int, processes: int, engine: str | None = None
) -> Effort:
    """The effort of so many replications: every stop, collection and step at a desk is an errand.

    Args:
        engine: the one asked for; the scenario's when absent.
    """
    from hallsim.hall.engines import known_beforehand
    from hallsim.scenario.world.calendar import build_calendar
    from hallsim.study.engines.chosen import asked_engine

    calendar = build_calendar(scenario.world.calendar)
    matters = coming(scenario.world).matters.sum(axis=2) @ worked_days(calendar)
    errands = 0.0
    for n, service in zip(matters.tolist(), scenario.world.services.values(), strict=True):
        n_steps = sum(1 for _ in steps_of(service.approval)) if service.approval else 0
        errands += n * (max(1, len(service.route)) + (service.collect is not None) + n_steps)
    at_once = max(1, min(processes, n_replications))
    runs = known_beforehand(asked_engine(scenario, engine))
    s_per_errand = S_PER_ERRAND[runs.engine if runs else "reference"]
    rounds = -(-n_replications // at_once)
    pairs = n_designs * (n_designs - 1)
    return Effort(
        n_matters=float(matters.sum()),
        processes=at_once,
        seconds=rounds * (n_designs * errands * s_per_errand + pairs * S_PER_PAIR),
        n_bytes=at_once * (BYTES_AT_REST + n_designs * errands * BYTES_PER_ERRAND)
        + n_replications * pairs * BYTES_PER_PAIR,
    )


def too_many(
    place: Place, key: str, scenario: Scenario, n: int, n_each: int, replications: int | None, most: int,
    advice: Message,
) -> Problem:  # fmt: skip
    """That `n` combinations are too many, each run under `n_each` designs and worlds.

    Args:
        replications: of each, those of the scenario when absent.
        advice: what to ask instead, with `most`.
    """
    each = scenario.run.replications if replications is None else replications
    runs = n * n_each * each
    one = effort_of(scenario, 1, 1, 1)
    said = Message(
        "these are {n} combinations: {runs} runs, about {time}",
        n=f"{n:,}", runs=f"{runs:,}", time=in_words(runs * one.seconds / cores()),
    )  # fmt: skip
    return problem(place, key, said, advice.given(most=f"{most:,}"))
