"""A question's study file, run or gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import hallsim.api as hs

if TYPE_CHECKING:
    from hallsim.study.experiment.experiment import Experiment

HERE = Path(__file__).parent
NAMES = tuple(sorted(file.stem for file in HERE.glob("E*.yaml")))


@contextmanager
def ask(name: str, folder: Path, processes: int) -> Iterator[Experiment]:
    """The study of a question; its figures are read inside the `with` only."""
    study = hs.load_study(HERE / f"{name}.yaml")
    with hs.executor(processes) as workers, hs.run_study(study, executor=workers, out=folder) as found:
        yield found
