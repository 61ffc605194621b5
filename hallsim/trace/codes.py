"""The codes of a trace: how everything ends, why somebody comes, how a ticket ends, what holds a file up."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

NEVER = -1
"""Stands for a time that is never reached, and for a reference to nothing."""
_MOST = 64
"""More codes than there are of any kind."""


def one_of(codes: Iterable[int], cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which cells hold one of some codes: `numpy.isin`, which takes ten times as long, by looking them up."""
    among = np.zeros(_MOST + 1, np.bool_)  # NEVER is the last place
    among[list(codes)] = True
    return among[cells]


class End(IntEnum):
    """The one state in which every citizen and matter ends."""

    SERVED = 0  # certificate in hand, or the enquiry answered
    LEFT = 1  # left a queue out of patience
    TURNED_AWAY = 2  # came when the hall issued no more tickets, or was sent home at closing
    INSIDE = 3  # in the hall (queueing or at a window) at the end of the horizon
    IN_APPROVAL = 4  # accepted, not decided at the end
    AWAY = 5  # between two visits at the end (missing documents, correction, to collect), or yet to come
    GIVEN_UP = 6  # the last possible visit failed
    ANSWERED = 7  # answered online or on the phone, without coming to the hall
    NO_SHOW = 8  # booked an appointment and never came
    REFUSED = 9  # decided against by a desk
    SHELVED = 10  # the design's catalogue does not ask for it any more
    REMOVED = 11  # did not come when called: the ticket was taken out of the queue


class Purpose(IntEnum):
    """Why a citizen comes to the hall."""

    LODGE = 0
    SUPPLEMENT = 1  # documents were missing
    CORRECT = 2  # an error was found
    COLLECT = 3
    ENQUIRE = 4
    AMEND = 5  # a desk sent the file back
    PAY = 6  # a fee during the approval
    ELSEWHERE = 7  # the hall had sent them to the bureau


class Outcome(IntEnum):
    """How a ticket ended."""

    SERVED = 0
    LEFT = 1
    SENT_HOME = 2  # the hall closed before it was called
    WAITING = 3  # still waiting at the end of the horizon
    IN_SERVICE = 4  # being served at the end of the horizon
    HANDED_BACK = 5  # service broken off at a shift end; a new row continues the rest
    BALKED = 6  # left at once, so many were waiting
    REDIRECTED = 7  # told at a wrong window which one is right
    ESCORTED = 8  # the same, and the next ticket of the visit keeps its place
    WITHDRAWN = 9  # a file taken back from a desk before anybody worked on it
    BROKEN_OFF = 10  # a file taken back while it was worked on; the row holds the work done
    MISSED = 11  # called in vain; a new row continues the ticket
    REMOVED = 12  # called in vain for the last time
    CALLED = 13  # called and not yet at the window at the end of the horizon
    INTERRUPTED = 14  # a better class took the server; a new row continues the ticket


class Hold(IntEnum):
    """What a file goes through beside waiting and being worked on at desks."""

    NOTICE = 0  # public notice, an expert's opinion
    SENT_BACK = 1  # to be corrected: until the citizen files it again, or comes to the hall with it
    AMENDING = 2  # the citizen's visit with the corrected file
    PAYMENT = 3  # until a fee is paid
    TRAVEL = 4  # an inspection team on its way
    GATHERING = 5  # an inspection team waits for the other teams
    CHECK = 6  # an automatic check
