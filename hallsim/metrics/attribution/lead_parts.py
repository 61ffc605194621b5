"""Where the working days of a lead time went: from the first visit (or filing) to the certificate in hand.

Each instant has one part, and parts sum exactly. Between acceptance and decision they are those of
``approval`` (whose order says what comes first where steps run in parallel), put together:

* ``work``         an officer works on the file;
* ``desk_queue``   it waits while an officer of the desk is there;
* ``desk_closed``  it waits while none is there;
* ``meeting``      it waits for a meeting, or is heard;
* ``inspection``   it waits for a team, which is then on the way, gathering or on site;
* ``step``         what a step takes by itself: a notice, a check, an elapsed time, the hand-off to the desks;
* ``courier``      it waits for a courier, or travels between offices or to a bureau and back;
* ``correction``   it was sent back to the citizen, or a fee is not paid yet.

Before acceptance and after the decision:

* ``hall``         the citizen is in the hall for it;
* ``documents``    until acceptance else: the citizen (an agent, a home team) has it, mostly to bring what is
  missing;
* ``collecting``   after the decision else: the certificate waits to be collected or delivered.

What is filed online is with the desks from the filing on.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hallsim.audit.company import represented
from hallsim.audit.spans import Int, sum_by
from hallsim.metrics.attribution.approval import approval_times
from hallsim.metrics.attribution.bureau import carried_ms
from hallsim.metrics.attribution.causes import visits_of_matters
from hallsim.metrics.attribution.offices import courier_ms, has_couriers
from hallsim.metrics.attribution.waits import WaitReader
from hallsim.metrics.attribution.yardstick import CALENDAR, Yardstick
from hallsim.trace.model import NEVER, Trace

LEAD_PARTS: Final = (
    "work", "desk_queue", "desk_closed", "meeting", "inspection", "step", "courier", "correction",
    "documents", "collecting", "hall",
)  # fmt: skip
OF_APPROVAL: Final = {
    "desk_work": "work",
    "desk_queue": "desk_queue", "desk_full": "desk_queue",
    "desk_closed": "desk_closed",
    "meeting": "meeting", "meeting_wait": "meeting",
    "inspection": "inspection", "inspection_wait": "inspection", "travel": "inspection",
    "gathering": "inspection",
    "hand_off": "step", "elapsed_step": "step", "notice": "step", "check": "step",
    "courier": "courier",
    "sent_back": "correction", "amending": "correction", "payment": "correction",
}  # fmt: skip
"""The part of the lead time that each part of the approval belongs to."""


def lead_parts(reader: WaitReader, begun: Int, yardstick: Yardstick = CALENDAR) -> dict[str, Int]:
    """Milliseconds by LEAD_PARTS, (n matters,) each, summing to those from `begun` to the certificate in hand
    (to the end of the matter, or of the run, where it never comes).

    Args:
        begun: (n matters,) the first visit, or the filing.
    """
    trace = reader.trace
    m = trace.matters
    stop = np.where(m["in_hand_ms"] == NEVER, np.where(m["end_ms"] == NEVER, trace.end_ms, m["end_ms"]),
                    m["in_hand_ms"])  # fmt: skip
    stop = np.maximum(stop, begun)
    accepted = np.clip(np.where(m["accepted_ms"] == NEVER, stop, m["accepted_ms"]), begun, stop)
    decided = np.clip(np.where(m["decided_ms"] == NEVER, stop, m["decided_ms"]), accepted, stop)
    # nobody has to come with what is filed online: it is reviewed meanwhile
    online = (m["first_visit_ms"] == NEVER) & (m["accepted_ms"] != NEVER) & ~represented(trace)
    reviewed = np.where(online, begun, accepted)

    found: dict[str, Int] = {}
    for name, time in approval_times(reader, reviewed, decided, yardstick).items():
        part = OF_APPROVAL[name]
        found[part] = found[part] + time if part in found else time
    visits = _visits(trace)
    before = _in_hall(visits, begun, reviewed, yardstick)
    after = _in_hall(visits, decided, stop, yardstick)
    found["documents"] = yardstick(reviewed) - yardstick(begun) - before
    found["collecting"] = yardstick(stop) - yardstick(decided) - after
    found["hall"] = before + after
    if has_couriers(trace) or len(trace.carried["matter"]):
        out, back = carried_ms(trace, accepted, decided, stop, yardstick)
        brought = courier_ms(trace, decided, stop, visits, yardstick)
        found["step"] -= out
        found["courier"] = found.get("courier", 0) + out + back + brought
        found["collecting"] -= back + brought
    nothing = np.zeros(len(begun), np.int64)
    return {name: found.get(name, nothing) for name in LEAD_PARTS}


def _visits(trace: Trace) -> tuple[Int, Int, Int]:
    """(matter, from, to) of every visit for a matter."""
    v = trace.visits
    visit, matter = visits_of_matters(trace)
    left = np.where(v["leave_ms"] == NEVER, trace.end_ms, v["leave_ms"])
    return matter, v["arrive_ms"][visit], left[visit]


def _in_hall(visits: tuple[Int, Int, Int], from_ms: Int, to_ms: Int, yardstick: Yardstick) -> Int:
    """(n matters,) time of visits within a span of each matter."""
    matter, arrive, leave = visits
    begin, end = np.maximum(arrive, from_ms[matter]), np.minimum(leave, to_ms[matter])
    within = np.flatnonzero(end > begin)
    time = yardstick(end[within]) - yardstick(begin[within])
    return sum_by(matter[within], time, len(from_ms))
