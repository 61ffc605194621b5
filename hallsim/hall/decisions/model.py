"""What is decided before the clock starts, as arrays. Nothing here has a state, and nobody draws any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.decisions.draws import CallDraws, IdleDraws, OrderDraws
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.plan.geography import Travel
from hallsim.hall.plan.operations import Tape
from hallsim.trace.columns import Table

Int = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What no design changes: the arrays of the demand under their names there, where they are explained.

    `arrive_ms` is when citizens would come if the hall arranged nothing.
    """

    replication: int
    identity: Int
    arrive_ms: Int
    group: Int
    patience_ms: Int
    matter_start: Int
    matter_citizen: Int
    service: Int
    route_start: Int
    collect_work_ms: Int
    error_u: Real
    return_days: Int
    return_ms: Int
    amend_days: Int
    amend_ms: Int
    amend_work_ms: Int
    again_u: Real
    again_days: Int
    again_ms: Int
    step_start: Int
    step_elapsed_ms: Int

    @property
    def n_citizens(self) -> int:
        """Number of citizens."""
        return len(self.arrive_ms)

    @property
    def n_matters(self) -> int:
        """Number of matters."""
        return len(self.service)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResults:
    """Results by step of every matter; F steps in all, laid out by ``Drawn.step_start``.

    Attributes:
        needed: (F,) 1 when the matter needs the step.
        returns: (F,) examinations that send the file back before one does not.
        refused: (F,) 1 when that one refuses.
        again_row: (F,) row of the further examinations below; -1 for matters never sent back.
        again_work_ms, again_elapsed_ms: (rows, A) effort and time of the further examinations.
    """

    needed: Int
    returns: Int
    refused: Int
    again_row: Int
    again_work_ms: Int
    again_elapsed_ms: Int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDecisions:
    """To which office each matter goes, as far as is known, and what it walks there.

    Attributes:
        travel: homes and ways.
        site: (m,) the office it goes to, -1 when that is decided on setting out.
        itinerary: by kind of office, (m,) what the matter walks there; -1 where it is not accepted.
        rejections: (m,) visits rejected for documents anywhere but in the main hall, whose guide, terminals
            and review from afar find some.
        sets_out_ms: (n,) when each citizen decides where to go.
    """

    travel: Travel
    site: Int
    itinerary: tuple[Int, ...]
    rejections: Int
    sets_out_ms: Int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What a design makes of everything drawn. n citizens, m matters; int64.

    Attributes:
        drawn: what no design changes.
        staffing: who is there and how fast.
        arrive_ms: (n,) when each citizen first comes (sets out, where there are several offices).
        slot_ms: (n,) the appointment booked, -1 without.
        stays_away: (n,) the End of who does not come, -1 for who does; None when everybody comes.
        own_slot_ms: (n,) the same for whom it has effect: -1 for who is so late as to be a walk-in.
        ticket_from_ms: (n,) before which no ticket is drawn on the first visit, -1 for no such time.
        class_row: (n,) row of ``Plan.priority`` for the first visit: the group, or that of who booked.
        balk_at: (n,) tickets at which each citizen leaves at once; (0,) when nobody ever does.
        slots, calls: the tables of the trace.
        itinerary: (m,) which of the plan's itineraries the matter walks.
        rejections: (m,) visits rejected for documents.
        route_work_ms: work at the stops of first visits, laid out by ``Drawn.route_start``.
        stop_needed: 1 for each of these stops that the matter needs.
        revisit_work_ms: (m, K - 1) work at the window at the k-th further visit.
        step_work_ms: effort of the steps, laid out by ``Drawn.step_start``.
        extra_work_ms: (m,) work that is not in the demand, by tape.
        agent: (n,) number of the citizen's agent over all kinds, -1 for who comes in person; or None.
        at_home: (n,) who is served at home; or None.
        package: (m,) first matter of the package a matter is lodged in, -1 for none; or None.
        travel_ms: (n, K) travel of the k-th call-out to who is served at home; None without such a service.
        shelved: (m,) which matters the design's catalogue does not ask for; None when it asks for all.
        wrong_task: (m,) task of the wrong window gone to first, -1 for none; None when nobody errs.
        steps: what comes of each step of an approval; None when no approval has results.
        offices: where there are several.
        call: what becomes of calls, where tickets are called.
        order: places in a random order, where there is one.
        idle_work: back-office work, by server that has some.
    """

    drawn: Drawn
    staffing: Staffing
    arrive_ms: Int
    slot_ms: Int
    own_slot_ms: Int
    ticket_from_ms: Int
    stays_away: Int | None
    class_row: Int
    balk_at: Int
    slots: Table
    calls: Table
    itinerary: Int
    rejections: Int
    route_work_ms: Int
    stop_needed: Int
    revisit_work_ms: Int
    step_work_ms: Int
    extra_work_ms: Mapping[Tape, Int]
    agent: Int | None
    at_home: NDArray[np.bool_] | None
    package: Int | None
    travel_ms: Int | None
    shelved: NDArray[np.bool_] | None
    wrong_task: Int | None
    steps: StepResults | None
    offices: OfficeDecisions | None
    call: CallDraws | None
    order: OrderDraws | None
    idle_work: Mapping[int, IdleDraws]
