"""What every kind of arrival says: how many are expected when, when they come, and what is wrong with it.

A kind draws from generators that the demand hands it by name, so that no two draws share numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.values.profile import DayCurve
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, MS_PER_MIN

Real = NDArray[np.float64]
Int = NDArray[np.int64]
Random = Callable[[str], np.random.Generator]
"""A generator by the name of what is drawn; the same name gives the same numbers."""

MAX_CITIZENS: Final = 50_000_000
BIN_MS: Final = 15 * MS_PER_MIN
BINS: Final = MS_PER_DAY // BIN_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days on which citizens come.

    Attributes:
        factor: (n_days,) on the number who come, 0 on days that are not worked.
    """

    calendar: WorkingCalendar
    factor: Real


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Arrivals, a layer of a process.

    Attributes:
        positions: (k,) increasing places on the layer's streams, which more demand leaves as they are.
        arrive_ms: (k,) non-decreasing.
    """

    layer: int
    positions: Int
    arrive_ms: Int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is wrong with a source; `stops`: it cannot be run."""

    code: str
    said: Message
    advice: Message
    stops: bool = False


class Process:
    """When the citizens of a source come; a batch is one arrival."""

    has_factors: ClassVar[bool] = False
    """Whether factors of days act on it."""

    @property
    def curve(self) -> DayCurve | None:
        """The curve from which citizens take their time of the day; None: they keep their own."""
        return None

    def told_apart(self) -> Sequence[Mapping[str, object]]:
        """The keys of the sources it stands for, where it tells groups or services apart.

        Nothing else is then asked of it but `doubts`.
        """
        return ()

    def expected(self, days: Days) -> Real:
        """(n_days, BINS) arrivals by day and quarter hour of the clock.

        What lies past midnight counts on the day on which its night begins.
        """
        raise NotImplementedError

    def draw(self, days: Days, share: float, random: Random) -> list[Points]:
        """The arrivals of a part with this share of them (of Poisson processes only, which alone split)."""
        raise NotImplementedError

    def undrawable(self, days: Days) -> Message | None:
        """Why it cannot be drawn; None when it can."""
        return None

    def doubts(self, calendar: WorkingCalendar | None) -> Iterator[Doubt]:
        """What is wrong with it, before anything is drawn."""
        return iter(())
