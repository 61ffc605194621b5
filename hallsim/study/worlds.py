"""Plausible worlds: drawn from the ranges of what is assumed, run with the same citizens, and kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError, ReplicationError, RunError, problem
from hallsim.metrics.definition.summand import added
from hallsim.scenario.scenario import WORLD
from hallsim.study.contributions import Replications, against, of_design, of_pair
from hallsim.study.cores import cores
from hallsim.study.executor import Elsewhere, Outcome, run_all
from hallsim.study.folder import store
from hallsim.study.folder.claim import claimed
from hallsim.study.folder.kept import refuse_foreign
from hallsim.study.inference.statistics import without_noise
from hallsim.study.measures import infos
from hallsim.study.nobody import flatters, serves_hardly_anybody
from hallsim.study.replicate import ReplicationTask, replicate
from hallsim.study.result import MetricInfo
from hallsim.study.robust.factors import Factor
from hallsim.study.robust.robustness import Robustness, World
from hallsim.study.robust.shortened import shortened
from hallsim.text.message import LANGS, Both, Message

if TYPE_CHECKING:
    from hallsim.scenario.assumptions.assumptions import Basis
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.scenario import EngineAsked, Scenario

STREAM: Final = "plausible worlds"
DEAD: Final = "dead"
_TRIES: Final = 200  # hypercubes drawn, of which the one with the least correlated factors is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """What is to be run: a scenario a world, with the value of every factor that makes it."""

    factors: tuple[Factor, ...]
    values: tuple[Mapping[str, float], ...]
    scenarios: tuple[Scenario, ...]
    designs: tuple[str, ...]
    seed: int
    replications: int
    weeks: int | None
    inputs: str
    engine: EngineAsked = "auto"


def plausible_worlds(
    source: LoadedScenario,
    designs: tuple[str, ...],
    seed: int,
    n: int | None = None,
    inputs: str = "",
    world: str = WORLD,
) -> Worlds:
    """`n` worlds (the scenario's `run.robust.worlds` when absent), each read and checked like any scenario.

    Args:
        designs: the base first.
        inputs: what the scenario's files are, for telling kept worlds apart.
        world: the world of the file around which they lie.

    Raises:
        InputError: fewer than two worlds, nothing has a range, or a world that cannot be.
    """
    if n is not None and n < 2:
        raise InputError(
            problem(
                None,
                "robust.worlds",
                Message("one world says nothing of a range"),
                Message("ask for two or more, such as --robust 12"),
            )
        )
    varied = [basis for basis in source.bases if basis.is_varied]
    if not varied:
        raise InputError(
            problem(
                None,
                "robust.nothing",
                Message("{name}: no assumed number has a range to be tried out", name=source.name),
                Message(
                    "write it beside a number, such as time: 1.15 in 1.0..1.5, or an evidence of kind assumed"
                ),
            )
        )
    robust = source.scenario.run.robust
    shares = latin_hypercube(robust.worlds if n is None else n, len(varied), seed)
    rows = [[basis.value(float(share)) for basis, share in zip(varied, row, strict=True)] for row in shares]
    names = [basis.name for basis in varied]
    scenarios = tuple(_world(source, varied, row, i, world) for i, row in enumerate(rows))
    return Worlds(
        factors=tuple(_factor(basis, source.scenario) for basis in varied),
        values=tuple(dict(zip(names, row, strict=True)) for row in rows),
        scenarios=scenarios,
        designs=designs,
        seed=seed,
        replications=robust.replications,
        weeks=robust.weeks,
        inputs=(inputs or repr(source.scenario)) + ("" if world == WORLD else f" {world}"),
        engine=source.scenario.run.engine,
    )


def latin_hypercube(n: int, k: int, seed: int) -> NDArray[np.float64]:
    """(n, k) points of the unit cube: each column has one point in every n-th of [0, 1).

    Of several hypercubes the one whose columns are least correlated.  Source: McKay, Beckman, Conover 1979,
    Technometrics 21:239-245.
    """
    from hallsim.demand.streams import generator

    stream = generator(seed, 0, STREAM)
    best, least = np.empty((n, k)), math.inf
    for _ in range(_TRIES if k > 1 else 1):
        cells = np.stack([stream.permutation(n) for _ in range(k)], axis=1)
        points = (cells + stream.random((n, k))) / n
        worst = float(np.max(np.abs(np.corrcoef(points.T) - np.eye(k)))) if k > 1 else 0.0
        if worst < least:
            best, least = points, worst
    return best


def _world(
    source: LoadedScenario, varied: Sequence[Basis], row: Sequence[float], i: int, world: str
) -> Scenario:
    from hallsim.scenario.load import with_assignments

    moved = [a for basis, value in zip(varied, row, strict=True) for a in basis.assignments(value)]
    try:
        scenario = with_assignments(source, moved, is_world=True).scenario.in_world(world)
    except InputError as error:
        raise InputError(
            [
                replace(
                    wrong,
                    said=Message("in plausible world {i}: {said}", i=i + 1, said=wrong.said),
                    advice=Message(
                        "narrow the ranges, whose values must fit each other; {advice}", advice=wrong.advice
                    ),
                )
                for wrong in error.problems
            ]
        ) from None
    return shortened(scenario)


def _factor(basis: Basis, scenario: Scenario) -> Factor:
    assert basis.range is not None
    assert basis.stated is not None
    return Factor(
        name=basis.name,
        title=basis.title,
        stated=basis.stated.value,
        lo=basis.range.lo,
        hi=basis.range.hi,
        unit=basis.range.unit,
        multiplies=basis.moves == "scales",
        designs=_moved(basis, scenario),
    )


def _moved(basis: Basis, scenario: Scenario) -> frozenset[str] | None:
    """The designs whose numbers it moves, those based on them included; None where it moves the world."""
    owners = [spot.loc[:2] for spot in basis.spots]
    if not owners or any(owner[0] != "designs" for owner in owners):
        return None
    named = {str(owner[1]) for owner in owners}
    return frozenset(name for name in scenario.designs if not named.isdisjoint(_line(scenario, name)))


def _line(scenario: Scenario, name: str) -> list[str]:
    """A design, the one it is based on, the one that is based on, ..."""
    line = [name]
    while (above := scenario.designs[line[-1]].based_on) is not None and above not in line:
        line.append(above)
    return line


def run_worlds(
    worlds: Worlds,
    *,
    processes: int | None = None,
    elsewhere: Elsewhere | None = None,
    folder: Path | None = None,
    resume: bool = False,
    progress: Callable[[int, int], None] = lambda done, wanted: None,
) -> Robustness:
    """Run what is missing of the worlds, keep each as it is finished (`folder`/worlds/NNNN.json).

    Args:
        processes: as many as the machine lends cores when absent.
        elsewhere: who runs instead of them.
        resume: take over worlds that an interrupted run with the same inputs, designs, seed, versions and
            values has left there.

    Raises:
        RunError: an unwritable folder, or no world finished; one that cannot be run is told beside others.
    """

    def run(missing: Sequence[int]) -> Iterator[Outcome[dict[str, Any]]]:
        return run_all(run_world, worlds, missing, cores() if processes is None else processes, elsewhere)

    if folder is None:
        return _run_worlds(worlds, run, None, resume, progress)
    refuse_foreign(folder)
    with claimed(folder):
        return _run_worlds(worlds, run, folder, resume, progress)


def _run_worlds(
    worlds: Worlds, run: Callable[[Sequence[int]], Iterator[Outcome[dict[str, Any]]]], folder: Path | None,
    resume: bool, progress: Callable[[int, int], None],
) -> Robustness:  # fmt: skip
    n = len(worlds.scenarios)
    shelf = None if folder is None else store.Shelf(folder / store.WORLDS)
    marks = {} if shelf is None else _marks(worlds, store.versions())
    found: dict[int, Any] = {}
    if shelf is not None:
        taken = shelf.taken(marks) if resume else {}
        shelf.clear(but=taken)
        found = {number - 1: result for number, result in taken.items()}
    progress(len(found), n)
    failed: dict[int, Both] = {}
    for outcome in run([i for i in range(n) if i not in found]):
        if outcome.result is None or DEAD in outcome.result:
            why = {"en": "", "zh": ""} if outcome.result is None else outcome.result[DEAD]
            failed[outcome.replication] = Both(**why)
            continue
        # as JSON would give it back: a resumed study is the same to the last byte
        found[outcome.replication] = store.without_nan(outcome.result)
        if shelf is not None:
            number = outcome.replication + 1
            shelf.put(number, marks[number], store.canonical_json(outcome.result))
        progress(len(found), n)
    if not found:
        raise _none_finished(failed)
    return _robustness(worlds, found, failed)


def tell_worlds(worlds: Worlds, folder: Path, versions: Mapping[str, str]) -> Robustness | None:
    """What a folder holds of the worlds, run by these versions; None where it holds none.  Nothing is run."""
    taken = store.Shelf(folder / store.WORLDS).taken(_marks(worlds, versions))
    found = {number - 1: result for number, result in taken.items()}
    missing = {i: Both("", "") for i in range(len(worlds.scenarios)) if i not in found}
    return _robustness(worlds, found, missing) if found else None


def _robustness(worlds: Worlds, found: Mapping[int, Any], failed: Mapping[int, Both]) -> Robustness:
    return Robustness(
        base=worlds.designs[0],
        designs=worlds.designs,
        factors=worlds.factors,
        worlds=tuple(
            World(
                number=i + 1,
                factors=worlds.values[i],
                metrics=_numbers(found[i]["metrics"]),
                differences=_numbers(_against(found[i]["differences"], worlds.designs)),
            )
            for i in sorted(found)
        ),
        replications=worlds.replications,
        weeks=worlds.weeks,
        failed={i + 1: failed[i] for i in sorted(failed)},
    )


def _none_finished(failed: Mapping[int, Both]) -> RunError:
    first = next((failed[i] for i in sorted(failed) if failed[i].en), None)
    if first is None:
        return RunError(Message("no plausible world could be finished"))
    return RunError(Message("no plausible world could be finished, the first one so: {why}", why=first))


def run_world(worlds: Worlds, i: int) -> dict[str, Any]:
    """`metrics` of world `i` by design, and `differences` from one design to another, each pair once.

    The same citizens come to every design (see `World`).  Of a world that cannot be run, `DEAD`: why, in each
    language; the other worlds are told without it.
    """
    try:
        return _ran_world(worlds, i)
    except ReplicationError as error:
        return {DEAD: {lang: error.said.text(lang) for lang in LANGS}}


def _ran_world(worlds: Worlds, i: int) -> dict[str, Any]:
    designs = sorted(worlds.designs)
    task = ReplicationTask(
        scenario=worlds.scenarios[i],
        designs=tuple(designs),
        seed=worlds.seed,
        engine=worlds.engine,
        with_parts=False,
    )
    runs = [replicate(task, r) for r in range(worlds.replications)]
    metrics = {
        design: {info.id: added(of_design(runs, design, info.id)).value for info in infos()}
        for design in designs
    }
    shown = {design: _without_flattery(runs, design, found) for design, found in metrics.items()}
    flattering = {d: {m for m in metrics[d] if shown[d][m] is not metrics[d][m]} for d in designs}
    differences: dict[str, dict[str, dict[str, float]]] = {}
    for one, other in combinations(designs, 2):
        seen = [against(run, (one, other)) for run in runs]
        gaps = {info.id: _difference(seen, metrics, one, other, info) for info in infos()}
        gaps.update(dict.fromkeys(flattering[one] | flattering[other], math.nan))
        differences.setdefault(one, {})[other] = gaps
    return {"metrics": shown, "differences": differences}


def _against(
    differences: Mapping[str, Mapping[str, Mapping[str, float | None]]], designs: Sequence[str]
) -> dict[str, Mapping[str, float | None]]:
    """Those of every other design from the first."""
    base, *others = designs
    found: dict[str, Mapping[str, float | None]] = {}
    for design in others:
        if design in differences.get(base, {}):
            found[design] = differences[base][design]
        else:
            turned = differences[design][base]
            found[design] = {m: None if value is None else 0.0 - value for m, value in turned.items()}
    return found


def _without_flattery(runs: Replications, design: str, found: Mapping[str, float]) -> dict[str, float]:
    """The figures of a design, without those that flatter it where it serves hardly anybody."""
    if not serves_hardly_anybody(runs, design):
        return dict(found)
    return {info.id: math.nan if flatters(info, found[info.id]) else found[info.id] for info in infos()}


def _difference(
    runs: Replications, metrics: Mapping[str, Mapping[str, float]], base: str, design: str, info: MetricInfo
) -> float:
    if info.paired:
        of_base, of_other = of_pair(runs, design, info.id)
        return without_noise(added(of_base).value, added(of_other).value)
    return without_noise(metrics[base][info.id], metrics[design][info.id])


def _numbers(result: Mapping[str, Mapping[str, float | None]]) -> dict[str, dict[str, float]]:
    return {
        design: {metric: math.nan if value is None else float(value) for metric, value in found.items()}
        for design, found in result.items()
    }


def _marks(worlds: Worlds, versions: Mapping[str, str]) -> dict[int, str]:
    """By number (from 1), all that decides the figures of each world."""
    return {
        i: store.fingerprint(
            content=worlds.inputs, designs=sorted(worlds.designs), seed=worlds.seed,
            replications=worlds.replications, values=values, calendar=repr(scenario.world.calendar),
            versions=dict(versions),
        )
        for i, (scenario, values) in enumerate(zip(worlds.scenarios, worlds.values, strict=True), start=1)
    }  # fmt: skip
