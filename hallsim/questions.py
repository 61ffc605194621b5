"""Questions on a scenario: worlds, designs, values tried one after another; asked, answered, told again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, option_place
from hallsim.loading import (
    as_loaded,
    chosen_designs,
    chosen_worlds,
    load,
    name_of,
    refuse_unheard,
    refuse_unknown,
)
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.hall.engines import Choice
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.whatif.question import Cell, Question
    from hallsim.study.effort import Effort
    from hallsim.study.executor import Elsewhere
    from hallsim.study.run import Order
    from hallsim.study.several.several import Several


def ask(
    source: LoadedScenario | str | Path,
    designs: Sequence[str] | None = None,
    *,
    base: str | None = None,
    worlds: Sequence[str] | None = None,
    vary: Sequence[str] = (),
    replications: int | None = None,
) -> Question:
    """A question on a scenario: designs in worlds, with values tried one after another.

    Args:
        designs, base: as for `compare`.
        worlds: names of `worlds`, `world` for that of the file; all when absent.
        vary: `windows.NAME.count=4,5,6`, `arrivals.per_day=-20%..+20%:10%`: each value is a variant of every
            design that has it; of a path in the world, a world.
        replications: of each, for what is said of too many; those of the file when absent.

    Raises:
        InputError: a name, a path or a value that is none, or what the scenario cannot be with one of them.
    """
    from hallsim.scenario.whatif.question import ask as asked

    loaded = as_loaded(source)
    chosen = chosen_designs(loaded, designs, base)
    n_runs(loaded, chosen, worlds, vary, replications)
    refuse_unheard(loaded, chosen, chosen_worlds(loaded, worlds))
    return asked(loaded, chosen, chosen_worlds(loaded, worlds), vary)


def n_runs(
    source: LoadedScenario,
    designs: Sequence[str],
    worlds: Sequence[str] | None,
    vary: Sequence[str],
    replications: int | None,
) -> int:
    """How many runs (one replication of one variant) a question takes at most, before any of it is made.

    InputError for more combinations than are made whatever is permitted.
    """
    from hallsim.scenario.whatif.question import MOST_VARIANTS, n_combinations
    from hallsim.scenario.whatif.variation import OPTION
    from hallsim.study.effort import FEWER, too_many

    combinations = n_combinations(source, vary, 1, 1)
    n_each = len(designs) * len(chosen_worlds(source, worlds))
    if combinations > MOST_VARIANTS:
        wrong = too_many(
            option_place(OPTION, vary[-1]),
            "vary.many",
            source.scenario,
            combinations,
            n_each,
            replications,
            MOST_VARIANTS,
            FEWER,
        )
        raise InputError(wrong)
    n = source.scenario.run.replications if replications is None else replications
    return n * combinations * n_each


def effort_of(question: Question, n_replications: int, processes: int, engine: str | None = None) -> Effort:
    """About how long so many replications of each world take, one world after another."""
    from hallsim.study.effort import Effort, effort_of

    each = [
        effort_of(cell.scenario, len(cell.variants), n_replications, processes, engine)
        for cell in question.cells
    ]
    return Effort(
        n_matters=max(one.n_matters for one in each),
        processes=each[0].processes,
        seconds=sum(one.seconds for one in each),
        n_bytes=max(one.n_bytes for one in each),
    )


def answer(
    source: LoadedScenario | str | Path,
    question: Question,
    replications: int | None = None,
    seed: int | None = None,
    *,
    engine: str | None = None,
    processes: int | None = None,
    elsewhere: Elsewhere | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    overwrite: bool = False,
    progress: Callable[[Cell], Any] | None = None,
) -> Several:
    """Run a question, a study a world; the same citizens meet all designs of a world.

    Args: as for `compare`; `elsewhere` are workers that run instead of processes here
        (`study.runs.executors.chosen.elsewhere`); `progress` gives, for a world, a context that yields what
        is told of its progress.
    """
    from hallsim.study.cores import cores
    from hallsim.study.engines.chosen import asked_engine
    from hallsim.study.several.several import run_several

    loaded = as_loaded(source)
    asked = asked_engine(loaded.scenario, engine)
    if asked == "compiled":
        choices(loaded, question, seed, asked)
    orders = _orders(
        loaded, question, replications, seed, None if out is None else Path(out),
        resume=resume, overwrite=overwrite,
    )  # fmt: skip
    used = processes or cores()
    orders = [replace(one, engine=asked, processes=used, elsewhere=elsewhere) for one in orders]
    return run_several(question, orders, progress)


def choices(
    source: LoadedScenario, question: Question, seed: int | None, engine: str | None
) -> dict[str, Choice]:
    """Which engine runs each design, and why not the compiled one; InputError when that is asked for then."""
    from hallsim.study.engines.chosen import choices as chosen

    run = source.scenario.run
    found: dict[str, Choice] = {}
    for cell in question.cells:
        names = [variant.name for variant in cell.variants]
        found |= chosen(cell.scenario, names, run.seed if seed is None else seed, engine)
    return found


def check_folder(
    source: LoadedScenario,
    question: Question,
    replications: int | None,
    seed: int | None,
    out: Path,
    *,
    resume: bool,
    overwrite: bool,
) -> None:
    """InputError when `answer` would refuse the folder `out`; writes nothing."""
    from hallsim.study.several.several import refuse_several

    refuse_several(_orders(source, question, replications, seed, out, resume=resume, overwrite=overwrite))


def results(
    folder: str | Path,
    *,
    base: str | None = None,
    designs: Sequence[str] | None = None,
    metrics: Sequence[str] = (),
) -> Several:
    """A finished or interrupted study told again from its folder: nothing is run.

    Args:
        base: the design that the others are compared with.
        designs: those told of, all that were run when absent.
        metrics: those that lead the tables.

    Raises:
        InputError: no results folder, nothing finished in it, or a name that is none.
    """
    from hallsim.study.named_metrics import refuse_unknown_metrics
    from hallsim.study.several.several import tell_several
    from hallsim.study.told import asked_of, refuse_edited

    path = Path(folder)
    asked = asked_of(path)
    refuse_unknown_metrics(metrics, "--metrics")
    source = load(path / "inputs" / asked["file"], asked["set"])
    refuse_edited(path, asked, source.hashes())
    question = ask(source, asked["designs"], worlds=asked["worlds"], vary=asked["vary"])
    variants = [variant for cell in question.cells for variant in cell.variants]
    known = dict.fromkeys([*(v.design for v in variants), *(v.name for v in variants)])
    refuse_unknown([*(designs or ()), *([base] if base else [])], known, Message("design"))
    orders = []
    for order, cell in zip(_orders(source, question, None, asked["seed"], path), question.cells, strict=True):
        told = [*([base] if base else []), *(designs or order.designs)]
        names = [v.name for name in told for v in cell.variants if name in (v.name, v.design)]
        run = order.scenario.run.model_copy(update={"metrics": tuple(metrics)} if metrics else {})
        scenario = order.scenario.model_copy(update={"run": run})
        told_of = tuple(dict.fromkeys(names)) or order.designs
        orders.append(replace(order, name=asked["study"], designs=told_of, scenario=scenario))
    several = tell_several(question, orders)
    return several if "robust" not in asked else _with_worlds(several, source, asked, path)


def _with_worlds(several: Several, source: LoadedScenario, asked: Mapping[str, Any], folder: Path) -> Several:
    """The study with the plausible worlds that were run of it."""
    from hallsim.study.worlds import plausible_worlds, tell_worlds

    study = several.studies[0]
    drawn = plausible_worlds(
        source, tuple(asked["designs"]), asked["seed"], asked["robust"], inputs=repr(source.hashes()),
        world=several.question.cells[0].world,
    )  # fmt: skip
    found = tell_worlds(replace(drawn, designs=study.designs), folder, asked["versions"])
    manifest = {**study.manifest, "asked": {**study.manifest["asked"], "robust": asked["robust"]}}
    return replace(several, studies=(replace(study, robustness=found, manifest=manifest),))


def _orders(
    loaded: LoadedScenario,
    question: Question,
    replications: int | None,
    seed: int | None,
    out: Path | None,
    *,
    resume: bool = False,
    overwrite: bool = False,
) -> list[Order]:
    from hallsim.study.several.several import folder_of

    several = len(question.cells) > 1
    orders = []
    for cell in question.cells:
        folder = out / folder_of(cell) if out is not None and several else out
        orders.append(
            order_of(loaded, question, cell, replications, seed, folder, resume=resume, overwrite=overwrite)
        )
    return orders


def order_of(
    loaded: LoadedScenario,
    question: Question,
    cell: Cell,
    replications: int | None,
    seed: int | None,
    out: Path | None,
    *,
    resume: bool,
    overwrite: bool,
) -> Order:
    """What to run for one world of a question."""
    from hallsim.study.run import Order

    run = loaded.scenario.run
    used = run.seed if seed is None else seed
    return Order(
        name=name_of(loaded),
        scenario=cell.scenario,
        designs=tuple(variant.name for variant in cell.variants),
        n_replications=run.replications if replications is None else replications,
        seed=used,
        files=cell.files,
        doubts=(*loaded.warnings, *question.doubts),
        settings=cell.settings,
        common_settings=tuple(map(str, loaded.written.settings)),
        world=cell.title,
        inputs=loaded.inputs(),
        asked={
            "file": loaded.main_file(), "set": list(loaded.written.asked), "vary": list(question.asked),
            "worlds": list(dict.fromkeys(one.world for one in question.cells)),
            "designs": list(dict.fromkeys(variant.design for variant in cell.variants)),
        },
        folder=out,
        resume=resume,
        overwrite=overwrite,
    )  # fmt: skip
