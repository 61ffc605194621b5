"""How many: a question on a scenario asked, answered and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, Problem, problem
from hallsim.loading import as_loaded, chosen_designs, chosen_worlds, name_of, refuse_unheard
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.study.runs.executors.protocol import Executor
    from hallsim.study.sizing.axes import Axes
    from hallsim.study.sizing.sizing import Sizing
    from hallsim.study.targets.goal import Goal


@dataclass(frozen=True, slots=True)
class SizeQuestion:
    """What is varied and what is to hold; `most`: replications with which a number is judged at most."""

    source: LoadedScenario
    axes: Axes
    goals: tuple[Goal, ...]
    most: int
    asked: dict[str, Any]

    @property
    def n_points(self) -> int:
        """Combinations of all numbers tried."""
        return self.axes.box.n

    @property
    def n_runs(self) -> int:
        """Runs that it may take: looking for the answer, and judging a few numbers."""
        *others, last = self.axes.box.sizes
        looked_at = 2 + (last - 1).bit_length()
        for size in others:
            looked_at *= size
        looked_at = min(looked_at, self.n_points)
        return looked_at * min(3, self.most) + 4 * self.most


def ask_size(
    source: LoadedScenario | str | Path,
    vary: Sequence[str],
    targets: Sequence[str] = (),
    *,
    design: str | None = None,
    world: str = "world",
    at: str | None = None,
    confidence: float | None = None,
    replications: int | None = None,
) -> SizeQuestion:
    """How many: the smallest numbers with which targets hold.

    Args:
        vary: `windows.NAME.count=4..12`, several for a cheapest combination.
        targets: `wait_p90 <= 15 min`, `90% called in 10 min at hour`; those of the file when none is given.
        design: the one in which; the first that has what is varied when absent.
        at: where targets are to hold that do not say it: `hour,station`.
        confidence: how sure of `targets` (0.9 when absent); those of the file say it themselves.
        replications: with which a number is judged at most; the scenario's when absent.

    Raises:
        InputError: whatever is wrong with any of it.
    """
    from hallsim.study.sizing.axes import axes_of
    from hallsim.study.targets.checks import (
        absent,
        of_no_limit,
        target_problems,
        targets_in,
        targets_said,
    )
    from hallsim.study.targets.goal import goals_of

    loaded = as_loaded(source)
    problems: list[Problem] = []
    written = targets_said(targets, at, confidence, problems) if targets else targets_in(loaded)
    wrong = target_problems(loaded.scenario, written)
    problems += wrong or of_no_limit(loaded.scenario, written)
    problems += absent(loaded.scenario, written) if targets and not wrong else []
    if not written and not problems:
        problems.append(_no_target())
    if problems:
        raise InputError(problems)
    if design is not None:
        chosen_designs(loaded, [design])
    (world,) = chosen_worlds(loaded, [world])
    axes = axes_of(loaded, design, world, vary)
    refuse_unheard(loaded, [axes.design], [world])
    goals = goals_of([one.target for one in written])
    most = loaded.scenario.run.replications if replications is None else replications
    asked = {
        "vary": list(vary), "targets": [goal.target.text() for goal in goals],
        "design": axes.design, "world": world,
    }  # fmt: skip
    return SizeQuestion(loaded, axes, goals, most, asked)


def _no_target() -> Problem:
    return problem(
        None,
        "target.none",
        Message("nothing says what is to hold"),
        Message("add --target 'wait_p90 <= 15 min', or targets: to the file"),
    )


def size(
    question: SizeQuestion,
    executor: Executor | None = None,
    *,
    seed: int | None = None,
    engine: str | None = None,
    out: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sizing:
    """Answer how many; the same question again goes on from the runs that `out` holds.

    Raises:
        InputError: a wrong combination of numbers, or another process works in `out`.
        RunError: runs fail, or the folder cannot be written.
    """
    from hallsim.study.engines.chosen import asked_engine
    from hallsim.study.folder import store
    from hallsim.study.runs.executors.serial import Serial
    from hallsim.study.runs.runs import Runs
    from hallsim.study.sizing.hall import Hall, wanted_of
    from hallsim.study.sizing.sizing import size_hall

    source = question.source
    used = source.scenario.run.seed if seed is None else seed
    manifest = {
        "study": name_of(source), "command": "size", **question.asked,
        **({"set": list(map(str, source.written.settings))} if source.written.settings else {}),
        "replications": question.most, "seed": used, "inputs_sha256": source.hashes(),
        "versions": store.versions(),
    }  # fmt: skip
    manifest["fingerprint"] = store.fingerprint(**manifest)
    with Runs(
        seed=used,
        wanted=wanted_of(question.goals),
        folder=None if out is None else Path(out),
        executor=executor or Serial(),
        engine=asked_engine(source.scenario, engine),
        progress=_counted(progress, question.n_runs) if progress else (lambda done, wanted: None),
    ) as runs:
        hall = Hall(question.axes, question.goals, runs)
        settings = list(map(str, source.written.settings))
        return size_hall(hall, name_of(source), question.most, manifest, settings)


def _counted(progress: Callable[[int, int], None], most: int) -> Callable[[int, int], None]:
    """Told of every run made, of as many as there may be: those of each step of the search add up."""
    made, begins = 0, True

    def told(done: int, wanted: int) -> None:
        nonlocal made, begins
        if not begins:  # what a step begins with is what was there before
            made += 1
            progress(made, max(made, most))
        begins = done == wanted

    return told
