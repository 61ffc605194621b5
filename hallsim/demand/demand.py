"""Everything random, drawn before the clock starts. A demand cannot see a design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hallsim.demand.streams import Stream, environment_uniforms
from hallsim.demand.tape import Int, Real, Tape
from hallsim.scenario.values.timetable import NEVER_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The citizens of one replication, in order of arrival.

    n citizens, m matters, K = ``world.max_visits()``, D = most documents any service requires.
    Citizens are sorted by (arrive_ms, source, part, slot); matters by (citizen, position in the bundle).
    All durations are int64 milliseconds; all uniforms float64 in [0, 1).

    Attributes:
        seed, replication, block: what all numbers were made from.
        horizon_ms: no citizen arrives at or after this time.
        identity: (n,) int64, stable name of a citizen over worlds that differ only in how much they demand.
        source: (n,) index into the world's sources.
        arrive_ms: (n,) first arrival at the door.
        group: (n,) index into the world's groups (0 when it has none).
        patience_ms: (n, K + C + 1) longest wait for one ticket at the k-th visit of the citizen's matter,
            NEVER_MS when endless; then C columns for visits made again; the last one is to collect.
            Shape (n, 0) when everybody is patient.
        matter_start: (n + 1,) matters of citizen c are matter_start[c] : matter_start[c + 1].
        matter_citizen: (m,) whose matter it is.
        service: (m,) index into the world's services.
        route_start: (m + 1,) work at the stops of the first visit is route_work_ms[route_start[i] : ...]
            (one stop, the counter, unless the service has a route).
        route_work_ms: flat.
        revisit_work_ms: (m, K - 1) work at the window at the k-th further visit.
        collect_work_ms: (m,) work when collecting (0 when nothing is collected).
        missing_u: (m, D) a document is missing when this is below its probability.
        notice_u: (m, D) decides in which round of notices a missing document is named.
        error_u: (m, K) the k-th visit must be repeated for an error when this is below its probability.
        return_days: (m, K) days until the k-th return: positive counts working days, negative calendar days,
            0 means that return_ms says it exactly; the last column is for collecting.
        return_ms: (m, K) clock time of that day, or the exact time away.
        amend_days, amend_ms: (m, A) as above, for the k-th time a desk sends the file back;
            (m, 0) where none does.
        amend_work_ms: (m, A) work at the window then.
        again_u: (m, C) the citizen comes again after the k-th visit without service when this is below the
            share; (m, 0) where nobody does.
        again_days, again_ms: (m, C) until then, as returns.
        step_start: (m + 1,) steps of matter i are step_work_ms[step_start[i] : step_start[i + 1]], in the
            order of the service's ``steps``.
        step_work_ms, step_elapsed_ms: flat; effort, and time that passes afterwards.
    """

    seed: int
    replication: int
    block: str
    horizon_ms: int
    identity: Int
    source: Int
    arrive_ms: Int
    group: Int
    patience_ms: Int
    matter_start: Int
    matter_citizen: Int
    service: Int
    route_start: Int
    route_work_ms: Int
    revisit_work_ms: Int
    collect_work_ms: Int
    missing_u: Real
    notice_u: Real
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
    step_work_ms: Int
    step_elapsed_ms: Int

    @property
    def n_citizens(self) -> int:
        """Number of citizens."""
        return len(self.arrive_ms)

    @property
    def n_matters(self) -> int:
        """Number of matters."""
        return len(self.service)

    @property
    def citizen_tape(self) -> Tape:
        """Further uniforms of citizens by name, such as ``online``.

        Uniforms that only some designs need are read when a design asks, and are the same for every design.
        """
        first = np.zeros(self.n_citizens, dtype=np.int64)
        return Tape(stream=self.stream, identity=self.identity, number=first)

    @property
    def matter_tape(self) -> Tape:
        """Further uniforms of matters by name, such as ``guide/0``."""
        number = np.arange(self.n_matters) - self.matter_start[self.matter_citizen]
        return Tape(stream=self.stream, identity=self.identity[self.matter_citizen], number=number)

    @property
    def stream(self) -> Stream:
        """The source of all its uniforms."""
        return self.seed, self.replication, self.block

    def environment(self, name: str, n: int) -> Real:
        """(n,) uniforms that belong to no citizen: a clerk's absences by day, an outage.

        A longer reading begins with the shorter one.
        """
        return environment_uniforms(self.stream, name, n)


__all__ = ["NEVER_MS", "Demand", "Int", "Real"]
