"""The tapes of a demand, read as plain integers."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.operations import Tape
from hallsim.hall.readings import Readings


def view(values: NDArray[Any]) -> Any:
    """The values of a contiguous array, flat, as plain Python numbers."""
    return memoryview(values.ravel())  # type: ignore[arg-type]


class Tapes:
    """Views that give plain Python integers quickly: a memoryview item costs a third of a NumPy scalar."""

    def __init__(self, demand: Demand, readings: Readings) -> None:
        self.matter_start: memoryview[int] = view(demand.matter_start)
        self.service: memoryview[int] = view(demand.service)
        self.group: memoryview[int] = view(demand.group)
        self.class_row: memoryview[int] = view(readings.class_row)
        self.ticket_from: memoryview[int] = view(readings.ticket_from_ms)
        self.route_start: memoryview[int] = view(demand.route_start)
        self.route_work: memoryview[int] = view(readings.route_work_ms)
        self.stop_needed: memoryview[int] = view(readings.stop_needed)
        self.step_start: memoryview[int] = view(demand.step_start)
        self.step_work: memoryview[int] = view(readings.step_work_ms)
        self.step_elapsed: memoryview[int] = view(demand.step_elapsed_ms)
        self.collect_work: memoryview[int] = view(demand.collect_work_ms)
        self.revisit_work: memoryview[int] = view(readings.revisit_work_ms)
        self.extra: dict[Tape, memoryview[int]] = {
            tape: view(work) for tape, work in readings.extra_work_ms.items()
        }
        self.n_revisits: int = demand.revisit_work_ms.shape[1]
        self.patience: memoryview[int] = view(demand.patience_ms)
        self.n_patience = demand.patience_ms.shape[1]
        self.error_u: memoryview[float] = view(demand.error_u)
        self.n_error = demand.error_u.shape[1]
        self.return_days: memoryview[int] = view(demand.return_days)
        self.return_ms: memoryview[int] = view(demand.return_ms)
        self.n_return = demand.return_days.shape[1]
        self.amend_days: memoryview[int] = view(demand.amend_days)
        self.amend_ms: memoryview[int] = view(demand.amend_ms)
        self.amend_work: memoryview[int] = view(demand.amend_work_ms)
        self.n_amend = demand.amend_days.shape[1]
        results = readings.steps
        self.n_again = 0 if results is None else results.again_work_ms.shape[1]
        if results is not None:
            self.again_row: memoryview[int] = view(results.again_row)
            self.again_work: memoryview[int] = view(results.again_work_ms)
            self.again_elapsed: memoryview[int] = view(results.again_elapsed_ms)

    def examination_ms(self, matter: int, position: int, n_before: int) -> int:
        """Work of the examination of a step that was examined so often before."""
        cell = self.step_start[matter] + position
        again = self._again(cell, n_before)
        return self.step_work[cell] if again is None else self.again_work[again]

    def elapsed_ms(self, matter: int, position: int, n_before: int) -> int:
        """Time that a step takes without an officer, when it was examined so often before."""
        cell = self.step_start[matter] + position
        again = self._again(cell, n_before)
        return self.step_elapsed[cell] if again is None else self.again_elapsed[again]

    def _again(self, cell: int, n_before: int) -> int | None:
        """Where a further examination of a step is held; None for the first."""
        row = self.again_row[cell] if n_before and self.n_again else -1
        return None if row < 0 else row * self.n_again + min(n_before, self.n_again) - 1
