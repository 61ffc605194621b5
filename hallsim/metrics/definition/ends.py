"""How citizens and their matters end, as figures see it."""

from __future__ import annotations

from typing import Final

from hallsim.trace.model import End

FAILED: Final = (End.LEFT, End.TURNED_AWAY, End.GIVEN_UP, End.REMOVED)
"""Matters that ended without anything done."""
SERVED: Final = (End.SERVED, End.ANSWERED, End.SHELVED)
"""Ends of citizens who got what they wanted, in the hall or from afar."""
DONE: Final = (*SERVED, End.REFUSED)
"""Ends of citizens, and of matters, for whom all was done that there was to do."""
OPEN: Final = (End.INSIDE, End.IN_APPROVAL, End.AWAY)
"""Matters that had not ended when the run stopped."""
