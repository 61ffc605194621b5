"""What is known of where the days go, and of what one more of anything would bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hallsim.study.bottleneck.additions import Addition
from hallsim.study.bottleneck.files_in_work import FilesInWork
from hallsim.study.inference.statistics import Difference, Estimate
from hallsim.study.inference.verdicts import Verdict
from hallsim.study.result import MetricInfo, Words

LEAD = "lead_first_visit_mean"
"""The lead time whose parts are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What one more of something brings, with the same citizens.

    Attributes:
        difference: of the metric asked about, and `verdict` on it among all that was tried (its interval
            holds for all of them at once).
        hall_wait: of the mean wait of a visit in minutes; station_wait: at the station itself, working days
            of a file or minutes of a ticket. Each interval holds by itself.
    """

    addition: Addition
    difference: Difference
    verdict: Verdict
    hall_wait: Difference
    station_wait: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The lead time of some cases and its parts, in working days; the parts add up to it.

    Attributes:
        n_cases: of all replications together.
        total: the lead time; parts: by `LEAD_PARTS`.
    """

    n_cases: float
    total: Estimate
    parts: Mapping[str, Estimate]

    @property
    def has_days(self) -> bool:
        """Whether anything takes working days; what begins and ends outside their hours takes none."""
        return any(part.value > 0 for part in self.parts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWait:
    """Files at a step (service/step): how many a working day, their wait and stay in working days."""

    step: str
    desk: str
    n_a_day: float
    wait: Estimate
    wait_p90: Estimate
    stay: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """The answer to `hallsim bottleneck`.

    Attributes:
        metric: what one more of anything is measured by; now: what it is without.
        split, by_service: where the lead time goes; None in a hall without cases.
        steps: in the order of the services.
        gains: best first. left_out: nobody, or hardly anybody, waits there.
        files: how many are in work over time; None without files at desks.
        dead: of what one more was tried of, but no run can be finished, and why.
        names: titles by kind and name; replications: finished; failed: the others.
    """

    name: str
    title: Words
    design: str
    world: Words
    metric: MetricInfo
    now: Estimate
    split: Split | None
    by_service: Mapping[str, Split]
    steps: tuple[StepWait, ...]
    gains: tuple[Gain, ...]
    left_out: tuple[Addition, ...]
    files: FilesInWork | None
    names: Mapping[str, Mapping[str, Words]]
    replications: tuple[int, ...]
    failed: Mapping[int, Words]
    settings: tuple[str, ...] = ()
    dead: Mapping[Addition, Words] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
