"""Where every minute went: exact splits of a visit's and a matter's time, which sum to the millisecond.

Rules of the model: R8.1 to R8.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hallsim.audit.company import at_home, by_agent, represented, with_agent
from hallsim.audit.sharing import shared_visits
from hallsim.audit.spans import Int
from hallsim.metrics.attribution.approval import APPROVAL_PARTS, approval_parts
from hallsim.metrics.attribution.bureau import away_elsewhere, carried_ms, sent_off
from hallsim.metrics.attribution.offices import after_trip_in_vain, away_in_vain, courier_ms
from hallsim.metrics.attribution.waits import TICKET_PARTS, WaitReader
from hallsim.trace.model import NEVER, Purpose, Trace, once_a_trace

if TYPE_CHECKING:
    import pandas as pd

VISIT_PARTS = ("before_doors", "before_slot", *TICKET_PARTS, "between")
AWAY_PARTS = (
    "away_documents", "away_correction", "away_to_collect", "filed_online", "with_agent", "home_service",
    "away_in_vain",
)  # fmt: skip
BUREAU_PARTS = ("away_elsewhere", "carried")
MATTER_PARTS = (*VISIT_PARTS, *AWAY_PARTS, *APPROVAL_PARTS, *BUREAU_PARTS)


def ticket_causes(trace: Trace) -> pd.DataFrame:
    """One row a ticket (desks too): its waiting by cause and its service, int64 milliseconds."""
    import pandas as pd

    rows = np.arange(len(trace.tickets["ticket"]))
    bounds = np.zeros(len(rows), np.int64), np.full(len(rows), trace.end_ms)
    parts = WaitReader(trace).ticket_parts(rows, *bounds)
    return pd.DataFrame(parts, columns=list(TICKET_PARTS))


def visit_causes(trace: Trace) -> pd.DataFrame:
    """One row a visit, int64 milliseconds that sum to leave - arrive (or to the run's stop while inside).

    before_doors: at the door before tickets are issued.  before_slot: early for an appointment, without a
    ticket yet.  The waiting causes: see ``waits``.  to_window:
    called and on the way.  missed_call: called in vain.  between: inside with no ticket, walking from stop
    to stop or waiting for a desk to decide.
    """
    import pandas as pd

    v = trace.visits
    visit, no_bound = v["visit"], np.zeros(len(v["visit"]), np.int64)
    parts = _visit_parts(WaitReader(trace), visit, no_bound, np.full(len(visit), trace.end_ms))
    return pd.DataFrame(parts, columns=list(VISIT_PARTS))


def matter_causes(trace: Trace) -> pd.DataFrame:
    """One row a matter, int64 milliseconds that sum to end - first visit (for who never came: since filing
    online, under review until acceptance; since handing it to an agent, or asking for service at home).

    Three phases. Until acceptance: in the hall (parts of a visit, which the matters of a bundle share)
    or away, for documents or for a correction, as the next visit's purpose says (with no next visit: for
    documents when the service requires any).  From acceptance to the decision: parts of the approval, see
    ``approval``.  From the decision: in the hall, or away until collecting (until
    what was tolerated to be missing is brought: for documents).  A file that travels between hall and bureau
    is carried; whom the hall has sent to the bureau is away elsewhere.
    """
    import pandas as pd

    m = trace.matters
    n = len(m["matter"])
    reader = WaitReader(trace)
    end = m["end_ms"]
    # Who never came: no time at all, unless the matter was filed online.
    came, filed = m["first_visit_ms"] != NEVER, (m["accepted_ms"] != NEVER) | represented(trace)
    contact = np.where(filed, trace.citizens["arrive_ms"][m["citizen"]], end)
    first = np.where(came, m["first_visit_ms"], contact)
    accepted = np.where(m["accepted_ms"] == NEVER, end, m["accepted_ms"])
    decided = np.where(m["decided_ms"] == NEVER, end, m["decided_ms"])
    visit, matter = visits_of_matters(trace)
    before, after = np.zeros((2, n, len(VISIT_PARTS)), np.int64)
    np.add.at(before, matter, _visit_parts(reader, visit, first[matter], accepted[matter]))
    np.add.at(after, matter, _visit_parts(reader, visit, decided[matter], end[matter]))
    away = (accepted - first) - before.sum(axis=1)
    handed, home = with_agent(trace), at_home(trace)
    held_before = _held(trace, first, accepted)
    held_after = _held(trace, decided, end)
    online = np.where(came | handed | home, 0, away)
    at_home_ms = np.where(home, away, 0)
    correction = np.where(handed, 0, _away_for_correction(trace, visit, matter, accepted))
    late = np.where(handed, 0, _away_with_shortfall(trace, visit, matter, decided))
    in_vain = away_in_vain(trace, visit, matter, first, accepted)
    in_vain_late = away_in_vain(trace, visit, matter, decided, end)
    elsewhere = away_elsewhere(trace, visit, matter, accepted)
    out, back = carried_ms(trace, accepted, decided, end)
    brought = _brought(trace, visit, matter, decided, end)
    collect = (end - decided) - after.sum(axis=1) - late - in_vain_late - brought - held_after - back
    approval = approval_parts(reader, accepted, decided)
    approval[:, APPROVAL_PARTS.index("courier")] += brought
    _take_out(approval, out)
    parts = np.column_stack(
        [
            before + after,
            away - online - correction - in_vain - elsewhere + late - held_before - at_home_ms,
            correction,
            collect,
            online,
            held_before + held_after,
            at_home_ms,
            in_vain + in_vain_late,
            approval,
            elsewhere,
            out + back,
        ]
    )
    return pd.DataFrame(parts, columns=list(MATTER_PARTS))


def _take_out(approval: Int, out: Int) -> None:
    """Take the journey to the bureau out of the hand-off; without an officer in a step, out of the steps."""
    hand_off, step = (APPROVAL_PARTS.index(part) for part in ("hand_off", "elapsed_step"))
    rest = np.maximum(out - approval[:, hand_off], 0)
    approval[:, hand_off] -= out - rest
    approval[:, step] -= rest


def _brought(trace: Trace, visit: Int, matter: Int, decided: Int, end: Int) -> Int:
    """(matters,) with a courier after the decision, while the citizen is not in the hall.

    What is on its way then may be the certificate, or the file of a branch that came too late.
    """
    v = trace.visits
    left = np.where(v["leave_ms"] == NEVER, trace.end_ms, v["leave_ms"])
    return courier_ms(trace, decided, end, (matter, v["arrive_ms"][visit], left[visit]))


def _held(trace: Trace, from_ms: Int, to_ms: Int) -> Int:
    """(matters,) time for which an agent held the papers, within a span of each matter."""
    bags = trace.bags
    matter = bags["matter"]
    found = np.zeros(len(from_ms), np.int64)
    held = np.minimum(bags["to_ms"], to_ms[matter]) - np.maximum(bags["from_ms"], from_ms[matter])
    np.add.at(found, matter, np.maximum(held, 0))
    return found


@once_a_trace
def slot_of_visits(trace: Trace) -> Int:
    """(visits,) the appointment to which a visit comes (the first one of who has booked), else NEVER."""
    v, m = trace.visits, trace.matters
    first = v["arrive_ms"] == m["first_visit_ms"][v["matter"]]
    return np.where(first, trace.citizens["slot_ms"][v["citizen"]], NEVER)


@once_a_trace
def visits_of_matters(trace: Trace) -> tuple[Int, Int]:
    """Pairs (visit, matter), by matter and time; the matters of a bundle share the citizen's first visit,
    those of a package further ones, those that agents carry theirs.
    """
    v = trace.visits
    shared_visit, shared = shared_visits(trace)
    agents = by_agent(trace)[trace.aboard["visit"]]
    visit = np.concatenate([v["visit"], shared_visit, trace.aboard["visit"][agents]])
    matter = np.concatenate([v["matter"], shared, trace.aboard["matter"][agents]])
    order = np.lexsort((visit, matter))
    return visit[order], matter[order]


def _visit_parts(reader: WaitReader, visit: Int, from_ms: Int, to_ms: Int) -> Int:
    """(n, 10) milliseconds by VISIT_PARTS of visits, which may repeat, within [from_ms, to_ms)."""
    trace = reader.trace
    t, v = trace.tickets, trace.visits
    leave = np.where(v["leave_ms"] == NEVER, trace.end_ms, v["leave_ms"])
    begin = np.maximum(v["arrive_ms"][visit], from_ms)
    end = np.maximum(begin, np.minimum(leave[visit], to_ms))
    parts = np.zeros((len(visit), len(VISIT_PARTS)), np.int64)

    windows = np.flatnonzero(t["visit"] != NEVER)
    windows = windows[np.argsort(t["visit"][windows], kind="stable")]
    bounds = np.searchsorted(t["visit"][windows], np.arange(len(v["visit"]) + 1))
    first_issue = leave.copy()
    some = bounds[1:] > bounds[:-1]
    first_issue[some] = t["issue_ms"][windows[bounds[:-1][some]]]
    ticketless = np.minimum(first_issue[visit], end)
    slot = np.clip(np.minimum(ticketless, slot_of_visits(trace)[visit]) - begin, 0, None)
    parts[:, 0] = np.clip(ticketless - begin, 0, None) - slot
    parts[:, 1] = slot

    count = bounds[visit + 1] - bounds[visit]
    pair = np.repeat(np.arange(len(visit)), count)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    rows = windows[bounds[visit][pair] + offset]
    np.add.at(parts[:, 2:-1], pair, reader.ticket_parts(rows, begin[pair], end[pair]))
    parts[:, -1] = (end - begin) - parts[:, :-1].sum(axis=1)
    return parts


def _away_for_correction(trace: Trace, visit: Int, matter: Int, accepted: Int) -> Int:
    """Time away before visits that correct an error, and after the last when no document can be missing."""
    v, m = trace.visits, trace.matters
    leave = np.where(v["leave_ms"] == NEVER, trace.end_ms, v["leave_ms"])[visit]
    result = np.zeros(len(m["matter"]), np.int64)
    if not len(visit):
        return result
    last = np.append(matter[1:] != matter[:-1], True)
    back = np.where(last, m["end_ms"][matter], np.append(v["arrive_ms"][visit][1:], 0))
    no_documents = np.array(trace.names.service_documents, np.int64)[m["service"][matter]] == 0
    corrects = np.append(v["purpose"][visit][1:] == Purpose.CORRECT, False)
    counts = (
        np.where(last, no_documents, corrects) & ~after_trip_in_vain(trace, visit) & ~sent_off(trace, matter)
    )
    gap = np.minimum(back, accepted[matter]) - leave
    np.add.at(result, matter, np.where(counts, np.maximum(gap, 0), 0))
    return result


def _away_with_shortfall(trace: Trace, visit: Int, matter: Int, decided: Int) -> Int:
    """Time away after the decision until what was tolerated to be missing is brought."""
    v = trace.visits
    result = np.zeros(len(decided), np.int64)
    again = np.append(False, (matter[1:] == matter[:-1]) & after_trip_in_vain(trace, visit[:-1]))[
        : len(visit)
    ]
    brings = np.flatnonzero((v["purpose"][visit] == Purpose.SUPPLEMENT) & ~again)
    leave = np.where(v["leave_ms"] == NEVER, trace.end_ms, v["leave_ms"])[visit]
    # A bundle's visit may go on after the decision.
    since = np.maximum(decided[matter[brings]], leave[np.maximum(brings - 1, 0)])
    np.add.at(result, matter[brings], np.maximum(v["arrive_ms"][visit[brings]] - since, 0))
    return result
