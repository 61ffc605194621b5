"""The trace of one replication of one design: flat tables of what happened.

A table is a mapping of column name to an int64 array, declared in ``hallsim.trace.tables``.
A real hall's ticket log can be loaded into the same tables, so reality and simulation meet the same metrics.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from hallsim.trace import tables as declared
from hallsim.trace.codes import NEVER, End, Hold, Outcome, Purpose
from hallsim.trace.columns import Cells, Table
from hallsim.units import MS_PER_DAY

__all__ = [
    "NEVER",
    "Column",
    "Days",
    "End",
    "HandedBack",
    "Hold",
    "Names",
    "NetworkTrace",
    "Outcome",
    "Prices",
    "Purpose",
    "Table",
    "Trace",
    "once_a_trace",
]

Value = TypeVar("Value")

Column = Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the indices in a trace stand for (tuples in index order)."""

    groups: tuple[str, ...]
    services: tuple[str, ...]
    service_department: tuple[str, ...]
    service_is_case: tuple[bool, ...]
    service_is_instant: tuple[bool, ...]
    service_limit_workdays: tuple[int, ...]  # 0 without limit
    service_documents: tuple[int, ...]
    tasks: tuple[str, ...]  # service, service.stop, service.collect, service/step
    queues: tuple[str, ...]
    queue_is_desk: tuple[bool, ...]
    servers: tuple[str, ...]  # commerce-1, commerce-2, ...; desk officers fire-1
    server_station: tuple[str, ...]  # window group or desk the server belongs to
    server_is_desk: tuple[bool, ...]
    server_pauses: tuple[bool, ...]  # unfinished work pauses outside its hours (desks; at_shift_end: pause)
    server_queues: tuple[tuple[int, ...], ...]  # queues it may serve
    server_kind: tuple[str, ...] = ()  # kind of clerk, for the costs; empty: all are clerks
    server_is_tide: tuple[bool, ...] = ()  # open only when called for; empty: none is
    server_may_idle: tuple[tuple[int, ...], ...] = ()  # queues it may let wait while idle; empty: none
    server_helps: tuple[tuple[int, ...], ...] = ()  # queues that are not its own; empty: none
    server_help_from: tuple[int, ...] = ()  # waiting tickets from which it helps; empty: one
    jockeying: tuple[tuple[int, ...], ...] = ()  # lines among which people move over, by set
    queue_classes: tuple[bool, ...] = ()  # a better class always goes first; empty: in every queue
    queue_goes_out: tuple[bool, ...] = ()  # desks whose officers go to the site; empty: none
    queue_meets: tuple[bool, ...] = ()  # desks that hear their files at meetings; empty: none
    queue_members: tuple[int, ...] = ()  # who sit at each meeting of a desk; empty: nobody is counted
    queue_in_order: tuple[bool, ...] = ()  # first come first served within a class; empty: in every queue
    queue_by_due: tuple[bool, ...] = ()  # within a class the limit that ends first; empty: in no queue
    queue_wip: tuple[int, ...] = ()  # files in progress at most, 0 without limit; empty: without everywhere
    service_steps: tuple[int, ...] = ()  # of the approval; empty: nobody says
    queue_interrupt: tuple[str, ...] = ()  # by a better class: none, resume, restart; empty: in no queue
    server_slots: tuple[int, ...] = ()  # files its officer has in hand at once; empty: one
    server_calls: tuple[bool, ...] = ()  # calls tickets, whose citizens walk to it; empty: none does
    balk_from: int = 0  # the least number of others at which anybody leaves at once; 0: nobody does
    balk_counts: str = "waiting"  # those who wait, or all who are present


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What the design says hours, machines and trips cost, in yuan."""

    clerk_per_hour: float = 40.0
    by_kind: Mapping[str, float] = field(default_factory=dict)
    overtime_premium: float = 0.5
    officer_per_hour: float = 60.0
    kiosk_per_day: float = 50.0
    citizen_hour: float = 25.0
    trip: float = 10.0
    trip_time_ms: int = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack:
    """Services broken off and what was left of them.

    Attributes:
        rows: the table `handed`.
        factor: by server, its time for a minute of the catalogue when it is fresh.
        tires: by server, whether that grows over a shift.
    """

    rows: Table
    factor: tuple[float, ...]
    tires: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The calendar facts that metrics need, beyond the horizon too: one entry a day from day 0, or a session.

    A session lasts from opening to closing, past midnight too. `opening` holds the starts and ends of the
    design's opening hours (nothing between them: closed at midday); the workday is the world's, the same
    yardstick for all designs.
    """

    horizon_ms: int
    warm_up_ms: int
    is_working: NDArray[np.bool_]
    weekday: NDArray[np.int64]  # 0 is Monday
    open_ms: NDArray[np.int64]  # by session
    close_ms: NDArray[np.int64]  # by session
    opening: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None  # None: from open_ms to close_ms
    workday_from_ms: int = 32_400_000  # 09:00
    workday_ms: int = 28_800_000  # 8 h
    begins_ms: int = 0  # clock time before which people come in the night that began on the day before

    def day_of(self, moment_ms: NDArray[np.int64]) -> NDArray[np.int64]:
        """The day of each moment: a night is of the day on which it begins, whatever hours a design opens."""
        return np.asarray(np.maximum(moment_ms - self.begins_ms, 0) // MS_PER_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTrace:
    """Several offices, and where citizens live.

    Attributes:
        offices, office_kind, office_place: name, kind and place of every office, the main hall first.
        queue_office: by queue, the office where it is.
        places, place_kind, place_level: name, kind and depth (0 at the top) of every place.
        home: (citizens,) index into places.
        trips, shared, couriers: tables.
    """

    offices: tuple[str, ...]
    office_kind: tuple[str, ...]
    office_place: tuple[int, ...]
    queue_office: tuple[int, ...]
    places: tuple[str, ...]
    place_kind: tuple[str, ...]
    place_level: tuple[int, ...]
    home: Column
    trips: Table
    shared: Table
    couriers: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What happened in one replication of one design; `hallsim.trace.tables` says what the tables hold."""

    design: str
    replication: int
    end_ms: int  # when the run stopped (the horizon, or later when draining)
    names: Names
    days: Days
    citizens: Table
    visits: Table
    tickets: Table
    matters: Table
    shifts: Table
    rostered: Table
    breaks: Table
    covers: Table = field(default_factory=declared.COVERS.empty)
    calls: Table = field(default_factory=declared.CALLS.empty)
    slots: Table = field(default_factory=declared.SLOTS.empty)
    holds: Table = field(default_factory=declared.HOLDS.empty)
    stays: Table = field(default_factory=declared.STAYS.empty)
    handed: HandedBack | None = None
    deemed: Table = field(default_factory=declared.DEEMED.empty)
    warned: Table = field(default_factory=declared.WARNED.empty)
    carried: Table = field(default_factory=declared.CARRIED.empty)
    sent: Table = field(default_factory=declared.SENT.empty)
    prices: Prices = field(default_factory=Prices)
    seats: int | None = None  # in the hall; None when nobody says
    perceived_wait: float = 1.0  # how long a wait feels against how long it is
    network: NetworkTrace | None = None  # offices and places, where there are any
    aboard: Table = field(default_factory=declared.ABOARD.empty)
    trips: Table = field(default_factory=declared.AGENTS.empty)
    bags: Table = field(default_factory=declared.BAGS.empty)
    home: Table = field(default_factory=declared.HOME.empty)
    _kept: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, what: object, work_out: Callable[[], Value]) -> Value:
        """What `work_out` makes of the trace, worked out when first asked for; its arrays are locked."""
        if what not in self._kept:
            self._kept[what] = _locked(work_out())
        found: Value = self._kept[what]
        return found

    def tables(self) -> dict[str, Table]:
        """Every table there is, by name, in a fixed order."""
        found: dict[str, Table] = {}
        for table in declared.TABLES.values():
            cells = self.lying_at(table.place)
            if cells is not None:
                elsewhere = {c.name: self.lying_at(c.at) for c in table.columns if c.at}
                found[table.name] = cells | {n: own for n, own in elsewhere.items() if own is not None}
        return found

    def lying_at(self, place: str) -> Any:
        """What lies at a dotted place, such as `handed.rows`; None where there is nothing."""
        value: Any = self
        for part in place.split("."):
            value = None if value is None else getattr(value, part)
        return value


def once_a_trace(work_out: Callable[[Trace], Value]) -> Callable[[Trace], Value]:
    """A function of a trace alone, asked for again and again: each trace keeps the answer."""

    @wraps(work_out)
    def kept(trace: Trace) -> Value:
        return trace.once(work_out, lambda: work_out(trace))

    return kept


def _locked(found: Value) -> Value:
    """The same, none of its arrays to be written to."""
    for array in found if isinstance(found, (tuple, list)) else (found,):
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    return found
