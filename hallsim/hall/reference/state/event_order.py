"""The order of events that happen in the same millisecond: the one place that says it (R4.1).

SimPy takes events by (time, priority, insertion). The priority is ``KIND << 40 | identity``, so within one
kind the smaller identity (ticket, roster, citizen) goes first. Service starts are not events: they happen
once everything below PATIENCE has happened at that instant (``Clock.run_instants``), so that whoever is in
the hall at an instant is looked at before anybody is called. See ``docs/model.md``, *Order of simultaneous
events*.
"""

from __future__ import annotations

from typing import Final

SERVICE_END: Final = 1 << 40
SHIFT_CHANGE: Final = 2 << 40
CLOSING: Final = 3 << 40
GOING_ON: Final = (3 << 40) + (1 << 39)
"""Whoever goes on to a further ticket and looks at how many wait there, in the order of going on."""
ARRIVAL: Final = 4 << 40
PATIENCE: Final = 5 << 40
"""Runs last: who is called in the very millisecond their patience ends is served."""
MEETING: Final = 6 << 40
"""Meetings, by desk: whoever's file has come in the very millisecond is heard."""
