"""The offices of a plan: kinds of office, each office at its place, and where they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.geography import Geography
from hallsim.scenario.values.timetable import Timetable

MAIN = 0
WHEN_SETTING_OUT = -1
"""An office not yet chosen: it is chosen on leaving home."""
MAIN_HALL = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of identical offices; kind 0 is the main hall.

    Attributes:
        accepts: (services,) whether a matter can be lodged here.
        position: (services,) place in the catalogue of this kind, -1 where it does not accept.
        first_itinerary: where its itineraries begin among those of the plan.
        departures: when its courier leaves, over the whole calendar; None when files travel at once.
    """

    name: str
    opening: Timetable
    always_open: bool
    doors_ms: int | None
    tickets_until_ms: int | None
    accepts: NDArray[np.bool_]
    position: NDArray[np.int64]
    first_itinerary: int
    departures: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One office at one place; site 0 is the main hall.

    Attributes:
        queues: queue of every task, by group of citizens when windows are reserved (else one row); -1 where
            neither this office nor one it relies on does it.
        attended: share of its days on which anybody serves.
    """

    name: str
    kind: int
    place: int
    queues: tuple[tuple[int, ...], ...]
    attended: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The offices of a design and where they are."""

    where: Geography
    kinds: tuple[Kind, ...]
    sites: tuple[Site, ...]
    main_queues: frozenset[int]
    goes_on: bool  # citizens go on from an unattended office to the next one, instead of coming another day

    def distances(self) -> NDArray[np.float64]:
        """(sites, P) mean ms from every place to every office; inf where there is no way."""
        of_place = {place: self.where.mean_ms(place) for place in {site.place for site in self.sites}}
        return np.stack([of_place[site.place] for site in self.sites])
