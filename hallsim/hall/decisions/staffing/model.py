"""Who is there and how fast, in one replication: what a run reads instead of the plan's own statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.model import Plan, Roster
from hallsim.scenario.values.timetable import Timetable

Int = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """The people of one replication; S servers, in the order of ``Plan.servers``.

    Attributes:
        rosters: the plan's, in its order; then those that absence, outages or unattended days have changed.
        server_roster: (S,) which of them each server works.
        time_factor: (S,) multiplies the work of every ticket.
        error_share: (S,) probability of an error at the server, before its ``error_factor``.
        desk_hours: by desk queue, when its files make progress.
        covers: by server, when a cover from the pool stands in; servers that never have one are missing.
        attended: by office, (days,) whether anybody serves there; offices attended every day are missing.
    """

    rosters: tuple[Roster, ...]
    server_roster: Int
    time_factor: Real
    error_share: Real
    desk_hours: Mapping[int, Timetable]
    covers: Mapping[int, Timetable]
    attended: Mapping[int, Flags]

    @classmethod
    def as_designed(cls, plan: Plan) -> Staffing:
        """Where chance decides nothing about people."""
        return cls(
            rosters=plan.rosters,
            server_roster=np.array([server.roster for server in plan.servers], np.int64),
            time_factor=np.array([server.time_factor for server in plan.servers], np.float64),
            error_share=np.array([server.error_share for server in plan.servers], np.float64),
            desk_hours=plan.desk_hours,
            covers={},
            attended={},
        )

    def roster_of(self, server: int) -> Roster:
        """The roster that a server works."""
        return self.rosters[int(self.server_roster[server])]


Less = Callable[[Sequence[Roster], Sequence[Timetable]], list[Roster]]
"""What spans of absence leave of rosters."""


def without(staffing: Staffing, away: Mapping[int, Timetable], less: Less) -> Staffing:
    """The staffing without its servers' spans `away`; `less` says what such spans leave of rosters.

    Servers with the same roster and the same spans share a new one.
    """
    server_roster = staffing.server_roster.copy()
    known: dict[tuple[int, bytes, bytes], int] = {}
    old, left_out = list[Roster](), list[Timetable]()
    for server, spans in away.items():
        roster = int(server_roster[server])
        key = (roster, spans.starts.tobytes(), spans.ends.tobytes())
        if key not in known:
            known[key] = len(staffing.rosters) + len(old)
            old.append(staffing.rosters[roster])
            left_out.append(spans)
        server_roster[server] = known[key]
    return replace(staffing, rosters=(*staffing.rosters, *less(old, left_out)), server_roster=server_roster)
