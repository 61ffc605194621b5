"""Who was not served and comes again, since a permit is not a matter of choice."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DistributionField, Share, Whole

Reason = Literal["turned_away", "sent_home", "left", "balked"]
"""Why a visit ended: too late or no room, sent home at closing, out of patience, at a long queue."""


class ComesAgain(Model):
    """Citizens whose visit ended without service make it again on another day."""

    share: Share = key("100%", en="Share that comes again, at each such visit.", unit="share", example="80%")
    turned_away: Share | None = key(
        None,
        en="Of those who come too late or find the hall full; share when absent.",
        unit="share",
        example="90%",
    )
    sent_home: Share | None = key(
        None, en="Of those sent home at closing; share when absent.", unit="share", example="90%"
    )
    left: Share | None = key(
        None, en="Of those who lose patience in a queue; share when absent.", unit="share", example="50%"
    )
    balked: Share | None = key(
        None,
        en="Of those who leave at once when they see how many wait; share when absent.",
        unit="share",
        example="50%",
    )
    after: DistributionField | None = key(
        None,
        en="Time until they come again, as return_after; that of the citizen when absent.",
        unit="duration",
        example="1 workday",
    )
    most: Whole = key(
        3,
        en="How often at most for one matter; then the next visit without service is the last.",
        unit="visits",
        example="3",
        ge=1,
        le=20,
    )

    def share_of(self, reason: Reason) -> float:
        """The share that comes again after a visit that ended so."""
        own: float | None = getattr(self, reason)
        return self.share if own is None else own
