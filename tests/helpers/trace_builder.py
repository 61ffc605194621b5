"""A trace made by hand: two days of a tiny hall in which every figure can be worked out on paper.

Windows A and B serve one queue (opening 9:00-17:00, B on a break 12:00-12:30), officer C works the desk.
Times below are minutes since midnight of day 0; day 1 begins at 1440.  The story is in the comments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from hallsim.trace.model import Days, End, Names, Outcome, Purpose, Table, Trace
from hallsim.trace.tables import TABLES

MIN = 60_000
DAY = 1440
A, B, C = 0, 1, 2
HALL, DESK = 0, 1
LICENCE, CARD, ASK, COLLECT, CHECK = range(5)  # tasks; the first three are also the services

NAMES = Names(
    groups=("citizens", "elderly"),
    services=("licence", "card", "ask"),
    service_department=("commerce", "registry", "registry"),
    service_is_case=(True, True, False),
    service_is_instant=(False, True, True),
    service_limit_workdays=(2, 0, 0),
    service_documents=(3, 0, 0),
    tasks=("licence", "card", "ask", "licence.collect", "licence/check"),
    queues=("hall", "desk.commerce"),
    queue_is_desk=(False, True),
    servers=("A", "B", "C"),
    server_station=("hall", "hall", "desk.commerce"),
    server_is_desk=(False, False, True),
    server_pauses=(False, False, True),
    server_queues=((HALL,), (HALL,), (DESK,)),
)

# identity, group, arrive, end, state
CITIZENS = [
    (100, 0, 530, 2205, End.SERVED),  # 0: before the doors; supplements and collects on day 1
    (101, 0, 545, 575, End.SERVED),
    (102, 0, 550, 590, End.SERVED),  # 2: waits 10 min for A
    (103, 0, 555, 565, End.LEFT),  # 3: patience of 10 min
    (104, 0, 570, 605, End.SERVED),  # 4: overtaken by citizen 5
    (105, 1, 572, 585, End.SERVED),  # 5: elderly, class 1
    (106, 0, 710, 740, End.SERVED),
    (107, 0, 725, 745, End.SERVED),  # 7: waits 15 min while B is on its break
    (108, 0, 1010, 2880, End.AWAY),  # 8: accepted in overtime, decided on day 1, certificate not collected
    (109, 0, 1015, 1016, End.SERVED),
    (110, 0, 1100, 1100, End.TURNED_AWAY),  # 10: came after closing
    (111, 0, 2100, 2130, End.SERVED),  # 11: two matters, one ticket
    (112, 0, 2380, 2880, End.IN_APPROVAL),  # 12: the desk pauses overnight and beyond the end
    (113, 0, 2455, 2465, End.SERVED),
    (114, 0, 2456, 2470, End.SERVED),
]
# citizen, matter, purpose, attempt, arrive, leave, state
VISITS = [
    (0, 0, Purpose.LODGE, 0, 530, 560, End.SERVED),
    (1, 1, Purpose.LODGE, 0, 545, 575, End.SERVED),
    (2, 2, Purpose.LODGE, 0, 550, 590, End.SERVED),
    (3, 3, Purpose.ENQUIRE, 0, 555, 565, End.LEFT),
    (4, 4, Purpose.LODGE, 0, 570, 605, End.SERVED),
    (5, 5, Purpose.LODGE, 0, 572, 585, End.SERVED),
    (6, 6, Purpose.ENQUIRE, 0, 710, 740, End.SERVED),
    (7, 7, Purpose.LODGE, 0, 725, 745, End.SERVED),
    (8, 8, Purpose.LODGE, 0, 1010, 1030, End.SERVED),
    (9, 9, Purpose.ENQUIRE, 0, 1015, 1016, End.SERVED),
    (10, 10, Purpose.LODGE, 0, 1100, 1100, End.TURNED_AWAY),
    (0, 0, Purpose.SUPPLEMENT, 1, 2040, 2050, End.SERVED),
    (11, 11, Purpose.LODGE, 0, 2100, 2130, End.SERVED),
    (0, 0, Purpose.COLLECT, 2, 2200, 2205, End.SERVED),
    (12, 13, Purpose.LODGE, 0, 2380, 2400, End.SERVED),
    (13, 14, Purpose.LODGE, 0, 2455, 2465, End.SERVED),
    (14, 15, Purpose.LODGE, 0, 2456, 2470, End.SERVED),
]
S, L, I = Outcome.SERVED, Outcome.LEFT, Outcome.IN_SERVICE  # noqa: E741
# visit, citizen, matter, task, queue, server, priority, issue, start (and call), end, work, outcome;
# None is never
TICKETS = [
    (0, 0, 0, LICENCE, HALL, A, 5, 540, 540, 560, 20, S),
    (1, 1, 1, CARD, HALL, B, 5, 545, 545, 575, 30, S),
    (2, 2, 2, CARD, HALL, A, 5, 550, 560, 590, 30, S),
    (3, 3, 3, ASK, HALL, None, 5, 555, None, 565, 5, L),
    (4, 4, 4, CARD, HALL, B, 5, 570, 585, 605, 20, S),
    (5, 5, 5, CARD, HALL, B, 1, 572, 575, 585, 10, S),
    (6, 6, 6, ASK, HALL, A, 5, 710, 710, 740, 30, S),
    (7, 7, 7, CARD, HALL, A, 5, 725, 740, 745, 5, S),
    (8, 8, 8, LICENCE, HALL, A, 5, 1010, 1010, 1030, 20, S),
    (9, 9, 9, ASK, HALL, B, 5, 1015, 1015, 1016, 1, S),
    (None, 8, 8, CHECK, DESK, C, 5, 1030, 1980, 2020, 40, S),
    (11, 0, 0, LICENCE, HALL, A, 5, 2040, 2040, 2050, 10, S),
    (None, 0, 0, CHECK, DESK, C, 5, 2060, 2060, 2090, 30, S),
    (12, 11, 11, CARD, HALL, B, 5, 2100, 2100, 2130, 30, S),
    (13, 0, 0, COLLECT, HALL, A, 5, 2200, 2200, 2205, 5, S),
    (14, 12, 13, LICENCE, HALL, A, 5, 2380, 2380, 2400, 20, S),
    (None, 12, 13, CHECK, DESK, C, 5, 2400, 2400, None, 120, I),
    (15, 13, 14, CARD, HALL, B, 5, 2455, 2455, 2465, 10, S),
    (16, 14, 15, CARD, HALL, A, 5, 2456, 2456, 2470, 14, S),
]
NO = None
# citizen, service, first visit, accepted, decided, in hand, due, visits, rejections, end, state
MATTERS = [
    (0, 0, 530, 2050, 2100, 2205, 4 * DAY, 3, 1, 2205, End.SERVED),
    (1, 1, 545, 575, 575, 575, NO, 1, 0, 575, End.SERVED),
    (2, 1, 550, 590, 590, 590, NO, 1, 0, 590, End.SERVED),
    (3, 2, 555, NO, NO, NO, NO, 1, 0, 565, End.LEFT),
    (4, 1, 570, 605, 605, 605, NO, 1, 0, 605, End.SERVED),
    (5, 1, 572, 585, 585, 585, NO, 1, 0, 585, End.SERVED),
    (6, 2, 710, 740, 740, 740, NO, 1, 0, 740, End.SERVED),
    (7, 1, 725, 745, 745, 745, NO, 1, 0, 745, End.SERVED),
    (8, 0, 1010, 1030, 2020, NO, 3 * DAY, 1, 0, 2880, End.AWAY),
    (9, 2, 1015, 1016, 1016, 1016, NO, 1, 0, 1016, End.SERVED),
    (10, 0, 1100, NO, NO, NO, NO, 1, 0, 1100, End.TURNED_AWAY),
    (11, 1, 2100, 2130, 2130, 2130, NO, 1, 0, 2130, End.SERVED),
    (11, 2, 2100, 2130, 2130, 2130, NO, 1, 0, 2130, End.SERVED),
    (12, 0, 2380, 2400, NO, NO, 4 * DAY, 1, 0, 2880, End.IN_APPROVAL),
    (13, 1, 2455, 2465, 2465, 2465, NO, 1, 0, 2465, End.SERVED),
    (14, 1, 2456, 2470, 2470, 2470, NO, 1, 0, 2470, End.SERVED),
]
# server, from, to, left, closing
SHIFTS = [
    (A, 540, 1020, 1030, 1), (A, 1980, 2460, 2470, 1),
    (B, 540, 720, 720, 0), (B, 750, 1020, 1020, 1), (B, 1980, 2460, 2465, 1),
    (C, 540, 1020, 1020, 1), (C, 1980, 2460, 2460, 1),
]  # fmt: skip
ROSTERED = [(s, day * DAY + 540, day * DAY + 1020) for s in (A, B, C) for day in (0, 1)]
BREAKS = [(B, 720, 750)]


def told(name: str, columns: str, rows: Sequence[Sequence[int | float | None]]) -> Table:
    """A table of a trace; what the rows do not tell is the least that its column may hold."""
    given = table(columns.split(), rows)
    known = [column for column in TABLES[name].columns if not column.at]
    return {c.name: given.get(c.name, np.full(len(rows), c.least or 0, np.int64)) for c in known}


def table(columns: Iterable[str], rows: Sequence[Sequence[int | float | None]]) -> Table:
    """Rows as an int64 table: columns ending in _ms are given in minutes, None is never (-1)."""
    names = tuple(columns)
    scale = [MIN if name.endswith("_ms") else 1 for name in names]
    cells = [
        [-1 if cell is None else round(cell * by) for cell, by in zip(row, scale, strict=True)]
        for row in rows
    ]
    table = np.array(cells, np.int64).reshape(len(rows), len(names))
    return {name: np.ascontiguousarray(table[:, j]) for j, name in enumerate(names)}


def numbered(rows: Iterable[Sequence[int | float | None]]) -> list[tuple[int | float | None, ...]]:
    """Rows with their row number in front."""
    return [(i, *row) for i, row in enumerate(rows)]


def tiny_days(n_days: int = 20, horizon: int = 2, start: int = 540, end: int = 1020) -> Days:
    """Open daily Monday to Friday; day 0 is a Monday."""
    day = np.arange(n_days, dtype=np.int64)
    works = day % 7 < 5
    return Days(
        horizon_ms=horizon * DAY * MIN,
        warm_up_ms=0,
        is_working=works,
        weekday=day % 7,
        open_ms=(day[works] * DAY + start) * MIN,
        close_ms=(day[works] * DAY + end) * MIN,
    )


def tiny_trace() -> Trace:
    """The trace of the story above; it passes the audit."""
    return Trace(
        design="tiny",
        replication=0,
        end_ms=2880 * MIN,
        names=NAMES,
        days=tiny_days(),
        citizens=told(
            "citizens",
            "citizen identity group arrive_ms end_ms state wanted_ms",
            numbered((*row, row[2]) for row in CITIZENS),
        ),
        visits=told(
            "visits", "visit citizen matter purpose attempt arrive_ms leave_ms state", numbered(VISITS)
        ),
        tickets=told(
            "tickets",
            "ticket visit citizen matter task queue server priority issue_ms start_ms end_ms work_ms outcome "
            "call_ms",
            numbered((*row, row[8]) for row in TICKETS),
        ),
        matters=told(
            "matters",
            "matter citizen service first_visit_ms accepted_ms decided_ms in_hand_ms due_ms n_visits "
            "n_rejections end_ms state",
            numbered(MATTERS),
        ),
        shifts=told("shifts", "server from_ms to_ms left_ms closing", SHIFTS),
        rostered=told("rostered", "server from_ms to_ms", ROSTERED),
        breaks=told("breaks", "server from_ms to_ms", BREAKS),
    )


def edit(trace: Trace, name: str, **changes: dict[int, int | float]) -> Trace:
    """The trace with some cells changed, times in minutes: edit(trace, "tickets", start_ms={3: 540})."""
    rows = {column: values.copy() for column, values in getattr(trace, name).items()}
    if "start_ms" in changes and "call_ms" in rows:
        changes = {"call_ms": changes["start_ms"], **changes}  # nobody walks to the window
    for column, cells in changes.items():
        scale = MIN if column.endswith("_ms") else 1
        for row, value in cells.items():
            rows[column][row] = -1 if value == -1 else round(value * scale)
    return with_table(trace, name, rows)


def with_table(trace: Trace, name: str, rows: Table) -> Trace:
    """The trace with one table replaced."""
    changed: dict[str, Any] = {name: rows}
    return replace(trace, **changed)
