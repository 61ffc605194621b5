"""Studies of a queue whose smallest number of servers is known: what is claimed, and how often it is
wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from experiments.sizing.bank import Bank, Queue, simulate
from hallsim.metrics.registry import METRICS
from hallsim.scenario.targets.target import Target
from hallsim.study.sizing.grid import Box, Point
from hallsim.study.sizing.rule import schedule_of
from hallsim.study.sizing.search import Answer, Stage, size_up
from hallsim.study.targets.goal import Goal, Scope, goals_of
from hallsim.study.targets.judge import Measured

COLUMN: Final = {"wait_mean": 0, "wait_target_share": 1, "left_share": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A queue, what is to hold, the numbers tried, and replications of a number at most."""

    name: str
    queue: Queue
    hold: str
    servers: range
    most: int = 20

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The target as it is judged."""
        return goals_of([Target.model_validate({"hold": self.hold})])


CASES: Final = (
    Case(name="5 erlangs, mean wait", queue=Queue(per_min=0.5, work_min=10), hold="wait_mean <= 5 min",
         servers=range(5, 13)),
    Case(name="5 erlangs, mean wait near the truth of 7", queue=Queue(per_min=0.5, work_min=10),
         hold="wait_mean <= 1.7 min", servers=range(5, 13)),
    Case(name="24 erlangs, 90 % within 15 min", queue=Queue(per_min=2, work_min=12),
         hold="wait_target_share >= 90%", servers=range(22, 33)),
    Case(name="15 erlangs, at most 5 % leave", queue=Queue(per_min=1.5, work_min=10, patience_min=20),
         hold="left_share <= 5%", servers=range(12, 23)),
    Case(name="15 erlangs, at most 3.8 % leave (17 servers: 3.86 %)",
         queue=Queue(per_min=1.5, work_min=10, patience_min=20), hold="left_share <= 3.8%", servers=range(12,
         23)),
    Case(name="5 erlangs, mean wait, 8 replications at most", queue=Queue(per_min=0.5, work_min=10),
         hold="wait_mean <= 5 min", servers=range(5, 13), most=8),
)  # fmt: skip
"""Those of the Erlang tables (cases I01 to I03 of the known values), and some on the edge."""
LONG: Final = tuple(
    Case(name=f"5 erlangs, {hold}, 160 replications at most", queue=Queue(per_min=0.5, work_min=10),
         hold=hold, servers=range(5, 10), most=160)
    for hold in ("wait_mean <= 5 min", "wait_mean <= 1.7 min")
)  # fmt: skip
"""With six looks: 5, 10, 20, 40, 80 and 160 replications."""
LONG_STUDIES: Final = 200
"""Of each at most: a study takes eight times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What studies of a case came to, as shares.

    Attributes:
        truth: the smallest number that holds.
        right: it is named, and the one below is told not to be enough.
        with_tie: it is named, and of the one below it is said that the noise does not tell.
        more: a larger number is named, those between being called tied.
        open: none is named, the noise does not tell.
        wrong: a number that does not hold is called enough, or one that holds not enough.
        runs: of all that an exhaustive search would take.
    """

    case: str
    truth: int
    n_studies: int
    right: float
    with_tie: float
    more: float
    open: float
    wrong: float
    runs: float


def tally(case: Case, n_studies: int, seed: int) -> Tally:
    """Run studies of a case, each with citizens of its own."""
    n_search = max(3, case.most // 2)
    banks: dict[Stage, Bank] = {
        "search": simulate(case.queue, case.servers, n_studies * n_search, seed),
        "confirm": simulate(case.queue, case.servers, n_studies * case.most, seed + 1),
    }
    (goal,) = case.goals
    column = COLUMN[goal.metric]
    holds = {c: (banks["confirm"].value(c, column) <= goal.bound) == goal.at_most for c in case.servers}
    truth = min(c for c, held in holds.items() if held)
    counts = dict.fromkeys(("right", "with_tie", "more", "open", "wrong"), 0)
    runs = 0
    for study in range(n_studies):
        answer = one_study(case, banks, study, {"search": n_search, "confirm": case.most})
        counts[_kind(answer, case.servers, truth)] += 1
        runs += answer.runs
    shares = {kind: n / n_studies for kind, n in counts.items()}
    spent = runs / n_studies / answer.exhaustive
    return Tally(case=case.name, truth=truth, n_studies=n_studies, runs=spent, **shares)


def one_study(case: Case, banks: Mapping[Stage, Bank], study: int, sizes: Mapping[Stage, int]) -> Answer:
    """A study with its own part of the replications of each bank."""
    (goal,) = case.goals
    metric, column = goal.metric, COLUMN[goal.metric]

    def evaluate(points: Sequence[Point], stage: Stage, n: int) -> Mapping[Point, Measured]:
        first = study * sizes[stage]
        found: dict[Point, Measured] = {}
        for point in points:
            totals = banks[stage].totals[case.servers[point[0]]][first : first + n]
            restore = METRICS[metric].statistic.restore
            found[point] = {(Scope(metric), ""): [restore([row[column], row[3]]) for row in totals]}
        return found

    return size_up(Box((len(case.servers),)), case.goals, evaluate, schedule_of(case.most))


def _kind(answer: Answer, servers: range, truth: int) -> str:
    for point, one in answer.judged.items():
        holds = servers[point[0]] >= truth
        if one.state == ("not_met" if holds else "met"):
            return "wrong"
    if answer.best is None:
        return "open"
    if servers[answer.best[0]] > truth:
        return "more"
    below = answer.judged.get((answer.best[0] - 1,))
    return "right" if below is None or below.state == "not_met" else "with_tie"
