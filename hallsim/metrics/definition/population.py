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
from hallsim.metrics.definition.chosen import (
    called,
    cases_in_time,
    come_in_time,
    decided_a_day,
    done,
    either,
    matters_in,
    of_kind,
    promised,
    reached,
    settled,
    visits_a_day,
    visits_in_time,
    with_limit,
)
from hallsim.metrics.definition.ends import OPEN
from hallsim.metrics.definition.files import files, files_a_day
from hallsim.metrics.definition.places import comes_home, is_terminal
from hallsim.metrics.definition.sample import Sample
from hallsim.text.message import Message
from hallsim.trace.model import NEVER

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
    words: Message
    chosen: Callable[[Sample], Int]
    of_served: bool = False
    misses: bool = False

    def under_both(self, *, of_amount: bool = False) -> Message:
        """What the rows are called when two designs are compared over the same people.

        Args:
            of_amount: where all that they do is summed, so that who does not come counts with nothing.
        """
        of_citizens = _VISITS_SUMMED if of_amount and self.table == "visits" else _OF_CITIZENS.get(self.table)
        return of_citizens or Message("{people}, under both designs", people=self.words)

    def rows(self, s: Sample) -> Int:
        """The rows of a sample that count, ascending."""
        return s.once(("population", self.id), lambda: self.chosen(s))


_VISITS_SUMMED = Message("visits of citizens served under both designs, or still under way")
_OF_CITIZENS: dict[Table, Message] = {
    "visits": Message("visits of citizens who come and are served under both designs"),
    "tickets": Message("tickets of citizens served under both designs"),
}


def population(
    id: str,
    table: Table,
    words: Message,
    rows: Callable[[Sample], Int],
    *,
    of_served: bool = False,
    misses: bool = False,
) -> Population:
    """A population written on a few lines."""
    return Population(
        id=id, table=table, words=words, chosen=rows, of_served=of_served, misses=misses or of_served
    )


def _undecided(s: Sample) -> Int:
    """Cases accepted and under way, wherever their citizens are: one sent back may just be amended."""
    accepted = ACCEPTED.rows(s)
    return matters_in(s, accepted[s.trace.matters["decided_ms"][accepted] == NEVER], *OPEN)


CITIZENS = population("citizens", "citizens", Message("all citizens"), lambda s: s.citizens)
CAME = population(
    "came",
    "citizens",
    Message("citizens who came to the hall"),
    lambda s: s.citizens[s.came[s.citizens]],
    misses=True,
)
CAME_IN_TIME = population(
    "came_in_time",
    "citizens",
    Message("citizens who first came between warm-up and horizon"),
    come_in_time,
    misses=True,
)
VISITS = population("visits", "visits", Message("visits"), lambda s: s.visits, misses=True)
VISITS_IN_TIME = population(
    "visits_in_time",
    "visits",
    Message("visits between warm-up and horizon"),
    visits_in_time,
)
VISITS_A_DAY = population(
    "visits_a_day",
    "visits",
    Message("visits; in a run that stops, between warm-up and horizon"),
    visits_a_day,
    misses=True,
)
QUEUED = population(
    "visits_with_ticket",
    "visits",
    Message("visits that drew a ticket"),
    lambda s: s.visits[s.n_tickets_of_visit[s.visits] > 0],
    misses=True,
)
VISITS_SERVED = population(
    "visits_served",
    "visits",
    Message("visits at which somebody was served"),
    lambda s: s.visits[s.visit_served[s.visits]],
    of_served=True,
)
TICKETS = population("tickets", "tickets", Message("tickets at windows"), lambda s: s.tickets, misses=True)
CALLED = population("calls_to_windows", "tickets", Message("calls to windows"), called, misses=True)
FILES = population("files", "tickets", Message("files at desks"), files, misses=True)
FILES_A_DAY = population(
    "files_a_day",
    "tickets",
    Message("files at desks; in a run that stops, between warm-up and horizon"),
    files_a_day,
    misses=True,
)
MATTERS_BEGUN = population("matters", "matters", Message("matters begun"), lambda s: s.matters)
MATTERS_TO_END = population(
    "matters_to_end",
    "matters",
    Message("matters that ended or are overdue; those cut off by the run's stop weighed in"),
    lambda s: s.matters,
)
CASES = population("cases", "matters", Message("cases"), lambda s: s.cases)
CASES_IN_TIME = population(
    "cases_in_time", "matters", Message("cases begun between warm-up and horizon"), cases_in_time
)
CITIZENS_CASES = population(
    "citizens_cases",
    "matters",
    Message("cases of citizens that ended; those cut off by the run's stop weighed in"),
    lambda s: of_kind(s, s.cases, firms=False),
)
CITIZENS_ENQUIRIES = population(
    "citizens_enquiries",
    "matters",
    Message("enquiries of citizens"),
    lambda s: of_kind(s, s.matters[~s.is_case[s.matters]], firms=False),
)
ENTERPRISES_CASES = population(
    "enterprises_cases",
    "matters",
    Message("cases of enterprises that ended; those cut off by the run's stop weighed in"),
    lambda s: of_kind(s, s.cases, firms=True),
)
ENTERPRISES_ENQUIRIES = population(
    "enterprises_enquiries",
    "matters",
    Message("enquiries of enterprises"),
    lambda s: of_kind(s, s.matters[~s.is_case[s.matters]], firms=True),
)
CASES_TO_END = population(
    "cases_to_end",
    "matters",
    Message("cases that ended; those cut off by the run's stop weighed in"),
    lambda s: s.cases,
)
TO_DONE = population(
    "to_done",
    "matters",
    Message("cases done; those cut off by the run's stop weighed in"),
    lambda s: either(done(s), matters_in(s, s.cases, *OPEN)),
    of_served=True,
)
TO_HAND = population(
    "to_hand",
    "matters",
    Message("cases with the certificate in hand; those still under way counted so far"),
    lambda s: either(reached("in_hand_ms")(s), matters_in(s, s.cases, *OPEN)),
    of_served=True,
)
TO_BE_IN_HAND = population(
    "to_be_in_hand",
    "matters",
    Message("cases with the certificate in hand; those cut off by the run's stop weighed in"),
    lambda s: TO_HAND.rows(s),
    of_served=True,
)
ACCEPTED = population("accepted", "matters", Message("cases accepted"), reached("accepted_ms"), misses=True)
DECIDED_A_DAY = population(
    "decided_a_day",
    "matters",
    Message("cases decided; in a run that stops, between warm-up and horizon"),
    decided_a_day,
    of_served=True,
)
TO_ANY_DECISION = population(
    "to_any_decision",
    "matters",
    Message("cases decided; those still undecided counted so far"),
    lambda s: either(reached("decided_ms")(s), _undecided(s)),
    of_served=True,
)
TO_BE_DECIDED = population(
    "to_be_decided",
    "matters",
    Message("cases decided; those cut off by the run's stop weighed in"),
    lambda s: either(
        reached("decided_ms")(s),
        matters_in(s, s.cases[s.trace.matters["decided_ms"][s.cases] == NEVER], *OPEN),
    ),
    of_served=True,
)
TO_DECISION = population(
    "to_decision",
    "matters",
    Message("promised cases decided; those still undecided counted so far"),
    lambda s: promised(s, either(reached("decided_ms")(s), _undecided(s))),
    of_served=True,
)
TO_DECISION_LIMITED = population(
    "to_decision_limited",
    "matters",
    Message("promised cases with a limit decided; those still undecided counted so far"),
    lambda s: with_limit(s, TO_DECISION.rows(s)),
    of_served=True,
)
WITH_LIMIT = population(
    "with_limit",
    "matters",
    Message("cases with a running limit"),
    lambda s: with_limit(s, s.cases),
    misses=True,
)
JUDGED = population(
    "judged",
    "matters",
    Message("cases whose limit was decided about: kept, or over"),
    lambda s: s.judged,
    misses=True,
)
OVERDUE = population(
    "overdue",
    "matters",
    Message("overdue cases"),
    lambda s: s.judged[s.is_late[s.judged]],
    misses=True,
)
WINDOWS = population(
    "windows", "servers", Message("windows on duty"), lambda s: s.windows[s.on_duty_ms[s.windows] > 0]
)
TERMINALS = population(
    "terminals",
    "servers",
    Message("self-service terminals"),
    lambda s: np.flatnonzero(is_terminal(s.trace) & (s.on_duty_ms > 0)),
)
DESKS = population(
    "officers", "servers", Message("officers on duty"), lambda s: s.desks[s.on_duty_ms[s.desks] > 0]
)
HOME_TEAMS = population(
    "home_teams",
    "servers",
    Message("teams that come home, on duty"),
    lambda s: np.flatnonzero(comes_home(s.trace) & (s.on_duty_ms > 0)),
)
DAYS = population(
    "days",
    "days",
    Message("working days of the world, and others on which somebody wants to come"),
    lambda s: s.days_of_world,
    misses=True,
)
CLOSINGS = population(
    "closings",
    "days",
    Message("closings, all of them over the working days of the world"),
    lambda s: s.closings,
    misses=True,
)
CALLS = population("calls", "calls", Message("calls to the hotline"), lambda s: s.calls)
HALL = population("hall", "hall", Message("the hall over time"), lambda s: np.empty(0, np.int64), misses=True)

CASES_SETTLED = population(
    "cases_settled",
    "matters",
    Message("cases done or made needless; in a run that stops, between warm-up and horizon"),
    settled,
    of_served=True,
)
PLACES = population(
    "places",
    "slots",
    Message("places in slots"),
    lambda s: np.flatnonzero(s.in_time(s.trace.slots["slot_ms"])),
    misses=True,
)
TRIPS_OF_AGENTS = population(
    "trips_of_agents",
    "visits",
    Message("trips of agents"),
    lambda s: np.flatnonzero(by_agent(s.trace) & s.in_time(s.trace.visits["arrive_ms"])),
    misses=True,
)
POPULATIONS = (
    CITIZENS,
    CAME,
    CAME_IN_TIME,
    VISITS,
    VISITS_IN_TIME,
    VISITS_A_DAY,
    QUEUED,
    VISITS_SERVED,
    TICKETS,
    CALLED,
    FILES,
    FILES_A_DAY,
    MATTERS_BEGUN,
    MATTERS_TO_END,
    CASES,
    CASES_IN_TIME,
    CITIZENS_CASES,
    CITIZENS_ENQUIRIES,
    ENTERPRISES_CASES,
    ENTERPRISES_ENQUIRIES,
    CASES_TO_END,
    TO_DONE,
    TO_HAND,
    TO_BE_IN_HAND,
    ACCEPTED,
    DECIDED_A_DAY,
    TO_ANY_DECISION,
    TO_BE_DECIDED,
    TO_DECISION,
    TO_DECISION_LIMITED,
    WITH_LIMIT,
    JUDGED,
    OVERDUE,
    WINDOWS,
    TERMINALS,
    DESKS,
    HOME_TEAMS,
    DAYS,
    CLOSINGS,
    CALLS,
    CASES_SETTLED,
    PLACES,
    TRIPS_OF_AGENTS,
    HALL,
)
