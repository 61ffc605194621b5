"""What a study says of the targets of its scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hallsim.study.targets.goal import Goal
from hallsim.study.targets.judge import Reading, Verdict
from hallsim.text.message import Message

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignTargets:
    """What a study says of targets.

    Attributes:
        verdicts: of every design.
        hours: the same figures by the hour of coming, each judged by itself; of targets that have such.
        why: of each target that a design surely misses the worst reading, and what makes it so, where that is
            known.
    """

    goals: tuple[Goal, ...]
    verdicts: Mapping[str, Verdict]
    hours: Mapping[str, Verdict]
    why: Mapping[str, Mapping[Goal, tuple[Reading, Message]]] = field(default_factory=dict)

    def table(self) -> pd.DataFrame:
        """design, target, where (whole, hour, station ...), part, unit, value, lo, hi, called_share, state;
        judged: part of the verdict, not told beside it; by_parameters: 1 where it is tied because slopes or
        weights of satisfaction that no survey tells decide it.
        """
        import pandas as pd

        rows = [
            (
                design, one.goal.target.text(), one.scope.kind or "whole", one.part, one.goal.unit,
                *one.shown(), one.value if one.goal.share is not None else None, one.state, judged,
                int(one.by_parameters),
            )
            for judged, several in ((True, self.verdicts), (False, self.hours))
            for design, verdict in several.items()
            for one in verdict.readings
        ]  # fmt: skip
        columns = ["design", "target", "where", "part", "unit", "value", "lo", "hi", "called_share", "state"]
        return pd.DataFrame(rows, columns=[*columns, "judged", "by_parameters"])
