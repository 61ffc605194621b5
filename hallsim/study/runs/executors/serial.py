"""One run after another in this process."""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.study.runs.job import Answer, Job, work


class Serial:
    """Nothing to start, nothing to end."""

    n_workers = 1

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        """In the order of the jobs."""
        for job in jobs:
            yield job, work(job)

    def close(self) -> None:
        """There is nobody."""
