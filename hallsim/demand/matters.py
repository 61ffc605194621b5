"""The draws of matters: work at windows and desks, documents, errors, and returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.durations import Kinds, Law, drawn_values, durations_ms
from hallsim.demand.tape import Int, Tape
from hallsim.scenario.world.approval_steps import MAX_EXAMINATIONS
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.world import Service, World
from hallsim.units import MS_PER_DAY

COLLECT: Final = "collect"
"""The name of the visit to collect, where other visits have their number."""
Column = tuple[int, str, list[Law]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """What the draws of matters depend on; arrays are per matter."""

    world: World
    calendar: WorkingCalendar
    tape: Tape
    source: Int
    arrive_ms: Int
    groups: Kinds
    services: Kinds

    @property
    def catalogue(self) -> list[Service]:
        return list(self.world.services.values())

    def durations(self, what: str, laws: Sequence[Law]) -> Int:
        """(m,) ms by service."""
        return durations_ms(self.tape, what, self.services, laws, self.calendar.workday_ms)

    def route(self) -> tuple[Int, Int]:
        """(m + 1,) starts and the flat work at the stops of the first visit."""
        rows = []
        for service in self.catalogue:
            stops: dict[str, Law] = {}
            for stop in service.route:
                # A stop met twice has its own draws each time.
                n_before = sum(name.split("#")[0] == stop.name for name in stops)
                stops[f"{stop.name}#{n_before + 1}" if n_before else stop.name] = stop.work
            rows.append(stops or {"counter": service.counter})
        starts, (work_ms,) = self._flat([("work", rows)])
        return starts, work_ms

    def steps(self) -> tuple[Int, Int, Int]:
        """(m + 1,) starts, the flat work and the flat time elapsing of the approval steps."""
        work = [{name: step.work for name, step in service.steps.items()} for service in self.catalogue]
        elapsed = [{name: step.elapsed for name, step in service.steps.items()} for service in self.catalogue]
        starts, (work_ms, elapsed_ms) = self._flat([("step", work), ("elapsed", elapsed)])
        return starts, work_ms, elapsed_ms

    def _flat(self, tables: list[tuple[str, Sequence[dict[str, Law]]]]) -> tuple[Int, list[Int]]:
        """Per table, the named laws of each service: starts of the matters' entries, and flat values."""
        sizes = np.array([len(laws) for laws in tables[0][1]], dtype=np.int64)
        starts = starts_of(sizes[self.services.of])
        flats = []
        for what, by_service in tables:
            flat = np.zeros(int(starts[-1]), dtype=np.int64)
            for name in dict.fromkeys(name for laws in by_service for name in laws):
                values = self.durations(f"{what}/{name}", [laws.get(name) for laws in by_service])
                for laws, rows in zip(by_service, self.services.rows, strict=True):
                    if name in laws and len(rows):
                        flat[starts[rows] + list(laws).index(name)] = values[rows]
            flats.append(flat)
        return starts, flats

    def revisits(self) -> Int:
        """(m, K - 1) work at the window at each further visit."""
        laws = [service.supplement_work() for service in self.catalogue]
        found = np.zeros((self.tape.n, self.world.max_visits() - 1), dtype=np.int64)
        for k in range(found.shape[1]):
            found[:, k] = self.durations(f"revisit/{k + 1}", laws)
        return found

    def returns(self) -> tuple[Int, Int]:
        """(m, K) days (working days; negative: calendar days) and ms of the returns, the last to collect.

        Laws in days or working days are rounded half up to one day or more.
        """
        n_visits = self.world.max_visits()
        days = np.zeros((self.tape.n, n_visits), dtype=np.int64)
        ms = np.zeros_like(days)
        again: list[Law] = self.world.by_group("return_after")
        columns: list[Column] = [(k, f"{k + 1}", again) for k in range(n_visits - 1)]
        if any(service.collect for service in self.catalogue):
            columns.append(
                (n_visits - 1, COLLECT, [self.world.citizens.collect_after or law for law in again])
            )
        self._fill(days, ms, columns)
        return days, ms

    def amendments(self) -> tuple[Int, Int, Int]:
        """(m, A) days and ms until a file sent back is filed again, as returns, and the work then."""
        sends_back = any(step.returns for service in self.catalogue for step in service.steps.values())
        n = MAX_EXAMINATIONS - 1 if sends_back else 0
        days, ms, work = (np.zeros((self.tape.n, n), dtype=np.int64) for _ in range(3))
        laws: list[Law] = self.world.by_group("return_after")
        self._fill(days, ms, [(k, f"amend{k + 1}", laws) for k in range(n)])
        works = [service.supplement_work() for service in self.catalogue]
        for k in range(n):
            work[:, k] = self.durations(f"amend/{k + 1}", works)
        return days, ms, work

    def visits_again(self) -> tuple[Int, Int]:
        """(m, C) days and ms until a visit without service is made again, as returns."""
        n = self.world.n_visits_again()
        days, ms = (np.zeros((self.tape.n, n), dtype=np.int64) for _ in range(2))
        rules = self.world.comes_again()
        laws: list[Law] = [
            law if rule is None or rule.after is None else rule.after
            for rule, law in zip(rules, self.world.by_group("return_after"), strict=True)
        ]
        self._fill(days, ms, [(k, f"again{k + 1}", laws) for k in range(n)])
        return days, ms

    def _fill(self, days: Int, ms: Int, columns: Sequence[Column]) -> None:
        """Draw columns of returns: their position, name and laws by group."""
        for column, name, laws in columns:
            found = drawn_values(self.tape, f"return/{name}", self.groups, laws)
            for law, rows, values in found:
                if law.unit in ("days", "workdays"):
                    whole = np.maximum(np.floor(values + 0.5), 1).astype(np.int64)
                    days[rows, column] = whole if law.unit == "workdays" else -whole
                else:
                    ms[rows, column] = law.to_ms(values, self.calendar.workday_ms)
            dated = days[:, column] != 0
            if dated.any():
                ms[:, column] = np.where(dated, self._clock_ms(f"return_clock/{name}", dated), ms[:, column])

    def _clock_ms(self, what: str, needed: NDArray[np.bool_]) -> Int:
        """(m,) time of day from the curve of the source; the time of the first arrival where it has none.

        A time past midnight in a night session belongs to the day before: it is beyond MS_PER_DAY.
        """
        found = self.arrive_ms % MS_PER_DAY
        curves = [source.process().curve for source in self.world.sources()]
        random = needed & np.array([curve is not None for curve in curves])[self.source]
        u = self.tape.uniforms(what, random)
        for number, curve in enumerate(curves):
            rows = np.flatnonzero(self.source == number)
            if curve is not None and len(rows):
                clock_ms = np.minimum(curve.inverse(u[rows]), MS_PER_DAY - 1).astype(np.int64)
                found[rows] = clock_ms + MS_PER_DAY * (clock_ms < curve.begins_ms)
        return found


def starts_of(sizes: Int) -> Int:
    """(k + 1,) where the entries of each of k rows begin in a flat array."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
