"""The variants of a matter under a design: one itinerary each, chosen before the clock starts.

A variant is a service, a channel, and marks of what else the tapes decide about the matter. Only those exist
that the design has a measure for; the first ones are plain, by service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.bureaus import has_bureaus, sends_files
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World

# Marks
SHORTFALL = "shortfall"  # documents are brought after acceptance
DELIVERED = "delivered"  # the certificate is sent
CAUGHT = "caught"  # the guide sends the citizen home for documents
UNDECIDED = "undecided"  # accepted in the hall, decided at the bureau
# Channels
HALL = "hall"
ONLINE = "online"
REVIEWED = "reviewed"  # documents checked remotely, then the hall
KIOSK = "kiosk"
KIOSK_FAILED = "kiosk_failed"  # the terminal fails, then the window
HOME = "home"  # a team comes to the citizen
SENT = "sent"  # not entered: the hall sends the citizen to the bureau
DIRECT = "direct"  # not entered: at the bureau from the start


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A service and what is decided about a matter of it."""

    service: int
    channel: str = HALL
    marks: frozenset[str] = frozenset()


def way_name(way: Way) -> str:
    """The name of a variant: its channel, then its marks: `hall`, `hall+caught`, `kiosk_failed+delivered`."""
    return "+".join((way.channel, *sorted(way.marks)))


def marks_of(world: World, design: Design) -> tuple[str, ...]:
    """What may be decided about a matter under a design, in a fixed order."""
    marks = {
        SHORTFALL: design.tolerate > 0,
        DELIVERED: design.delivery is not None,
        CAUGHT: design.guide is not None and design.guide.catches > 0,
        UNDECIDED: sends_files(world, design),
    }
    return tuple(mark for mark, used in marks.items() if used)


def channels_of(world: World, design: Design) -> tuple[str, ...]:
    """The channels of a design, the hall first."""
    channels = {
        HALL: True,
        ONLINE: design.online is not None,
        REVIEWED: design.pre_review is not None,
        KIOSK: design.kiosks is not None,
        KIOSK_FAILED: design.kiosks is not None,
        HOME: design.home_service is not None,
        SENT: has_bureaus(world, design),
        DIRECT: has_bureaus(world, design),
    }
    return tuple(channel for channel, used in channels.items() if used)


def ways(world: World, design: Design) -> Iterator[Way]:
    """Every variant, in the order of `way_index`."""
    marks = marks_of(world, design)
    for channel in channels_of(world, design):
        for chosen in product((False, True), repeat=len(marks)):
            # the last mark counts most
            mine = frozenset(mark for mark, yes in zip(reversed(marks), chosen, strict=True) if yes)
            for service in range(len(world.services)):
                yield Way(service=service, channel=channel, marks=mine)


def way_index(
    world: World, design: Design, service: NDArray[np.int64], decided: Mapping[str, NDArray[np.bool_]]
) -> NDArray[np.int64]:
    """(m,) position among `ways` of matters of a service with the marks and channels given."""
    index, size = service, len(world.services)
    for mark in marks_of(world, design):
        index = index + size * decided[mark].astype(np.int64)
        size *= 2
    for number, channel in enumerate(channels_of(world, design)[1:], start=1):
        index = index + size * number * decided[channel].astype(np.int64)
    return index
