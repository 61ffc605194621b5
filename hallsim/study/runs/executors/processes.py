"""All cores: worker processes that stay from question to question."""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.study.executor import Pool
from hallsim.study.runs.job import Answer, Job, work


class Processes:
    """Worker processes; one that dies is replaced, none outlives this process."""

    def __init__(self, n: int) -> None:
        self.n_workers = n
        self._pool: Pool[Job, Answer] = Pool(_work, None, n)

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        """In order of completion."""
        return self._pool.run(jobs)

    def close(self) -> None:
        """End the workers."""
        self._pool.end()


def _work(_: None, job: Job) -> Answer:
    return work(job)
