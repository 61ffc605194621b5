"""What people experience under every design of a scenario, gathered over its replications."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import RunError
from hallsim.metrics.catalogue.matters import has_ended, took_min
from hallsim.metrics.definition.asking import asking_of
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.weighed import weights_of
from hallsim.metrics.satisfaction.opinions import Experience, experience_of
from hallsim.scenario.satisfaction.items import INDICATORS
from hallsim.study.executor import run_all
from hallsim.study.replicate import ReplicationTask, failures_in_words, traces_of
from hallsim.text.message import Message

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experienced:
    """The cases of a design that ended, (n,): what was experienced, and how many cases each stands for, as
    some that take as long were cut off.
    """

    experience: Experience
    weight: Real


def gather(
    task: ReplicationTask, n: int, processes: int, progress: Callable[[int, int], None]
) -> dict[str, Experienced]:
    """By design, of all replications together.  RunError when none could be finished."""
    found: dict[int, dict[str, Any]] = {}
    progress(0, n)
    for outcome in run_all(_of_replication, task, range(n), processes):
        if outcome.result is not None:
            found[outcome.replication] = outcome.result
            progress(len(found), n)
    if not found:
        raise RunError(Message("no replication could be finished"))
    several = [found[replication] for replication in sorted(found)]
    return {design: _together([one[design] for one in several]) for design in task.designs}


def _of_replication(task: ReplicationTask, replication: int) -> dict[str, Any]:
    with failures_in_words(replication):
        return _measured(task, replication)


def _measured(task: ReplicationTask, replication: int) -> dict[str, Any]:
    asking = asking_of(task.scenario, task.seed, replication)
    found = {}
    for name, trace in zip(task.designs, traces_of(task, replication, {}), strict=True):
        sample = Sample(trace, asking=asking)
        rows = sample.cases
        ended = has_ended(sample, rows)
        took = np.asarray(took_min(sample, rows), np.float64)
        experience = experience_of(sample, asking.said).of(rows[ended])
        cut_off = took[~ended] if sample.stops else np.zeros(0)
        found[name] = experience, took[ended], cut_off
    return found


def _together(parts: Sequence[tuple[Experience, Real, Real]]) -> Experienced:
    took = np.concatenate([part[1] for part in parts])
    cut_off = np.concatenate([part[2] for part in parts])
    each = [part[0] for part in parts]
    experience = Experience(
        x=_joined({name: [one.x[name] for one in each] for name in INDICATORS}),
        group=np.concatenate([one.group for one in each]),
        got_nothing=np.concatenate([one.got_nothing for one in each]),
        groups=each[0].groups,
    )
    return Experienced(experience=experience, weight=weights_of(took, cut_off))


def _joined(parts: Mapping[str, Sequence[Real]]) -> dict[str, Real]:
    return {name: np.concatenate(several) for name, several in parts.items()}
