"""A question answered: a study a cell, each in a folder of its own when there are several."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hallsim.errors import ReplicationError
from hallsim.scenario.whatif.question import Cell, Question
from hallsim.study.folder import store
from hallsim.study.folder.claim import claimed
from hallsim.study.folder.kept import refuse_answer, refuse_foreign, refuse_replications
from hallsim.study.result import ByValue, StudyResult, Words
from hallsim.study.run import Order, about, fingerprint_of, results_folder, run_study
from hallsim.study.several.by_value import by_value
from hallsim.study.told import nothing_finished, tell_study
from hallsim.text.message import Message

_PLAIN = re.compile(r"[\w.-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """The studies of a question, in the order of its cells.

    `by_value` says of all of them what comes of each value and world; None where there is only one study and
    nothing varied.  `dead`: cells of which no study came, with why; they are in nothing else.
    """

    name: str
    title: Words
    question: Question
    studies: tuple[StudyResult, ...]
    by_value: ByValue | None
    settings: tuple[str, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)
    dead: tuple[tuple[Cell, Message], ...] = ()

    @property
    def is_one(self) -> bool:
        """Whether one world was asked for, whose study is the answer."""
        return len(self.studies) + len(self.dead) == 1

    @property
    def parts(self) -> list[tuple[Cell, StudyResult]]:
        """Each cell with its study."""
        return list(zip(self.question.cells, self.studies, strict=True))


def run_several(
    question: Question, orders: Sequence[Order], progress: Callable[[Cell], Any] | None = None
) -> Several:
    """Run the orders of a question, a cell each; `progress` gives the context in which a cell is told of.

    A world that cannot be run ends no other.

    Raises:
        InputError, RunError, KeyboardInterrupt: as `run_study`; where no world can be run, as the first.
    """
    top = _top(orders)
    studies: dict[int, StudyResult] = {}
    dead: dict[int, ReplicationError] = {}
    with ExitStack() as stack:
        if top is not None:
            stack.enter_context(claimed(top))
            refuse_several(orders)
            _begin(top, orders)
        for i, (cell, order) in enumerate(zip(question.cells, orders, strict=True)):
            with ExitStack() as inner:
                told = inner.enter_context(progress(cell)) if progress is not None else order.progress
                try:
                    studies[i] = run_study(replace(order, progress=told))
                except ReplicationError as error:
                    dead[i] = error
    if not studies:
        raise next(iter(dead.values()))
    alive = replace(question, cells=tuple(question.cells[i] for i in studies))
    lost = tuple((question.cells[i], error.said) for i, error in dead.items())
    return together(alive, orders, list(studies.values()), lost)


def tell_several(question: Question, orders: Sequence[Order]) -> Several:
    """The same from what the folders hold, without running anything; of worlds not begun nothing is told.

    InputError when nothing is finished.
    """
    begun = [i for i, order in enumerate(orders) if order.folder and store.Folder(order.folder, "").count()]
    if not begun:
        raise nothing_finished(orders[0].folder or Path())
    cells = tuple(question.cells[i] for i in begun)
    told = [orders[i] for i in begun]
    return together(replace(question, cells=cells), told, [tell_study(order) for order in told])


def together(
    question: Question,
    orders: Sequence[Order],
    studies: Sequence[StudyResult],
    dead: tuple[tuple[Cell, Message], ...] = (),
) -> Several:
    """The answer: each study knows what was varied in it, all of them together what comes of each world.

    Args:
        question: with the cells of the studies; `orders` are those of the dead ones too.
    """
    first = orders[0]
    if question.paths:
        own = [
            _with_values(question, cell, study) for cell, study in zip(question.cells, studies, strict=True)
        ]
        studies = own
    several = len(question.cells) + len(dead) > 1
    return Several(
        name=first.name,
        title=studies[0].title,
        question=question,
        studies=tuple(studies),
        by_value=by_value(question, studies) if several or question.paths else None,
        settings=first.common_settings,
        manifest=_manifest(question, orders, studies)
        | ({"failed_worlds": [cell.name for cell, _ in dead]} if dead else {}),
        dead=dead,
    )


def _with_values(question: Question, cell: Cell, study: StudyResult) -> StudyResult:
    if not any(variant.values for variant in cell.variants):
        return study
    # what was tried of the world is one value here: its title says it
    tried = {path for variant in cell.variants for path, _ in variant.values}
    own = replace(question, cells=(cell,), paths=tuple(path for path in question.paths if path in tried))
    return replace(study, by_value=by_value(own, [study]))


def _manifest(question: Question, orders: Sequence[Order], studies: Sequence[StudyResult]) -> dict[str, Any]:
    first = orders[0]
    worlds = {cell.name: folder_of(cell) for cell in question.cells}
    return {
        "study": first.name,
        **({"set": list(first.common_settings)} if first.common_settings else {}),
        "worlds": list(worlds),
        "designs": list(dict.fromkeys(v.design for cell in question.cells for v in cell.variants)),
        "varied": list(question.paths),
        "replications": sorted({len(study.replications) for study in studies}),
        "seed": first.seed,
        "inputs_sha256": {name: mark for name, mark in first.files.items() if not name.startswith("(")},
        "versions": store.versions(),
        "fingerprint": _fingerprint(orders),
        "asked": dict(first.asked),
        "by_world": worlds,
    }


def folder_of(cell: Cell) -> str:
    """The folder of a cell below that of the question: its name, as far as a file system takes it."""
    if _PLAIN.fullmatch(cell.name) and cell.name.isascii() and not cell.name.startswith("."):
        return f"{store.BY_WORLD}/{cell.name}"
    plain = re.sub(r"[^A-Za-z0-9.=-]+", "_", cell.name).strip("_.")[:40]
    return f"{store.BY_WORLD}/{plain}-{hashlib.sha256(cell.name.encode()).hexdigest()[:6]}".replace("/-", "/")


def refuse_several(orders: Iterable[Order]) -> None:
    """InputError when the folders of a question hold what running it would lose."""
    orders = list(orders)
    top = _top(orders)
    if top is not None:
        refuse_foreign(top)
        folder = store.Folder(top, _fingerprint(orders), about(orders[0]))
        refuse_replications(folder, overwrite=orders[0].overwrite)
        if not orders[0].overwrite:
            refuse_answer(folder)
    for order in orders:
        results_folder(order)


def _top(orders: Sequence[Order]) -> Path | None:
    """The folder of the whole question; None where nothing is kept, or one study is all there is."""
    folder = orders[0].folder
    return folder.parents[1] if folder is not None and len(orders) > 1 else None


def _begin(top: Path, orders: Sequence[Order]) -> None:
    """What the folder says of itself until the question is answered; earlier pages go."""
    folder = store.Folder(top, _fingerprint(orders), about(orders[0]))
    folder.prepare(keep=False)
    store.keep_inputs(top, orders[0].inputs)


def _fingerprint(orders: Iterable[Order]) -> str:
    return store.fingerprint(cells=[fingerprint_of(order) for order in orders])
