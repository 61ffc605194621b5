"""The cheapest shifts that cover a need: an integer program, solved by HiGHS (Huangfu & Hall 2018).

Columns are how many of a crew work a shift at a station on a weekday (covering with breaks: Dantzig 1954,
Operations Research 2:339-341; Bechtold & Jacobs 1990, Management Science 36:1339-1351); rows say who is
there, and what a contract allows its people together.  Where no contract links the days, each day of a
station is solved alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError, RunError, problem
from hallsim.roster.counts import Frame
from hallsim.roster.rules import Rules
from hallsim.roster.variants import Crew, Duty, Variant, may_work, rate, variants_of
from hallsim.scenario.design.costs import Costs
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Int = NDArray[np.int64]
Real = NDArray[np.float64]
_SLOT_MS: Final = 5 * MS_PER_MIN
_PERSON: Final = 1e-3
"""Yuan a person: of rosters that cost the same, that of fewer people."""
_GAP: Final = 1e-3
_SECONDS: Final = 30.0
_INFEASIBLE: Final = 2
"""As `scipy.optimize.milp` says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What rosters are made of: crews, and the shifts of each station's weekday.

    Attributes:
        variants: by (station, weekday) of the frame.
    """

    rules: Rules
    frame: Frame
    crews: tuple[Crew, ...]
    variants: dict[tuple[int, int], tuple[Variant, ...]]
    costs: Costs
    most: Int

    def cost(self, duty: Duty) -> float:
        """Yuan a week of a duty at all offices alike, without overtime."""
        station = self.frame.stations[duty.station]
        return duty.variant.weighed_h * rate(self.crews[duty.crew], station, self.costs) * station.copies

    @property
    def overtime_share(self) -> float:
        """Added for an hour of overtime."""
        own = self.rules.wages.overtime
        return self.costs.overtime_premium if own is None else own


def market_of(rules: Rules, frame: Frame, crews: Sequence[Crew], costs: Costs, most: Int) -> Market:
    """The shifts of all stations."""
    variants = {
        (s, w): variants_of(rules, station, day, frame.periods.by_ms)
        for s, station in enumerate(frame.stations)
        for w, day in enumerate(frame.periods.weekdays)
    }
    return Market(rules=rules, frame=frame, crews=tuple(crews), variants=variants, costs=costs, most=most)


def options(market: Market, cells: Iterable[tuple[int, int]]) -> list[Duty]:
    """Every duty that somebody could have on some stations' weekdays."""
    frame = market.frame
    return [
        Duty(s, w, variant, k)
        for s, w in cells
        for variant in market.variants[s, w]
        for k, crew in enumerate(market.crews)
        if crew.people != 0
        and frame.stations[s].name in crew.stations
        and frame.periods.weekdays[w] not in crew.off
        and may_work(crew, variant.template)
    ]


def cover(need: Int, market: Market, budget: float | None = None) -> tuple[list[Duty], float]:
    """The cheapest duties that cover a need; and what they leave uncovered, in hours a week.

    With a budget, those that leave least uncovered.

    Args:
        need: (stations, weekdays, periods).

    Raises:
        RunError: no roster was found in the time there is.
    """
    cells = [(s, w) for s, w in market.variants if need[s, w].any()]
    links = budget is not None or any(
        crew.clerk or crew.people is not None or crew.contract.least > 0 for crew in market.crews
    )
    groups = [cells] if links else [[cell] for cell in cells]
    duties: list[Duty] = []
    short = 0.0
    for group in groups:
        found, left = _Program(need, market, group, budget).solve()
        duties += found
        short += left
    return duties, short


class _Program:
    """One integer program; `x` are the duties, then people, overtime, shortage and beginnings."""

    def __init__(
        self,
        need: Int,
        market: Market,
        cells: Sequence[tuple[int, int]],
        budget: float | None,
    ) -> None:
        self.need, self.market, self.cells, self.budget = need, market, cells, budget
        self.duties = options(market, cells)
        self.cost: list[float] = [market.cost(duty) for duty in self.duties]
        self.upper: list[float] = [self._most(duty) for duty in self.duties]
        self.whole: list[int] = [1] * len(self.duties)
        self.least: dict[int, float] = {}  # columns that are not 0 at least
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.dear = 10 * max(self.cost, default=1.0) + 1.0  # yuan for an hour short
        self.short: dict[int, float] = {}  # columns of shortage: hours of a person short
        self._cover()
        self._crews()
        if market.rules.starts is not None:
            self._starts(market.rules.starts)
        if budget is not None:
            self._within(budget)

    def _most(self, duty: Duty) -> float:
        people = self.market.crews[duty.crew].people
        peak = float(self.need[duty.station, duty.weekday].max(initial=0))
        return peak if people is None else min(peak, float(people))

    def _column(self, cost: float, upper: float, *, whole: bool) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.cost) - 1

    def _cover(self) -> None:
        """A row for all slots with the same need in which the same duties are there."""
        periods, most = self.market.frame.periods, self.market.most
        by_cell: dict[tuple[int, int], list[int]] = {cell: [] for cell in self.cells}
        for i, duty in enumerate(self.duties):
            by_cell[duty.station, duty.weekday].append(i)
        for (s, w), mine in by_cell.items():
            wanted: dict[tuple[tuple[int, ...], float], float] = {}
            day = periods.weekdays[w]
            for begin, end in _slots(self.market.frame.stations[s].hours[day]):
                p = int(periods.of(np.array([begin]))[0])
                key = tuple(i for i in mine if _is_there(self.duties[i].variant, begin)), self.need[s, w, p]
                wanted[key] = wanted.get(key, 0.0) + (end - begin) / MS_PER_HOUR
            for (there, n), hours in wanted.items():
                row = dict.fromkeys(there, 1.0)
                if n > 0:
                    lacking = self._column(self.dear * hours, float(n), whole=False)
                    self.short[lacking] = hours
                    self.rows.append((row | {lacking: 1.0}, float(n), math.inf))
                if most[s] < sum(self.upper[i] for i in there):
                    self.rows.append((row, 0.0, float(most[s])))

    def _crews(self) -> None:
        market = self.market
        for k, crew in enumerate(market.crews):
            mine = [i for i, duty in enumerate(self.duties) if duty.crew == k]
            if not mine:
                continue
            contract = crew.contract
            n = self._column(_PERSON, math.inf if crew.people is None else crew.people, whole=True)
            self.least[n] = float(crew.must_work)
            for w in sorted({self.duties[i].weekday for i in mine}):
                row = {i: 1.0 for i in mine if self.duties[i].weekday == w}
                self.rows.append((row | {n: -1.0}, -math.inf, 0.0))
            for clash in clashes([self.duties[i] for i in mine], contract.rest):
                row = {i: 1.0 for i in mine if self.duties[i] in clash}
                self.rows.append((row | {n: -1.0}, -math.inf, 0.0))
            self.rows.append((dict.fromkeys(mine, 1.0) | {n: -float(contract.days)}, -math.inf, 0.0))
            paid = {i: self.duties[i].variant.paid_h for i in mine}
            rates = [rate(crew, market.frame.stations[self.duties[i].station], market.costs) for i in mine]
            over = self._column(market.overtime_share * max(rates), math.inf, whole=False)
            self.rows.append((paid | {n: -contract.hours / MS_PER_HOUR, over: -1.0}, -math.inf, 0.0))
            self.rows.append(({over: 1.0, n: -contract.overtime / MS_PER_HOUR}, -math.inf, 0.0))
            if contract.least:
                self.rows.append((paid | {n: -contract.least / MS_PER_HOUR}, 0.0, math.inf))

    def _starts(self, most: int) -> None:
        """At most so many different beginnings a day at a station."""
        for s, w in self.cells:
            begins: dict[int, list[int]] = {}
            for i, duty in enumerate(self.duties):
                if (duty.station, duty.weekday) == (s, w):
                    begins.setdefault(duty.variant.come, []).append(i)
            used = {}
            for mine in begins.values():
                flag = self._column(0.0, 1.0, whole=True)
                used[flag] = 1.0
                bound = sum(self.upper[i] for i in mine)
                for i in mine:
                    self.rows.append(({i: 1.0, flag: -max(self.upper[i], 1.0)}, -math.inf, 0.0))
                self.rows.append((dict.fromkeys(mine, 1.0) | {flag: -bound}, -math.inf, 0.0))
            self.rows.append((used, 0.0, float(most)))

    def _within(self, budget: float) -> None:
        paid = {i: cost for i, cost in enumerate(self.cost) if cost > _PERSON and i not in self.short}
        self.rows.append((paid, -math.inf, budget))

    def solve(self) -> tuple[list[Duty], float]:
        """The duties, each as often as it is worked, and the hours that nobody covers."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        if not self.cost:
            return [], float(sum(self.need[cell].sum() for cell in self.cells))
        low, high = np.array([row[1] for row in self.rows]), np.array([row[2] for row in self.rows])
        result: Any = milp(
            np.array(self.cost),
            integrality=np.array(self.whole),
            bounds=Bounds([self.least.get(i, 0.0) for i in range(len(self.upper))], np.array(self.upper)),
            constraints=LinearConstraint(self._matrix(), low, high),
            options={"mip_rel_gap": _GAP, "time_limit": _SECONDS},
        )
        if result.status == _INFEASIBLE:
            raise InputError(
                problem(
                    None,
                    "roster.contradiction",
                    Message(
                        "no roster gives everybody the hours that their contract owes them and keeps to the "
                        "windows, the rests, the beginnings of shifts and the money there are"
                    ),
                    Message("lower least, name fewer people, or allow more windows, beginnings or money"),
                )
            )
        if result.x is None:
            raise RunError(
                Message(
                    "no roster was found in {seconds} s: there are too many people by name, shifts or "
                    "stations; allow fewer beginnings of shifts",
                    seconds=f"{_SECONDS:g}",
                )
            )
        times = np.rint(result.x[: len(self.duties)]).astype(int)
        found = [duty for duty, n in zip(self.duties, times, strict=True) for _ in range(n)]
        return found, float(sum(result.x[i] * hours for i, hours in self.short.items()))

    def _matrix(self) -> csr_array:
        from scipy.sparse import csr_array

        at = [(r, c, v) for r, (row, _, _) in enumerate(self.rows) for c, v in row.items()]
        rows, columns, values = zip(*at, strict=True)
        return csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.cost)))


def clashes(duties: Iterable[Duty], rest_ms: int) -> list[set[Duty]]:
    """Duties of two days running of which one person can have one only, so short is the rest between them."""
    by_day: dict[int, set[Duty]] = {}
    for duty in duties:
        by_day.setdefault(duty.weekday, set()).add(duty)
    found = []
    for w, evening in by_day.items():
        morning = by_day.get(w + 1, set())
        for go in sorted({duty.variant.go for duty in evening}):
            soon = {d for d in morning if d.variant.come + MS_PER_DAY - go < rest_ms}
            if soon:
                found.append({d for d in evening if d.variant.go >= go} | soon)
    return found


def _slots(hours: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces of a day, of five minutes each: who comes or goes does so on such a minute."""
    return [
        (begin, min(begin + _SLOT_MS, end)) for start, end in hours for begin in range(start, end, _SLOT_MS)
    ]


def _is_there(variant: Variant, at: int) -> bool:
    return any(start <= at < end for start, end in variant.spans)
