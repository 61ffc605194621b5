"""Runs of rosters kept in a journal: what was run is never run again, whatever stopped the search.

A row tells what one replication of one roster showed by station, weekday and period; it is found again by
everything that decides it.  The search chooses by such sums alone, so the same question goes the same way
and goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from hallsim.roster.counts import Counts, Frame
from hallsim.roster.runs.trial import Hall, Trial
from hallsim.scenario.whatif.variation import Values
from hallsim.study.runs.blocks import Block
from hallsim.study.runs.candidate import Spec, mark_of, spec_of
from hallsim.study.runs.folder import refuse_foreign
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.row import Ran, Row, packed
from hallsim.study.runs.wanted import Wanted

_ARRAYS: Final = ("n", "good", "tickets", "wait_min", "left")
_NOTHING: Final = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A roster as the journal tells of it."""

    key: str
    name: str
    world: str
    design: str
    world_spec: Spec
    design_spec: Spec
    factors: Values = ()
    wait_target_min: float = 0.0


class Memory:
    """What is known of rosters: in a folder's journal, or nowhere when there is none.

    Args:
        hall: what is run; its seed is that of every row.
    """

    def __init__(self, hall: Hall, folder: Path | None) -> None:
        self.hall = hall
        self._journal: Journal | None = None
        if folder is not None:
            refuse_foreign(folder)
            self._journal = Journal(folder)
            self._world, self._design = spec_of(hall.world), spec_of(hall.design)
            self._told = " ".join([self._world.key, self._design.key, repr(hall.frame)])
        self._names: dict[str, str] = {}

    def close(self) -> None:
        """Nothing is lost without it."""
        if self._journal is not None:
            self._journal.close()

    def keys(self, trials: Sequence[Trial], block: Block, numbers: range) -> list[str]:
        """The key of every roster; the journal is told that they were asked for."""
        if self._journal is None:
            return [""] * len(trials)
        keys = [mark_of(f"{self._told} {trial.under} {trial.staffing!r}") for trial in trials]
        kept = [self._kept(key, trial) for key, trial in zip(keys, trials, strict=True)]
        self._journal.note(kept, self.hall.seed, block, {key: range(len(numbers)) for key in keys})
        return keys

    def _kept(self, key: str, trial: Trial) -> Kept:
        """Rosters are numbered in the order in which they are tried, which is always the same."""
        name = self._names.setdefault(key, f"roster {len(self._names) + 1}")
        return Kept(
            key=key, name=name, world=trial.under or "world", design=name,
            world_spec=self._world, design_spec=self._design,
        )  # fmt: skip

    def known(self, key: str, block: Block, numbers: Iterable[int]) -> dict[int, Counts]:
        """What a roster showed in those of the replications that were run, by their numbers."""
        if self._journal is None:
            return {}
        rows = self._journal.rows(key, self.hall.seed, block, numbers)
        return {row.replication: _unpacked(row.ran.found["roster"], self.hall.frame) for row in rows}

    def keep(self, found: Sequence[tuple[str, int, Counts]], block: Block) -> None:
        """Keep what rosters, by their keys, showed in replications."""
        if self._journal is None:
            return
        self._journal.put(
            [
                Row(
                    candidate=key, seed=self.hall.seed, block=block, replication=replication,
                    wanted=_NOTHING, ran=Ran(body=_packed(counts), engine=self.hall.engine),
                )
                for key, replication, counts in found
            ]
        )  # fmt: skip


def _packed(counts: Counts) -> bytes:
    """JSON tells a number exactly: what is read again is what was found."""
    told: dict[str, Any] = {name: getattr(counts, name).ravel().tolist() for name in _ARRAYS}
    return packed({"metrics": {}, "by": {}, "roster": {**told, "overtime_h": counts.overtime_h}})


def _unpacked(told: Mapping[str, Any], frame: Frame) -> Counts:
    of_targets = (len(frame.targets), *frame.shape)
    shapes = {"n": of_targets, "good": of_targets}
    arrays = {
        name: np.array(told[name], np.float64).reshape(shapes.get(name, frame.shape)) for name in _ARRAYS
    }
    return Counts(**arrays, overtime_h=float(told["overtime_h"]))
