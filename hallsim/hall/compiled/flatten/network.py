"""Several offices: where they are, what they accept, when their couriers leave; and who lives where."""

from __future__ import annotations

import numpy as np

from hallsim.hall.compiled.flatten.arrays import Arrays, ints, ragged
from hallsim.hall.compiled.flatten.decisions import plain
from hallsim.hall.decisions.model import OfficeDecisions
from hallsim.hall.plan.model import Plan


def network(plan: Plan) -> Arrays:
    """The offices of a plan, and the tree of places; nothing where there is but one hall."""
    if plan.network is None:
        return {}
    given = plan.network
    found: Arrays = {
        "office.kind": ints(site.kind for site in given.sites),
        "office.place": ints(site.place for site in given.sites),
        "office.far_ms": np.ascontiguousarray(given.distances(), np.float64),
        "office.goes_on": ints([given.goes_on]),
        "kind.accepts": np.stack([kind.accepts for kind in given.kinds]).astype(np.int64),
        "place.kind": plain(given.where.kind),
        "place.line": np.ascontiguousarray(given.where.line.T, np.int64),
    }
    return found | ragged("kind.departures", (kind.departures or () for kind in given.kinds))


def journeys(given: OfficeDecisions | None) -> Arrays:
    """To which office each matter goes, what it walks there, and how long every way takes."""
    if given is None:
        return {}
    found = {
        "offices.site": plain(given.site),
        "offices.rejections": plain(given.rejections),
        "travel.home": plain(given.travel.home),
        "travel.own_ms": plain(given.travel.own_ms),
        "travel.up_ms": plain(given.travel.up_ms),
    }
    beside = list(enumerate(given.itinerary))[1:]  # the main hall's are those of any hall
    return found | {f"offices.itinerary.{kind}": plain(ways) for kind, ways in beside}
