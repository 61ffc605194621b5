"""Decisions, read as plain integers."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from hallsim.hall.decisions.model import Decisions
from hallsim.hall.plan.operations import Tape


def view(values: NDArray[Any]) -> Any:
    """The values of a contiguous array, flat, as plain Python numbers."""
    return memoryview(values.ravel())  # type: ignore[arg-type]


class Tapes:
    """Views that give plain Python integers quickly: a memoryview item costs a third of a NumPy scalar."""

    def __init__(self, decisions: Decisions) -> None:
        drawn = decisions.drawn
        self.matter_start: memoryview[int] = view(drawn.matter_start)
        self.service: memoryview[int] = view(drawn.service)
        self.group: memoryview[int] = view(drawn.group)
        self.class_row: memoryview[int] = view(decisions.class_row)
        self.ticket_from: memoryview[int] = view(decisions.ticket_from_ms)
        self.route_start: memoryview[int] = view(drawn.route_start)
        self.route_work: memoryview[int] = view(decisions.route_work_ms)
        self.stop_needed: memoryview[int] = view(decisions.stop_needed)
        self.step_start: memoryview[int] = view(drawn.step_start)
        self.step_work: memoryview[int] = view(decisions.step_work_ms)
        self.step_elapsed: memoryview[int] = view(drawn.step_elapsed_ms)
        self.collect_work: memoryview[int] = view(drawn.collect_work_ms)
        self.revisit_work: memoryview[int] = view(decisions.revisit_work_ms)
        self.extra: dict[Tape, memoryview[int]] = {
            tape: view(work) for tape, work in decisions.extra_work_ms.items()
        }
        self.n_revisits: int = decisions.revisit_work_ms.shape[1]
        self.patience: memoryview[int] = view(drawn.patience_ms)
        self.n_patience = drawn.patience_ms.shape[1]
        self.error_u: memoryview[float] = view(drawn.error_u)
        self.n_error = drawn.error_u.shape[1]
        self.return_days: memoryview[int] = view(drawn.return_days)
        self.return_ms: memoryview[int] = view(drawn.return_ms)
        self.n_return = drawn.return_days.shape[1]
        self.amend_days: memoryview[int] = view(drawn.amend_days)
        self.amend_ms: memoryview[int] = view(drawn.amend_ms)
        self.amend_work: memoryview[int] = view(drawn.amend_work_ms)
        self.n_amend = drawn.amend_days.shape[1]
        results = decisions.steps
        self.n_again = 0 if results is None else results.again_work_ms.shape[1]
        if results is not None:
            self.again_row: memoryview[int] = view(results.again_row)
            self.again_work: memoryview[int] = view(results.again_work_ms)
            self.again_elapsed: memoryview[int] = view(results.again_elapsed_ms)

    def examination_ms(self, matter: int, position: int, n_before: int) -> int:
        """Work of an examination of a step, the first or a further one (`n_before` earlier ones)."""
        cell = self.step_start[matter] + position
        again = self._again(cell, n_before)
        return self.step_work[cell] if again is None else self.again_work[again]

    def elapsed_ms(self, matter: int, position: int, n_before: int) -> int:
        """Time without an officer at an examination of a step, the first or a further one."""
        cell = self.step_start[matter] + position
        again = self._again(cell, n_before)
        return self.step_elapsed[cell] if again is None else self.again_elapsed[again]

    def _again(self, cell: int, n_before: int) -> int | None:
        """The cell of a further examination of a step; None for the first."""
        row = self.again_row[cell] if n_before and self.n_again else -1
        return None if row < 0 else row * self.n_again + min(n_before, self.n_again) - 1
