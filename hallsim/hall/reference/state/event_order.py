"""The order of events in the same millisecond, declared here only (R4.1).

SimPy takes events by (time, priority, insertion). The priority is ``KIND << 40 | identity``, so within one
kind the smaller identity (ticket, roster, citizen) goes first. Service starts are not events: they happen
once everything below PATIENCE has happened at that instant (``Clock.run_instants``), so that everybody
who is in the hall at an instant is seen before anybody is called. See ``docs/model.md``, *Order of
simultaneous events*.
"""

from __future__ import annotations

from typing import Final

SERVICE_END: Final = 1 << 40
SHIFT_CHANGE: Final = 2 << 40
CLOSING: Final = 3 << 40
GOING_ON: Final = (3 << 40) + (1 << 39)
"""Citizens who go on to a further ticket and see how many wait there, in the order in which they go on."""
ARRIVAL: Final = 4 << 40
PATIENCE: Final = 5 << 40
"""Comes last: a citizen called in the millisecond in which patience ends is served."""
MEETING: Final = 6 << 40
"""Meetings, by desk: a file that arrives in the same millisecond is heard."""
