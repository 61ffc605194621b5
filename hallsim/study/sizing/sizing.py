"""`hallsim size`: from what is asked to an answer with all that is told of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, Place, Problem, problem
from hallsim.study.measures import infos_of
from hallsim.study.named_metrics import refuse_without_value
from hallsim.study.names import names
from hallsim.study.opinions.calibration import is_uncalibrated, notes_on
from hallsim.study.result import MetricInfo, Words
from hallsim.study.sizing.binding import what_binds
from hallsim.study.sizing.grid import at_most
from hallsim.study.sizing.hall import Hall
from hallsim.study.sizing.rule import schedule_of
from hallsim.study.sizing.search import SEARCH_FIRST, Answer, Judged, WorseError, size_up
from hallsim.study.targets.judge import Reading, thin_parts, worst_reading
from hallsim.study.targets.of_runs import without_value
from hallsim.study.targets.of_study import days_of
from hallsim.text.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.study.sizing.axes import Axes
    from hallsim.study.sizing.grid import Point
    from hallsim.study.targets.goal import Goal, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """An answer with the words that tell it.

    Attributes:
        lost: of every point told of, the share of citizens who are not served.
        cost: cost of the hall by point; empty where the scenario states no costs.
        binds: what keeps a target from being met where no number holds it.
        missed: that target.
        opinions: what the model of satisfaction rests on, where a target is of it.
        doubted: the targets whose score is not calibrated.
        thin: parts with too few people to be judged.
        failed: runs that could not be finished.
        doubts: of the points told in sentences, what looks unintended there and does not as written.
    """

    name: str
    title: Words
    settings: tuple[str, ...]
    names: Mapping[str, Mapping[str, Words]]
    infos: Mapping[str, MetricInfo]
    axes: Axes
    goals: tuple[Goal, ...]
    answer: Answer
    lost: Mapping[Point, float]
    cost: Mapping[Point, float]
    binds: tuple[Message, ...] = ()
    missed: Goal | None = None
    thin: tuple[tuple[Scope, str], ...] = ()
    failed: int = 0
    opinions: tuple[Message, ...] = ()
    doubted: tuple[Goal, ...] = ()
    doubts: Mapping[Point, tuple[Problem, ...]] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tied(self) -> list[Point]:
        """What may do as well as the answer, or may be the answer where there is none."""
        judged, best = self.answer.judged, self.answer.best
        beyond = [point for point in judged if best is None or self._is_beyond(point, best)]
        return [point for point in beyond if judged[point].state == "tied"]

    def _is_beyond(self, point: Point, best: Point) -> bool:
        less, more = (best, point) if self.answer.ways.turned else (point, best)
        return point != best and at_most(less, more)

    @property
    def would_tell(self) -> int | None:
        """Replications (`-n`) with which what is tied would probably be told apart, doubled often enough that
        looks go on where they ended; None where nothing is tied, or no number of them is in sight.
        """
        needed = [self.answer.judged[point].needed for point in self.tied]
        known = [n for n in needed if n is not None]
        if not known or len(known) < len(needed):
            return None
        most = self.answer.schedule.most
        return int(most * 2 ** max(1, math.ceil(math.log2(max(known) / most))))

    def told(self) -> dict[Point, Judged]:
        """What is known of every point: its judgement where there is one, else what the search saw."""
        return dict(sorted({**self.answer.searched, **self.answer.judged}.items()))

    def table(self) -> pd.DataFrame:
        """A row a point, target and part: a column a path, block, replications, target, part, value with its
        interval (of a bound on a quantile the quantile), share called in time where that is what is judged,
        state;
        by_parameters: 1 where it is tied because slopes or weights of satisfaction that no survey tells
        decide it.
        """
        import pandas as pd

        paths = [axis.path for axis in self.axes.axes]
        rows = []
        for point, known in self.told().items():
            values = [value for _, value in self.axes.factors(point)]
            for reading in known.verdict.readings:
                value, lo, hi = reading.shown()
                share = reading.value if reading.goal.share is not None else math.nan
                where = reading.scope.kind or ""
                rows.append((
                    *values, known.stage, known.n, reading.goal.target.text(), where, reading.part,
                    reading.goal.unit, value, lo, hi, share, reading.state, known.state,
                    self.lost.get(point, math.nan), self.cost.get(point, math.nan),
                    int(reading.by_parameters),
                ))  # fmt: skip
        columns = [
            "block", "replications", "target", "where", "part", "unit", "value", "lo", "hi", "called_share",
            "state", "all_targets", "not_served_share", "cost_hall",
            "by_parameters",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=[*paths, *columns])


def worst_of(known: Judged, goal: Goal) -> Reading | None:
    """The part in which a target is furthest on the bad side."""
    return worst_reading(known.verdict.of(goal))


def size_hall(
    hall: Hall, name: str, most: int, manifest: Mapping[str, Any], settings: Sequence[str] = ()
) -> Sizing:
    """Search, judge, and say what binds where nothing holds.

    Args:
        most: replications with which a point is judged at most.

    Raises:
        InputError: several numbers are varied, and more of one makes a target worse; or a target is of a
            metric without a value.
        RunError: runs fail.
    """
    axes, goals = hall.axes, tuple(hall.goals)
    scenario = axes.source.scenario
    costed = "costs" in scenario.designs[axes.design].model_fields_set
    n_first = min(SEARCH_FIRST, most)

    def total(point: Point) -> float:
        return sum(amount.value for amount in axes.amounts(point))

    def cost(point: Point) -> float:
        return hall.beside("cost_hall", point, "search", n_first) if costed else total(point)

    first = hall([axes.box.last], "search", n_first)[axes.box.last]  # a corner, which is run anyway
    refuse_without_value({goal.metric: None for goal in without_value(first, goals)})
    try:
        answer = size_up(
            axes.box, goals, hall, schedule_of(most), cost, days_of(scenario.in_world(axes.world))
        )
    except WorseError as error:
        raise InputError(_worse(axes, error.axis)) from None
    known = {**answer.searched, **answer.judged}
    binds, missed = _binds(hall, answer)
    return Sizing(
        name=name,
        title=scenario.title.model_dump() if scenario.title else {},
        settings=tuple(settings),
        names=names(scenario),
        infos={info.id: info for info in infos_of(scenario)},
        axes=axes,
        goals=goals,
        answer=answer,
        lost={p: hall.beside("not_served_share", p, one.stage, one.n) for p, one in known.items()},
        cost={p: hall.beside("cost_hall", p, one.stage, one.n) for p, one in known.items()} if costed else {},
        binds=binds,
        missed=missed,
        thin=tuple(thin_parts(goals, hall([answer.box.last], "search", n_first)[answer.box.last])),
        failed=hall.n_failed(answer),
        opinions=notes_on([goal.metric for goal in goals], scenario),
        doubted=tuple(goal for goal in goals if is_uncalibrated(goal.metric, scenario)),
        doubts=_doubts(axes, answer),
        manifest=manifest,
    )  # fmt: skip


def _doubts(axes: Axes, answer: Answer) -> dict[Point, tuple[Problem, ...]]:
    """Of the answer and of what may do as well."""
    told = [
        point for point, one in answer.judged.items() if point == answer.best or one.state == "tied"
    ]  # fmt: skip
    found = {point: axes.doubts(point) for point in told}
    return {point: doubts for point, doubts in found.items() if doubts}


def _worse(axes: Axes, axis: int) -> Any:
    said = axes.axes[axis].said
    return problem(
        Place(file=said, line=1, column=1, said=True),
        "size.worse",
        Message("more of '{path}' makes a target worse", path=axes.axes[axis].path),
        Message("vary it alone: then the largest number that holds is looked for"),
    )


def _binds(hall: Hall, answer: Answer) -> tuple[tuple[Message, ...], Goal | None]:
    """Why nothing holds, for the target that is missed by most at the best end."""
    if answer.best is not None:
        return (), None
    top = answer.box.first if answer.ways.turned else answer.box.last
    low = answer.box.last if answer.ways.turned else answer.box.first
    known = answer.known(top)
    worst = None if known is None else known.verdict.worst
    if worst is None or worst.goal in answer.ways.falling:
        return (), None if worst is None else worst.goal
    return what_binds(hall, worst, low, top), worst.goal
