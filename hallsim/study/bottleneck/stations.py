"""The queues of a station, and how long people or files wait there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hallsim.metrics.definition.summand import Summand
from hallsim.study.bottleneck.additions import Addition
from hallsim.study.inference.statistics import AT_LEAST, Difference, difference_of, pooled

if TYPE_CHECKING:
    from hallsim.hall import Plan
    from hallsim.study.runs.candidate import Candidate
    from hallsim.study.runs.runs import Found

Queues = tuple[str, ...]


def queues_of(plan: Plan, station: str) -> Queues:
    """Names of the queues at which a station serves first: of a desk its own, of windows perhaps several.

    At every one of the offices of a kind.
    """
    office, dot, own = station.partition(".")
    of_main_hall = not dot or office == "desk"
    at = re.compile(re.escape(station) if of_main_hall else rf"{re.escape(office)}(-\d+)?\.{re.escape(own)}")
    found = [queue.name for queue in plan.queues if queue.is_desk and at.fullmatch(queue.name)]
    if found:
        return tuple(found)
    tiers = [server.tiers[0] for server in plan.servers if server.tiers and at.fullmatch(server.station)]
    return tuple(plan.queues[i].name for i in sorted({i for tier in tiers for i in tier}))


def n_offices(plan: Plan, offices: Mapping[str, object]) -> dict[str, int]:
    """By kind of office, how many there are."""
    heads = {queue.name.split(".", 1)[0] for queue in plan.queues if "." in queue.name}
    return {
        name: max(1, sum(re.fullmatch(rf"{re.escape(name)}(-\d+)?", head) is not None for head in heads))
        for name in offices
    }


def wait_metrics(addition: Addition) -> tuple[str, str]:
    """(what counts those who wait at a station, their mean wait)."""
    return ("n_files", "desk_wait_days") if addition.at_desk else ("n_tickets", "ticket_wait_mean")


def waited(found: Found, candidate: Candidate, addition: Addition, queues: Queues) -> float:
    """All the waiting at a station together, in the unit of its wait."""
    counted, wait = wait_metrics(addition)
    total = 0.0
    for queue in queues:
        n = found.pooled(candidate, counted, ("queue", queue)).value
        mean = found.pooled(candidate, wait, ("queue", queue)).value
        total += n * mean if n > 0 and mean > 0 else 0.0
    return total


def station_wait(
    found: Found, base: Candidate, other: Candidate, addition: Addition, queues: Queues
) -> Difference:
    """The wait of a file (or ticket) at a station, its queues together, under another candidate and now."""
    metric = wait_metrics(addition)[1]
    now, then = (_by_replication(found, candidate, metric, queues) for candidate in (base, other))
    both = [replication for replication in now if replication in then]
    before, after = (pooled([of[replication] for replication in both]) for of in (now, then))
    return difference_of(before, after, limits=AT_LEAST)


def _by_replication(found: Found, candidate: Candidate, metric: str, queues: Queues) -> dict[int, Summand]:
    total: dict[int, Summand] = {}
    for queue in queues:
        for replication, own in found.summands(candidate, metric, ("queue", queue)).items():
            before = total.get(replication)
            total[replication] = own if before is None else before + own
    return dict(sorted(total.items()))
