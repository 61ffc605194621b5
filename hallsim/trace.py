"""The trace of one replication of one design: flat tables of what happened.

A table is a mapping of column name to an int64 array. Times are milliseconds of the clock; -1 means 'never'.
A real hall's ticket log can be loaded into the same tables, so reality and simulation meet the same metrics.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from hallsim.units import MS_PER_DAY

Column = NDArray[np.int64]
Table = dict[str, Column]
NEVER = -1


class End(IntEnum):
    """The one state in which every citizen and matter ends."""

    SERVED = 0  # certificate in hand, or the enquiry answered
    LEFT = 1  # left a queue out of patience
    TURNED_AWAY = 2  # came when the hall issued no more tickets, or was sent home at closing
    INSIDE = 3  # in the hall (queueing or at a window) at the end of the horizon
    IN_APPROVAL = 4  # accepted, not decided at the end
    AWAY = 5  # between two visits at the end (missing documents, correction, to collect), or yet to come
    GIVEN_UP = 6  # the last possible visit failed
    ANSWERED = 7  # answered online or on the phone, without coming to the hall
    NO_SHOW = 8  # booked an appointment and never came
    REFUSED = 9  # decided against by a desk
    SHELVED = 10  # the design's catalogue does not ask for it any more
    REMOVED = 11  # did not come when called: the ticket was taken out of the queue


class Purpose(IntEnum):
    """Why a citizen comes to the hall."""

    LODGE = 0
    SUPPLEMENT = 1  # documents were missing
    CORRECT = 2  # an error was found
    COLLECT = 3
    ENQUIRE = 4
    AMEND = 5  # a desk sent the file back
    PAY = 6  # a fee during the approval
    ELSEWHERE = 7  # the hall had sent them to the bureau


class Outcome(IntEnum):
    """How a ticket ended."""

    SERVED = 0
    LEFT = 1
    SENT_HOME = 2  # the hall closed before it was called
    WAITING = 3  # still waiting at the end of the horizon
    IN_SERVICE = 4  # being served at the end of the horizon
    HANDED_BACK = 5  # service broken off at a shift end; a new row continues the rest
    BALKED = 6  # left at once, so many were waiting
    REDIRECTED = 7  # told at a wrong window which one is right
    ESCORTED = 8  # the same, and the next ticket of the visit keeps its place
    WITHDRAWN = 9  # a file taken back from a desk before anybody worked on it
    BROKEN_OFF = 10  # a file taken back while it was worked on; the row holds the work done
    MISSED = 11  # called in vain; a new row continues the ticket
    REMOVED = 12  # called in vain for the last time
    CALLED = 13  # called and not yet at the window at the end of the horizon
    INTERRUPTED = 14  # a better class took the server; a new row continues the ticket


class Hold(IntEnum):
    """What a file goes through beside waiting and being worked on at desks."""

    NOTICE = 0  # public notice, an expert's opinion
    SENT_BACK = 1  # to be corrected: until the citizen files it again, or comes to the hall with it
    AMENDING = 2  # the citizen's visit with the corrected file
    PAYMENT = 3  # until a fee is paid
    TRAVEL = 4  # an inspection team on its way
    GATHERING = 5  # an inspection team waits for the other teams
    CHECK = 6  # an automatic check


COLUMNS: dict[str, dict[str, str]] = {
    "citizens": {
        "citizen": "row number",
        "identity": "stable name over designs and worlds",
        "group": "index into names.groups",
        "arrive_ms": "first arrival at the door; for who never came, when that was settled or began (a call)",
        "end_ms": "when the end state was reached",
        "state": "End",
        "wanted_ms": "when they would come if the hall arranged nothing",
        "slot_ms": "the appointment booked; -1 without",
    },
    "visits": {
        "visit": "row number, in order of arrival",
        "citizen": "who",
        "matter": "whose further visit it is; the first matter for a first visit",
        "purpose": "Purpose",
        "attempt": "0 for the first visit of a matter, 1 for the second, ...",
        "arrive_ms": "arrival at the door",
        "leave_ms": "last leaving; -1 while inside at the end",
        "state": "End: SERVED, LEFT, TURNED_AWAY, REMOVED or INSIDE",
    },
    "tickets": {
        "ticket": "row number, in order of issue",
        "visit": "the visit it belongs to; -1 for a file at a desk",
        "citizen": "who",
        "matter": "the (first) matter it is for",
        "task": "index into names.tasks",
        "queue": "index into names.queues",
        "server": "index into names.servers; -1 when never called, or when the station is unlimited",
        "priority": "class, smaller first",
        "issue_ms": "issued, or the file reached the desk",
        "start_ms": "service began; -1 when never",
        "end_ms": "service ended, left, sent home; -1 while waiting or in service at the end",
        "work_ms": "working time the service needs at this server",
        "outcome": "Outcome",
        "call_ms": "called to the server (where nobody calls: start_ms); -1 when never",
    },
    "matters": {
        "matter": "row number",
        "citizen": "whose",
        "service": "index into names.services",
        "first_visit_ms": "arrival of the first visit; -1 when there was none",
        "accepted_ms": "complete file accepted (or instant matter finished at the counter)",
        "decided_ms": "decision made",
        "in_hand_ms": "certificate in hand",
        "due_ms": "end of the last working day of the limit; -1 without limit or acceptance",
        "n_visits": "visits made for it",
        "n_rejections": "visits that ended with documents missing or an error to correct",
        "end_ms": "when the end state was reached",
        "state": "End",
    },
    "shifts": {
        "server": "index into names.servers",
        "from_ms": "rostered from",
        "to_ms": "rostered to (end of the shift, start of a break, closing)",
        "left_ms": "when the server really stopped: later than to_ms is overtime",
        "closing": "1 when this is the last shift of the hall's day for the server",
    },
    "holds": {
        "matter": "which",
        "task": "the step of the approval, index into names.tasks",
        "kind": "Hold",
        "from_ms": "when it began",
        "to_ms": "when it was over; -1 while it lasts at the end",
        "stops": "1 when the limit's clock stands still meanwhile",
    },
}


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
        rows: ticket (the row handed back), needed_ms (work it needed at its server in all), rest_ms
            (what is left, in the catalogue's time).
        factor: by server, its time for a minute of the catalogue when it is fresh.
        tires: by server, whether that grows over a shift.
    """

    rows: Table
    factor: tuple[float, ...]
    tires: tuple[bool, ...]


def no_stays() -> dict[str, Column]:
    """A table of stays in physical lines without rows: a ticket stands in a line from then on."""
    return {name: np.empty(0, np.int64) for name in ("ticket", "queue", "from_ms")}


def no_calls() -> dict[str, Column]:
    """A table of calls to the hotline without rows; start_ms is -1 for who was not answered."""
    return {name: np.empty(0, np.int64) for name in ("citizen", "call_ms", "start_ms", "end_ms")}


def no_slots() -> dict[str, Column]:
    """A table of slots without rows."""
    return {name: np.empty(0, np.int64) for name in ("slot_ms", "capacity")}


def no_holds() -> dict[str, Column]:
    """A table of holds without rows."""
    return {name: np.empty(0, np.int64) for name in COLUMNS["holds"]}


def no_deemed() -> dict[str, Column]:
    """A table of matters deemed approved, without rows: when, how many steps were not yet examined,
    and whether (1) the files were dropped.
    """
    return {name: np.empty(0, np.int64) for name in ("matter", "deemed_ms", "n_unexamined", "dropped")}


def no_warnings() -> dict[str, Column]:
    """A table of matters whose limit ran short, without rows."""
    return {name: np.empty(0, np.int64) for name in ("matter", "warned_ms")}


def no_journeys() -> dict[str, Column]:
    """A table of files that travelled between hall and bureau, without rows."""
    return {name: np.empty(0, np.int64) for name in ("matter", "from_ms", "to_ms", "back")}


def no_sent() -> dict[str, Column]:
    """A table of matters whose citizens the hall sent to the bureau, without rows."""
    return {name: np.empty(0, np.int64) for name in ("matter", "sent_ms")}


def no_spans() -> dict[str, Column]:
    """A table of spans without rows."""
    return {name: np.empty(0, np.int64) for name in ("server", "from_ms", "to_ms")}


def _empty(*columns: str) -> Callable[[], dict[str, Column]]:
    return lambda: {name: np.empty(0, np.int64) for name in columns}


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
        trips: one row a visit: office, travel_ms and fare_fen (hundredths of a yuan) there and back, in_vain
            (1 when nobody served there). Who goes straight on to another office goes home from there.
        shared: visit, matter: matters a visit was for beyond its own.
        couriers: matter, from_ms, to_ms: a file waits for a courier or is under way.
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
    """What happened in one replication of one design."""

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
    rostered: dict[str, Column]  # server, from_ms, to_ms: planned hours (all, also those never reached)
    breaks: dict[str, Column]  # server, from_ms, to_ms: rostered but on break, absent or down
    covers: dict[str, Column] = field(default_factory=no_spans)  # a cover from the pool stands in
    calls: dict[str, Column] = field(default_factory=no_calls)  # calls to the hotline in its hours
    slots: dict[str, Column] = field(default_factory=no_slots)  # appointments offered: time, places
    holds: Table = field(default_factory=no_holds)  # what held files up beside the desks, by time
    stays: dict[str, Column] = field(default_factory=no_stays)  # in physical lines, in order of time
    handed: HandedBack | None = None  # services handed back
    deemed: dict[str, Column] = field(default_factory=no_deemed)  # approved because the limit was over
    warned: dict[str, Column] = field(default_factory=no_warnings)  # the limit ran short before a decision
    carried: dict[str, Column] = field(default_factory=no_journeys)  # files between hall and bureau
    sent: dict[str, Column] = field(default_factory=no_sent)  # by the hall to the bureau
    prices: Prices = field(default_factory=Prices)
    seats: int | None = None  # in the hall; None when nobody says
    perceived_wait: float = 1.0  # how long a wait feels against how long it is
    network: NetworkTrace | None = None  # offices and places, where there are any
    # matters on a visit beside the one for which it is written; not those of the citizen's first visit
    aboard: dict[str, Column] = field(default_factory=_empty("visit", "matter"))
    trips: dict[str, Column] = field(default_factory=_empty("visit", "agent"))  # visits that agents made
    bags: dict[str, Column] = field(default_factory=_empty("matter", "from_ms", "to_ms"))  # with an agent
    home: dict[str, Column] = field(default_factory=_empty("matter"))  # served at home

    def tables(self) -> dict[str, Table]:
        """Every table by name, in a fixed order."""
        return {
            "citizens": self.citizens,
            "visits": self.visits,
            "tickets": self.tickets,
            "matters": self.matters,
            "shifts": self.shifts,
            "holds": self.holds,
        }
