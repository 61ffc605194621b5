"""What an executor is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from hallsim.study.runs.job import Answer, Job


class Executor(Protocol):
    """Runs jobs, wherever it likes: what comes of them is the same."""

    @property
    def n_workers(self) -> int:
        """How many jobs are under way at once."""

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        """Every job with its answer in order of completion, None where its worker died again and again."""

    def close(self) -> None:
        """End the workers, whatever they do."""
