"""How long cases take, for the picture of lead times."""

from __future__ import annotations

import numpy as np

from hallsim.metrics.catalogue.matters import lead_first, reached
from hallsim.metrics.definition.population import TO_HAND
from hallsim.metrics.definition.sample import Sample

MOST_WORKDAYS = 400


def lead_days(sample: Sample) -> dict[str, list[int]]:
    """Cases by whole working days from the first visit (last entry: or more).

    `ended`: in hand after so many; `unfinished`: still under way after so many when the run stopped.
    """
    rows = TO_HAND.rows(sample)
    days = np.clip(np.floor(lead_first(sample, rows)), 0, MOST_WORKDAYS).astype(np.int64)
    ended = reached("in_hand_ms")(sample, rows)
    size = int(days.max(initial=-1)) + 1
    return {
        "ended": np.bincount(days[ended], minlength=size).tolist(),
        "unfinished": np.bincount(days[~ended], minlength=size).tolist(),
    }
