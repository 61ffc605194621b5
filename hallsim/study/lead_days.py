"""How long cases take, for the picture of lead times."""

from __future__ import annotations

import numpy as np

from hallsim.metrics.sample import Sample
from hallsim.study.gains import Fates

_MOST_WORKDAYS = 400


def lead_days(sample: Sample, fates: Fates) -> list[int]:
    """Cases in hand by whole working days from first visit to certificate (last entry: or more)."""
    rows = sample.cases[fates.has_value["lead_time"][sample.cases]]
    days = np.clip(np.floor(fates.value["lead_time"][rows]), 0, _MOST_WORKDAYS).astype(np.int64)
    return np.bincount(days).tolist() if len(days) else []
