"""The use case of rosters: asked, found, written down."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, Place, WordedError, problem
from hallsim.loading import as_loaded, chosen_designs, chosen_worlds, name_of, refuse_unheard
from hallsim.text.message import LANGS, Lang, Message
from hallsim.units import MS_PER_DAY, MS_PER_MIN, parse_duration, parse_share

if TYPE_CHECKING:
    from hallsim.report.answer import Answer
    from hallsim.roster.plan import Asked, Roster
    from hallsim.scenario.load import LoadedScenario

QUESTION = "roster"
_LEAST_MS = 5 * MS_PER_MIN


def ask_roster(
    source: LoadedScenario | str | Path,
    design: str,
    targets: Sequence[str],
    *,
    by: int | str = "30 min",
    shifts: str | Path | None = None,
    budget: float | None = None,
    confidence: float | str = 0.95,
    world: str = "world",
    n: int = 200,
    n_search: int = 20,
    n_robust: int = 50,
    seed: int | None = None,
    processes: int | None = None,
    engine: str | None = None,
    out: str | Path | None = None,
) -> Asked:
    """A question of the cheapest roster.

    Args:
        targets: promises that are to hold in every period: `90% called in 10 min at counter`.
        by: length of a period, ms or as written (`30 min`).
        shifts: file of shifts, contracts and people; shifts of 8 h and 4 h when absent.
        budget: yuan a week at most; as little as need be when absent.
        confidence: with which each period is to hold, by itself; a number or as written (`95%`).
        n, n_search, n_robust: replications that judge, that try, and of each world otherwise.
        out: folder that keeps the runs: the same question asked again goes on from there.

    Raises:
        InputError: an unknown design or world, or a quantity that is none.
    """
    from hallsim.roster.plan import Asked
    from hallsim.study.cores import cores
    from hallsim.study.engines.chosen import asked_engine

    loaded = as_loaded(source)
    chosen_designs(loaded, [design])
    chosen_worlds(loaded, [world])
    refuse_unheard(loaded, [design], [world])
    by_ms, held = _read(by, confidence, budget)
    return Asked(
        source=loaded, design=design, targets=tuple(targets), by_ms=by_ms,
        shifts=None if shifts is None else Path(shifts), budget=budget, confidence=held, world=world,
        n=n, n_search=n_search, n_robust=n_robust, seed=seed, processes=processes or cores(),
        engine=asked_engine(loaded.scenario, engine), folder=None if out is None else Path(out),
    )  # fmt: skip


def _read(by: int | str, confidence: float | str, budget: float | None) -> tuple[int, float]:
    """The length of a period in ms and the confidence.  InputError for quantities that are none."""
    problems = []
    by_ms, held = 0, 0.0
    at = _option(f"--by {by if isinstance(by, str) else f'{by / MS_PER_MIN:g} min'}")
    try:
        by_ms = parse_duration(by).to_ms(None) if isinstance(by, str) else by
        if not _LEAST_MS <= by_ms <= MS_PER_DAY or by_ms % _LEAST_MS or MS_PER_DAY % by_ms:
            said = Message("periods of this length do not fill a day evenly")
            problems.append(problem(at, "roster.by", said, Message("write 15 min, 30 min or 1 h")))
    except WordedError as error:
        problems.append(error.at(at, "option"))
    at = _option(f"--confidence {confidence if isinstance(confidence, str) else f'{confidence:g}'}")
    try:
        held = parse_share(confidence) if isinstance(confidence, str) else confidence
        if not 0.5 <= held < 1:
            said = Message("no roster can be held to this confidence")
            advice = Message("write a share from 50% to 99.9%")
            problems.append(problem(at, "roster.confidence", said, advice))
    except WordedError as error:
        problems.append(error.at(at, "option"))
    if budget is not None and not 0 <= budget < math.inf:  # nan too
        said = Message("no amount of money")
        advice = Message("write yuan a week, such as 5000")
        problems.append(problem(_option(f"--budget {budget:g}"), "roster.budget", said, advice))
    if problems:
        raise InputError(problems)
    return by_ms, held


def _option(said: str) -> Place:
    return Place(file=said, line=1, column=1, said=True)


def roster(
    asked: Asked,
    progress: Callable[[str, int], Any] = lambda phase, rounds: None,
    made: Callable[[int, int], None] = lambda runs, wanted: None,
) -> Roster:
    """Find the roster; `progress` is told which phase has begun, and its rounds, `made` how many of the
    runs of a round are made, of how many.

    Raises:
        InputError: rules that contradict each other, hours that no shift covers, promises nobody can keep.
        RunError: a run failed, or the folder cannot be written.
    """
    from hallsim.roster.plan import plan_roster

    return plan_roster(asked, progress, made)


def check_roster_folder(folder: Path) -> None:
    """InputError for a folder that holds anything but the results of a roster."""
    from hallsim.study.folder.kept import refuse_foreign
    from hallsim.study.folder.store import Folder

    refuse_foreign(folder)
    kept = Folder(folder, "")
    told = kept.manifest().get("asked")
    question = told.get("question") if isinstance(told, dict) else None
    if kept.manifest() and question != QUESTION:
        raise InputError(
            problem(
                None,
                "roster.folder",
                Message("{folder} holds the results of another question", folder=str(folder)),
                Message("name another folder with --out"),
            )
        )


def save_roster(found: Roster, folder: str | Path, lang: Lang = "en") -> Answer:
    """Write everything into a folder, in both languages; gives the answer in one of them.

    `roster.yaml` is a scenario with the roster as a design, `plan.html` the week to hang up, `report.html`
    how it was found; tables stand in CSV and Parquet.
    """
    from hallsim.report.answer import save_answer
    from hallsim.report.roster.answer import roster_answer
    from hallsim.study.names import names

    titles, about = names(found.asked.source.scenario), manifest(found)
    answers = {one: roster_answer(found, titles, about, one) for one in LANGS}
    for one, answer in answers.items():
        save_answer(answer, Path(folder), one)
    return answers[lang]


def manifest(found: Roster) -> dict[str, Any]:
    """How a roster was made."""
    from hallsim.study.folder import store

    asked = found.asked
    source = asked.source
    settings = list(map(str, source.written.settings))
    seed = source.scenario.run.seed if asked.seed is None else asked.seed
    rules = asked.shifts.read_bytes() if asked.shifts is not None and asked.shifts.is_file() else b""
    said = {
        "question": QUESTION, "file": source.main_file(), "design": asked.design, "world": asked.world,
        "targets": list(asked.targets), "by_ms": asked.by_ms, "budget": asked.budget,
        "confidence": asked.confidence, "n": asked.n, "n_search": asked.n_search, "n_robust": asked.n_robust,
        "set": list(source.written.asked), "shifts": rules.decode("utf-8", "replace"),
    }  # fmt: skip
    return {
        "study": name_of(source),
        **({"set": settings} if settings else {}),
        "designs": [asked.design],
        "replications": asked.n,
        "seed": seed,
        "inputs_sha256": source.hashes(),
        "versions": store.versions(),
        "fingerprint": store.fingerprint(
            content=source.hashes(),
            designs=[asked.design],
            seed=seed,
            versions={**store.versions(), "asked": repr(said)},
        ),
        "asked": said,
    }
