"""Rules of several offices: every visit is at one of them, and files travel only once accepted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hallsim.audit.violation import Violation, broken
from hallsim.trace.model import NEVER, End, Trace


def check_trips(trace: Trace) -> Iterator[Violation]:
    """One trip a visit; tickets in queues of its office; in vain means no ticket and a further try."""
    net, v, t = trace.network, trace.visits, trace.tickets
    if net is None:
        return
    n = len(v["visit"])
    rows = net.trips["visit"]
    if len(rows) != n or (rows != np.arange(n)).any():
        yield Violation(
            rule="trips", table="visits", rows=(), count=abs(n - len(rows)) or 1,
            sentence="trips are not one a visit, in order",
        )  # fmt: skip
        return
    inside = t["visit"] != NEVER
    office = np.array(net.queue_office, np.int64)[t["queue"]]
    elsewhere = inside & (office != np.append(net.trips["office"], NEVER)[t["visit"]])
    yield from broken("office", "tickets", elsewhere, "in a queue of another office than the visit")
    in_vain = net.trips["in_vain"] > 0
    has_ticket = np.bincount(t["visit"][inside], minlength=n) > 0
    wrong = in_vain & (has_ticket | (v["state"] != End.TURNED_AWAY))
    yield from broken("in_vain", "visits", wrong, "in vain, and yet served or inside")


def check_couriers(trace: Trace) -> Iterator[Violation]:
    """A file is with a courier after its acceptance and within the run."""
    if trace.network is None:
        return
    rows, m = trace.network.couriers, trace.matters
    accepted = m["accepted_ms"][rows["matter"]]
    wrong = (accepted == NEVER) | (rows["from_ms"] < accepted) | (rows["to_ms"] < rows["from_ms"])
    bad = np.zeros(len(m["matter"]), np.bool_)
    bad[rows["matter"][wrong | (rows["to_ms"] > trace.end_ms)]] = True
    yield from broken("couriers", "matters", bad, "with a courier before acceptance, or beyond the end")
