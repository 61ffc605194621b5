"""Inspections on site: the journey, a new day, and several teams at once (R3.17, R3.18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall.reference.servers.teams import TeamState
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.entities import Ticket
from hallsim.scenario.values.timetable import Timetable
from hallsim.trace.model import NEVER
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from hallsim.hall.reference.servers.floor import Floor


def next_days(floor: Floor) -> Steps:
    """At midnight, teams on duty around the clock may go out again."""
    teams = [s for s in floor.servers if isinstance(s, TeamState) and s.per_day is not None]
    for day in range(len(floor.plan.calendar.is_working)):
        yield floor.clock.at(day * MS_PER_DAY, event_order.SHIFT_CHANGE + len(floor.staffing.rosters))
        for team in teams:
            if team.on_duty and not team.leaving and team.ticket is None and not team.idle:
                team.pool.add_idle(team, floor.clock.now_ms)
                floor.touch(team.station)


def travelled(floor: Floor, ticket: Ticket) -> int | None:
    """Until when the team of a ticket that is over was travelling; None for officers who do not travel."""
    server = ticket.server
    if not isinstance(server, TeamState) or not server.travel_ms:
        return None
    return floor.staffing.rosters[server.roster].on_duty.add(ticket.start_ms, server.travel_ms)


class Gathering:
    """A joint inspection: the teams called wait for each other, go, and stay until the longest work is done.

    All of it happens in hours that they share.
    """

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.tickets: list[Ticket] = []
        self.n_missing = 0
        self.longest_ms = self.longest_way_ms = 0
        self.all_there_ms = self.arrived_ms = NEVER

    def expect(self, ticket: Ticket) -> None:
        """A team is asked to come."""
        ticket.gathering = self
        self.tickets.append(ticket)
        self.n_missing += 1

    def join(self, ticket: Ticket) -> None:
        """The team of a ticket is there; with the last one the inspection begins."""
        self.longest_ms = max(self.longest_ms, ticket.work_ms)
        if isinstance(ticket.server, TeamState):
            self.longest_way_ms = max(self.longest_way_ms, ticket.server.travel_ms)
        self.n_missing -= 1
        if self.n_missing:
            return
        now = self.floor.clock.now_ms
        common = self._shared_hours()
        self.all_there_ms = now
        self.arrived_ms = common.add(now, self.longest_way_ms)
        end = common.add(now, self.longest_ms)
        for one in self.tickets:
            one.work_ms = self._held_ms(one, end)
            self.floor.clock.plan(one, event_order.SERVICE_END + one.number, end - now)

    def cut(self, ticket: Ticket, end_ms: int) -> None:
        """The run stops before all are there: record how long the team was held."""
        if self.n_missing and ticket.server is not None:
            ticket.work_ms = max(ticket.work_ms, self._held_ms(ticket, end_ms))

    def _held_ms(self, ticket: Ticket, end_ms: int) -> int:
        assert ticket.server is not None
        on_duty = self.floor.staffing.rosters[ticket.server.roster].on_duty
        return on_duty.working_ms_between(ticket.start_ms, end_ms)

    def _shared_hours(self) -> Timetable:
        rosters = sorted({t.server.roster for t in self.tickets if t.server is not None})
        key = tuple(rosters)
        known = self.floor.shared_hours
        if key not in known:
            shared = self.floor.staffing.rosters[rosters[0]].on_duty
            for roster in rosters[1:]:
                shared = shared.intersection(self.floor.staffing.rosters[roster].on_duty)
            known[key] = shared
        return known[key]
