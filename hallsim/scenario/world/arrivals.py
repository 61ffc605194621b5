"""A source of citizens, of one of several kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import (
    CalendarDate,
    DayFactor,
    DistributionField,
    Number,
    RatePerMs,
    Share,
    TimesMs,
    Weekday,
)
from hallsim.scenario.values.profile import PROFILES, DayCurve, ProfileField, RateTableField
from hallsim.scenario.world.arrival_kinds.listed import Listed
from hallsim.scenario.world.arrival_kinds.log import LOG, Log, Replay
from hallsim.scenario.world.arrival_kinds.poisson import Poisson
from hallsim.scenario.world.arrival_kinds.process import Process
from hallsim.scenario.world.arrival_kinds.renewal import Renewal


class Arrivals(Model):
    """One source of citizens: a rate over the day, an interval law, a list of times, or a log."""

    group: str | None = key(None, en="Every citizen of this source belongs to this group.", example="elderly")
    service: str | None = key(
        None, en="Every citizen of this source brings this service.", example="business_licence"
    )
    per_day: Number | None = key(
        None,
        en="Mean citizens on an ordinary working day, spread by profile.",
        unit="citizens per day",
        example="4000",
        ge=0,
        le=1_000_000,
    )
    profile: ProfileField = key(
        "two_peaks",
        en="How per_day spreads over the day: a named profile or relative rates by clock range; 20:00-02:00 "
        "is of the day on which it begins.",
        example="{09:00-11:00: 2, 11:00-17:00: 1}",
    )
    rate: RatePerMs | None = key(
        None, en="Constant rate around the clock.", unit="per time", example="0.8 per min"
    )
    rates: RateTableField | None = key(
        None,
        en="Rates by clock range (constant within; 20:00-02:00 is of the day on which it begins) or by clock "
        "time (straight lines between).",
        unit="per time",
        example="{09:00-10:00: 60 per hour}",
    )
    interval: DistributionField | None = key(
        None,
        en="Independent times between arrivals (a renewal process, first arrival after one interval); those "
        "that fall on days not worked do not come.",
        unit="duration",
        example="constant(3 min)",
    )
    times: TimesMs = key(
        (),
        en="Exact times of arrival, from the start of the simulation, on any day; a clock time is of the "
        "first day.",
        unit="duration",
        example="[09:00, 9 h 7 min, 1 day 9 h]",
    )
    log: Log | None = LOG
    weekdays: dict[Weekday, DayFactor] = key(
        {}, en="Factor on the rate by weekday.", unit="factor", example="{mon: 1.3}"
    )
    dates: dict[CalendarDate, DayFactor] = key(
        {},
        en="Factor on the rate by date (surges, deadline days).",
        unit="factor",
        example="{2026-03-15: 1.6}",
    )
    after_holiday: Number = key(
        1.0,
        en="Factor on the first worked day after days that an ordinary week works but the calendar does not.",
        unit="factor",
        example="1.4",
        ge=0,
        le=100,
    )
    day_cv: Number = key(
        0.0,
        en="Spread of busy and quiet days: every day's rate is multiplied by its own random factor of mean 1 "
        "and this coefficient of variation.",
        unit="cv",
        example="0.15",
        ge=0,
        le=3,
    )
    batch: dict[str, Share] = key(
        {},
        en="Citizens that arrive together: number to share, or one number; one when absent.",
        example="{1: 50%, 3: 50%}",
    )

    @property
    def kind(self) -> str | None:
        """The key that says how many come and when; None where the volumes of the services do."""
        return next((kind for kind in KINDS if getattr(self, kind) not in (None, ())), None)

    def process(self) -> Process:
        """When its citizens come; where the services say how many, only the times of the day are known."""
        return Poisson(self.profile, 0.0) if self.kind is None else KINDS[self.kind](self)

    def told_apart(self) -> tuple[Arrivals, ...]:
        """The sources it stands for: itself, or one for each group and service that its kind tells apart."""
        plain = {} if self.kind is None else {self.kind: type(self).model_fields[self.kind].get_default()}
        return tuple(self.model_copy(update={**plain, **keys}) for keys in self.process().told_apart()) or (
            self,
        )

    def day_begins_ms(self) -> int:
        """Clock time before which its citizens come in the night that began on the day before; else 0."""
        curve = self.process().curve
        return 0 if curve is None else curve.begins_ms


def _of_table(rates: DayCurve) -> Poisson:
    return Poisson(rates, 1.0) if rates.integral() > 0 else Poisson(PROFILES["always"], 0.0)


KINDS: Final[Mapping[str, Callable[[Any], Process]]] = MappingProxyType(
    {
        "per_day": lambda source: Poisson(source.profile, source.per_day / source.profile.integral()),
        "rate": lambda source: Poisson(PROFILES["always"], source.rate),
        "rates": lambda source: _of_table(source.rates),
        "interval": lambda source: Renewal(source.interval),
        "times": lambda source: Listed(source.times),
        "log": lambda source: Replay(source.log),
    }
)
"""Every kind of arrival: the key that says it, and the process that a source with this key is."""
