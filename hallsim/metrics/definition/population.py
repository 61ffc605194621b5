"""Whom a number counts: rows of a table of the trace, chosen once and named for people.

A population belongs to one table, so that whatever holds for a row (its group, service, hour, office) splits
every figure of the population the same way as the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hallsim.audit.company import by_agent
from hallsim.audit.spans import Int
from hallsim.metrics.definition.ends import OPEN
from hallsim.metrics.definition.places import comes_home, is_terminal
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.words import Words
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End

Table = Literal["citizens", "visits", "tickets", "matters", "servers", "days", "calls", "slots", "hall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Rows of a table, and what they are called.

    Attributes:
        chosen: works out the rows of a sample that count.
        of_served: only those count for whom something was done; a design that serves fewer counts others.
        misses: who is not served may be missing (turned away at the door), so that serving fewer can flatter.
    """

    id: str
    table: Table
    words: Words
    chosen: Callable[[Sample], Int]
    of_served: bool = False
    misses: bool = False

    def under_both(self, *, of_amount: bool = False) -> Words:
        """What the rows are called when two designs are compared over the same people.

        Args:
            of_amount: where all that they do is summed, so that who does not come counts with nothing.
        """
        of_citizens = _VISITS_SUMMED if of_amount and self.table == "visits" else _OF_CITIZENS.get(self.table)
        both = Words("under both designs", "两方案下均计入")
        return of_citizens or Words(f"{self.words.en}, {both.en}", f"{self.words.zh}，{both.zh}")

    def rows(self, s: Sample) -> Int:
        """The rows of a sample that count, ascending."""
        return s.once(("population", self.id), lambda: self.chosen(s))


_VISITS_SUMMED = Words("visits of citizens served under both designs", "两方案下均办成的群众的来访")
_OF_CITIZENS: dict[Table, Words] = {
    "visits": Words(
        "visits of citizens who come and are served under both designs", "两方案下均到厅且办成的群众的来访"
    ),
    "tickets": Words("tickets of citizens served under both designs", "两方案下均办成的群众的号"),
}


def population(
    id: str,
    table: Table,
    words: tuple[str, str],
    rows: Callable[[Sample], Int],
    *,
    of_served: bool = False,
    misses: bool = False,
) -> Population:
    """A population written on a few lines."""
    return Population(
        id=id, table=table, words=Words(*words), chosen=rows, of_served=of_served, misses=misses or of_served
    )


def _matters_in(s: Sample, rows: Int, *states: End) -> Int:
    return np.asarray(rows[one_of(states, s.trace.matters["state"][rows])])


def _either(one: Int, other: Int) -> Int:
    """Rows that are among either, each once, ascending; to sort them takes ten times as long."""
    among = np.zeros(max(one.max(initial=-1), other.max(initial=-1)) + 1, np.bool_)
    among[one] = among[other] = True
    return np.flatnonzero(among)


def _reached(column: str) -> Callable[[Sample], Int]:
    return lambda s: np.asarray(s.cases[s.trace.matters[column][s.cases] != NEVER])


def _promised(s: Sample, rows: Int) -> Int:
    instant = np.array(s.trace.names.service_is_instant, np.bool_)
    return np.asarray(rows[~instant[s.trace.matters["service"][rows]]])


def _needless(s: Sample) -> Int:
    """Cases that the design has taken off the catalogue."""
    m = s.trace.matters
    return np.flatnonzero(s.is_case & s.counted[m["citizen"]] & (m["state"] == End.SHELVED))


def _undecided(s: Sample) -> Int:
    """Cases accepted and under way, wherever their citizens are: one sent back may just be amended."""
    accepted = ACCEPTED.rows(s)
    return _matters_in(s, accepted[s.trace.matters["decided_ms"][accepted] == NEVER], *OPEN)


def _with_limit(s: Sample, rows: Int) -> Int:
    return np.asarray(rows[s.trace.matters["due_ms"][rows] != NEVER])


def _called(s: Sample) -> Int:
    """Rows of window tickets of those who count that were called, each call a row."""
    t = s.trace.tickets
    return np.flatnonzero((t["call_ms"] != NEVER) & ~s.is_desk_ticket & s.counted[t["citizen"]])


CITIZENS = population("citizens", "citizens", ("all citizens", "全部群众"), lambda s: s.citizens)
CAME = population(
    "came",
    "citizens",
    ("citizens who came to the hall", "到厅群众"),
    lambda s: s.citizens[s.came[s.citizens]],
    misses=True,
)
VISITS = population("visits", "visits", ("visits", "来访"), lambda s: s.visits, misses=True)
VISITS_IN_TIME = population(
    "visits_in_time", "visits", ("visits between warm-up and horizon", "统计期内的来访"),
    lambda s: np.flatnonzero(s.in_time(s.trace.visits["arrive_ms"])),
)  # fmt: skip
QUEUED = population(
    "visits_with_ticket", "visits", ("visits that drew a ticket", "取了号的来访"),
    lambda s: s.visits[s.n_tickets_of_visit[s.visits] > 0], misses=True,
)  # fmt: skip
VISITS_SERVED = population(
    "visits_served", "visits", ("visits at which somebody was served", "得到受理的来访"),
    lambda s: s.visits[s.visit_served[s.visits]], of_served=True,
)  # fmt: skip
TICKETS = population(
    "tickets", "tickets", ("tickets at windows", "窗口的号"), lambda s: s.tickets, misses=True
)
CALLED = population("calls_to_windows", "tickets", ("calls to windows", "窗口叫号"), _called, misses=True)
FILES = population(
    "files", "tickets", ("files at desks", "审批科室的材料"), lambda s: s.desk_tickets, misses=True
)
MATTERS_BEGUN = population("matters", "matters", ("matters begun", "已开始的事项"), lambda s: s.matters)
CASES = population("cases", "matters", ("cases", "办件"), lambda s: s.cases)
ENQUIRIES = population(
    "enquiries", "matters", ("enquiries", "咨询"), lambda s: s.matters[~s.is_case[s.matters]]
)
CASES_TO_END = population(
    "cases_to_end", "matters",
    ("cases that ended; those cut off by the run's stop weighed in",
     "已结束的办件（停止时未结束者按权重计入）"),
    lambda s: s.cases,
)  # fmt: skip
CASES_DONE = population(
    "cases_done", "matters", ("cases done (in hand or refused)", "已办结的办件（已领证或不予许可）"),
    lambda s: _matters_in(s, s.cases, End.SERVED, End.REFUSED), of_served=True,
)  # fmt: skip
TO_DONE = population(
    "to_done", "matters",
    ("cases done; those cut off by the run's stop weighed in", "已办结的办件（停止时未结束者按权重计入）"),
    lambda s: _either(CASES_DONE.rows(s), _matters_in(s, s.cases, *OPEN)), of_served=True,
)  # fmt: skip
IN_HAND = population(
    "in_hand", "matters", ("cases with the certificate in hand", "已领证的办件"), _reached("in_hand_ms"),
    of_served=True,
)  # fmt: skip
TO_HAND = population(
    "to_hand", "matters",
    ("cases with the certificate in hand; those still under way counted so far",
     "已领证的办件（未结束者计到停止时）"),
    lambda s: _either(IN_HAND.rows(s), _matters_in(s, s.cases, *OPEN)),
    of_served=True,
)  # fmt: skip
ACCEPTED = population(
    "accepted", "matters", ("cases accepted", "已受理的办件"), _reached("accepted_ms"), misses=True
)
DECIDED = population(
    "decided", "matters", ("cases decided", "已作出决定的办件"), _reached("decided_ms"), of_served=True
)
TO_ANY_DECISION = population(
    "to_any_decision", "matters",
    ("cases decided; those still undecided counted so far", "已作出决定的办件（尚未决定者计到停止时）"),
    lambda s: _either(DECIDED.rows(s), _undecided(s)), of_served=True,
)  # fmt: skip
TO_BE_DECIDED = population(
    "to_be_decided", "matters",
    ("cases decided; those cut off by the run's stop weighed in",
     "已作出决定的办件（停止时未决定者按权重计入）"),
    lambda s: _either(
        DECIDED.rows(s), _matters_in(s, s.cases[s.trace.matters["decided_ms"][s.cases] == NEVER], *OPEN)
    ),
    of_served=True,
)  # fmt: skip
TO_DECISION = population(
    "to_decision", "matters",
    ("promised cases decided; those still undecided counted so far", "承诺件（尚未决定者计到停止时）"),
    lambda s: _promised(s, _either(DECIDED.rows(s), _undecided(s))),
    of_served=True,
)  # fmt: skip
TO_DECISION_LIMITED = population(
    "to_decision_limited", "matters",
    ("promised cases with a limit decided; those still undecided counted so far",
     "有时限的承诺件（尚未决定者计到停止时）"),
    lambda s: _with_limit(s, TO_DECISION.rows(s)), of_served=True,
)  # fmt: skip
WITH_LIMIT = population(
    "with_limit",
    "matters",
    ("cases with a running limit", "有时限的办件"),
    lambda s: _with_limit(s, s.cases),
    misses=True,
)
JUDGED = population(
    "judged", "matters",
    ("cases whose limit was decided about: kept, or over", "时限已见分晓的办件（守时或逾期）"),
    lambda s: s.judged, misses=True,
)  # fmt: skip
OVERDUE = population(
    "overdue",
    "matters",
    ("overdue cases", "逾期办件"),
    lambda s: s.judged[s.is_late[s.judged]],
    misses=True,
)
WINDOWS = population(
    "windows", "servers", ("windows on duty", "在岗窗口"), lambda s: s.windows[s.on_duty_ms[s.windows] > 0]
)
TERMINALS = population(
    "terminals", "servers", ("self-service terminals", "自助终端"),
    lambda s: np.flatnonzero(is_terminal(s.trace) & (s.on_duty_ms > 0)),
)  # fmt: skip
DESKS = population(
    "officers", "servers", ("officers on duty", "在岗审批人员"), lambda s: s.desks[s.on_duty_ms[s.desks] > 0]
)
HOME_TEAMS = population(
    "home_teams", "servers", ("teams that come home, on duty", "在岗上门小组"),
    lambda s: np.flatnonzero(comes_home(s.trace) & (s.on_duty_ms > 0)),
)  # fmt: skip
DAYS = population(
    "days", "days", ("working days of the world, and others on which somebody wants to come",
                     "全市工作日及其他有人想来的日子"), lambda s: s.days_of_world, misses=True,
)  # fmt: skip
CLOSINGS = population(
    "closings", "days",
    ("closings, all of them over the working days of the world", "闭厅（合计后按全市工作日平均）"),
    lambda s: s.closings, misses=True,
)  # fmt: skip
CALLS = population("calls", "calls", ("calls to the hotline", "热线来电"), lambda s: s.calls)
HALL = population(
    "hall", "hall", ("the hall over time", "大厅（按时间）"), lambda s: np.empty(0, np.int64), misses=True
)

CASES_SETTLED = population(
    "cases_settled", "matters",
    ("cases done, and those that the design has made needless", "已办结的办件，及方案取消而无须再办者"),
    lambda s: _either(CASES_DONE.rows(s), _needless(s)), of_served=True,
)  # fmt: skip
PLACES = population(
    "places", "slots", ("places in slots", "预约时段的名额"),
    lambda s: np.flatnonzero(s.in_time(s.trace.slots["slot_ms"])), misses=True,
)  # fmt: skip
TRIPS_OF_AGENTS = population(
    "trips_of_agents", "visits", ("trips of agents", "代办员到厅次数"),
    lambda s: np.flatnonzero(by_agent(s.trace) & s.in_time(s.trace.visits["arrive_ms"])), misses=True,
)  # fmt: skip
POPULATIONS = (
    CITIZENS, CAME, VISITS, VISITS_IN_TIME, QUEUED, VISITS_SERVED, TICKETS, CALLED, FILES, MATTERS_BEGUN,
    CASES, ENQUIRIES, CASES_TO_END, CASES_DONE, TO_DONE, IN_HAND, TO_HAND, ACCEPTED, DECIDED,
    TO_ANY_DECISION, TO_BE_DECIDED, TO_DECISION, TO_DECISION_LIMITED, WITH_LIMIT, JUDGED,
    OVERDUE, WINDOWS,
    TERMINALS, DESKS, HOME_TEAMS, DAYS, CLOSINGS, CALLS, CASES_SETTLED, PLACES,
    TRIPS_OF_AGENTS, HALL,
)  # fmt: skip
