"""A roster that fails with fresh citizens gets somebody more where it fails."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.improve import slots_of
from hallsim.roster.milp import Market, options
from hallsim.roster.people import allowed
from hallsim.roster.variants import Duty

Flags = NDArray[np.bool_]


def mended(duties: Sequence[Duty], broken: Flags, market: Market) -> list[Duty]:
    """For every station's weekday with broken periods, the shift more that covers most of them for its money.

    Who waits in a broken period may wait since the one before: that counts half.

    Args:
        broken: (stations, weekdays, periods).
    """
    now = list(duties)
    for s, w in np.argwhere(broken.any(axis=2)).tolist():
        wanted = broken[s, w] + 0.5 * np.append(broken[s, w][1:], False)
        worth = sorted(
            options(market, [(s, w)]),
            key=lambda duty: -float(slots_of(duty.variant, market) @ wanted) / max(market.cost(duty), 1e-9),
        )
        for duty in worth:
            if float(slots_of(duty.variant, market) @ wanted) > 0 and allowed([*now, duty], market):
                now.append(duty)
                break
    return now
