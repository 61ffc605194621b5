"""When citizens come: every part of a source as slots, places on its streams that are taken by a citizen.

Rules of the model: R2.3 to R2.8.

A Poisson source (`per_day`, `rate`, `rates`) thins a planar Poisson process of candidates (time, height): the
candidates below the intensity at their time are citizens (Lewis and Shedler 1979).  Heights are cut into
fixed layers [0, 1), [1, 2), [2, 4), [4, 8), ... per hour; every layer is a process of its own, made from its
own streams from time 0 on, and a candidate keeps its number in its layer for ever.  So raising a rate only
adds citizens, lowering it only removes some, and a longer horizon or another calendar leaves the rest as
they are.  The candidates fill nights and holidays too, which is not worth saving: they cost 30 ns each; a
process per day would cost 36 us a generator.  Where services say how many come for them (`per_day`), each is
a process of its own (`parts`), so that more of one service adds its citizens and changes nobody else.

These sources act on the calendar's working days only (a hall that never closes says `working_days: all`);
factors of weekday, date and after a holiday multiply, and so does the day's own random factor (`day_cv`),
which has mean 1 and is the same however much is demanded.  `interval` runs around the clock from the start of
the simulation, less what falls on other days; `times` are exact, on whatever day.  Neither knows factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.parts import Part
from hallsim.demand.streams import Stream, generator, stable_hash, uniforms_of
from hallsim.demand.tape import Int, Real
from hallsim.scenario.calendar import WorkingCalendar
from hallsim.scenario.day_factors import planned_factor
from hallsim.scenario.distribution import Distribution
from hallsim.scenario.profile import PROFILES, DayCurve
from hallsim.scenario.world import Arrivals
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, UnitError

BASE_HEIGHT: Final = 1.0 / MS_PER_HOUR
"""Height of the lowest layer of candidates, per ms; an absolute constant, or demands would not be coupled."""
MAX_CITIZENS: Final = 50_000_000
MAX_CANDIDATES: Final = 10**9
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensity:
    """Arrivals per ms: `scale` x `curve` at the time of the day x the factor of the day.

    Attributes:
        curve: over the day.
        scale: to arrivals per ms on an ordinary working day.
        day_factor: (n_days,) float64, 0 on days that are not worked.
    """

    curve: DayCurve
    scale: float
    day_factor: Real

    def at(self, at_ms: Real) -> Real:
        """Intensity at instants 0 <= at_ms < horizon (float ms)."""
        day = np.floor(at_ms / MS_PER_DAY).astype(np.int64)
        clock_ms = at_ms - day * float(MS_PER_DAY)
        factor = np.append(self.day_factor, 0.0)  # the last is day -1: nobody comes of a night before day 0
        of_day = factor[day - (clock_ms < self.curve.begins_ms)]
        return np.asarray(of_day * (self.scale * self.curve.value(clock_ms)))

    @property
    def highest(self) -> float:
        """Upper bound over the horizon."""
        return self.scale * self.curve.max() * float(np.max(self.day_factor, initial=0.0))

    @property
    def expected(self) -> float:
        """Mean number of arrivals (of batches, when citizens come in batches)."""
        return self.scale * self.curve.integral() * float(np.sum(self.day_factor))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Places on the streams of a part's layer that citizens take.

    Attributes:
        layer, member: of the part's process and of the batch (for sorting ties and for identity).
        positions: (k,) increasing positions on the streams.
        arrive_ms: (k,) non-decreasing.
    """

    part: Part
    layer: int
    member: int
    positions: Int
    arrive_ms: Int


def day_curve(source: Arrivals) -> DayCurve | None:
    """The curve from which a source's citizens take their time of the day; None: they keep their own."""
    if source.per_day is not None:
        return source.profile
    if source.rates is not None:
        return source.rates if source.rates.integral() > 0 else PROFILES["always"]
    return PROFILES["always"] if source.rate is not None else None


def intensity_of(source: Arrivals, calendar: WorkingCalendar) -> Intensity | None:
    """The intensity of a Poisson source; None for `interval` and `times`."""
    curve = day_curve(source)
    if curve is None:
        return None
    if source.per_day is not None:
        scale = source.per_day / curve.integral()
    elif source.rates is not None:
        scale = 1.0 if source.rates.integral() > 0 else 0.0
    else:
        scale = source.rate or 0.0
    factor = calendar.is_working[: calendar.n_days] * planned_factor(source, calendar)
    return Intensity(curve=curve, scale=scale, day_factor=factor)


def undrawable(source: Arrivals, calendar: WorkingCalendar) -> tuple[str, str] | None:
    """Why the citizens of a source cannot be drawn, in English and Chinese; None when they can.

    The random factors of days (`day_cv`) may still carry a source over the limit.
    """
    intensity = intensity_of(source, calendar)
    if intensity is not None:
        return _too_many(intensity, calendar.horizon_ms)
    return None if source.interval is None else _too_often(source.interval.in_ms(), calendar.horizon_ms)


def _too_many(intensity: Intensity, horizon_ms: int) -> tuple[str, str] | None:
    n = intensity.expected
    if not n <= MAX_CITIZENS:
        return (
            f"a source brings {n:.3g} citizens, at most {MAX_CITIZENS}",
            f"一个来源带来 {n:.3g} 人，最多 {MAX_CITIZENS} 人",
        )
    if not intensity.highest * horizon_ms <= MAX_CANDIDATES:
        return (
            "the highest rate lasts too short a part of the horizon to be drawn by thinning",
            "最高到达率持续时间过短，无法抽样",
        )
    return None


def _too_often(law: Distribution, horizon_ms: int) -> tuple[str, str] | None:
    mean_ms = law.mean()
    if horizon_ms <= mean_ms * MAX_CITIZENS:
        return None
    return (
        f"intervals of {mean_ms:g} ms on average bring more than {MAX_CITIZENS} citizens",
        f"平均间隔 {mean_ms:g} 毫秒，到达将超过 {MAX_CITIZENS} 人",
    )


def _refusal(words: tuple[str, str]) -> UnitError:
    return UnitError(words[0], "bring fewer citizens", words[1], "请减少到达人数")


def random_factor(cv: float, name: str, n_days: int, stream: Stream) -> Real:
    """(n_days,) each day's own factor: gamma of mean 1, the quantile of one uniform a day and source."""
    from scipy import special

    seed, replication, block = stream
    u = generator(seed, replication, f"{name}/day", block).random(n_days)
    found: Real = special.gammaincinv(cv**-2, u) * cv**2
    return found


def slots_of(
    source: Arrivals, parts: Sequence[Part], calendar: WorkingCalendar, stream: Stream
) -> list[Slots]:
    """All slots of a source in its parts, batches included.

    ValueError when the source never stops or brings more than MAX_CITIZENS.
    """
    intensity = intensity_of(source, calendar)
    if intensity is None:
        found = [_at_given_times(source, part, calendar, stream) for part in parts]
    else:
        if source.day_cv > 0:
            days = random_factor(source.day_cv, parts[0].source_name, calendar.n_days, stream)
            intensity = replace(intensity, day_factor=intensity.day_factor * days)
        if refused := _too_many(intensity, calendar.horizon_ms):
            raise _refusal(refused)
        found = [
            slots
            for part in parts
            for slots in _poisson(
                replace(intensity, scale=intensity.scale * part.share), part, calendar.horizon_ms, stream
            )
        ]
    sizes, shares = numbered_shares(source.batch)
    return [part for slots in found for part in _members(slots, sizes, shares, stream)]


def _at_given_times(source: Arrivals, part: Part, calendar: WorkingCalendar, stream: Stream) -> Slots:
    if source.interval is not None:
        times_ms = _renewal_ms(source.interval, part.name, calendar.horizon_ms, stream)
        positions = np.flatnonzero(calendar.is_working[times_ms // MS_PER_DAY])
    else:
        times_ms = np.sort(np.array(source.times, dtype=np.int64))
        times_ms = times_ms[times_ms < calendar.horizon_ms]
        positions = np.arange(len(times_ms), dtype=np.int64)
    return Slots(part=part, layer=0, member=0, positions=positions, arrive_ms=times_ms[positions])


def numbered_shares(shares: dict[str, float]) -> tuple[Int, Real]:
    """`{"1": 0.8, "2": 0.2}` as increasing numbers and cumulative shares; one for certain when empty.

    ValueError for a number that is not a whole one of 1 or more, or shares of nothing.
    """
    if not shares:
        return np.ones(1, dtype=np.int64), np.ones(1)
    if not all(number.strip().isdecimal() and 1 <= int(number) <= 10_000 for number in shares):
        raise ValueError(f"{', '.join(shares)[:60]}: numbers from 1 to 10000 are expected")
    by_number = dict(sorted((int(number), share) for number, share in shares.items()))
    return np.array(list(by_number), dtype=np.int64), cumulative(list(by_number.values()))


def cumulative(shares: list[float]) -> Real:
    """Cumulative shares, scaled to end at 1.  ValueError when they sum to nothing."""
    sums = np.cumsum(np.array(shares, dtype=np.float64))
    if not len(sums) or sums[-1] <= 0:
        raise ValueError("shares sum to nothing")
    scaled: Real = sums / sums[-1]
    return scaled


def pick(u: Real, sums: Real) -> Int:
    """Index of the share into which each uniform falls; a share of zero is never picked."""
    return np.minimum(np.searchsorted(sums, u, side="right"), np.searchsorted(sums, 1.0)).astype(np.int64)


def identities(slots: Slots) -> Int:
    """(k,) the citizens' stable names: positive, distinct within the part, by chance only equal across."""
    mask = (1 << 63) - 1
    packed = (slots.member << 46) | (slots.layer << 40)
    key = np.uint64((packed ^ stable_hash(slots.part.name)) & mask)
    value = slots.positions.astype(np.uint64) ^ key
    # The finaliser of SplitMix64 on 63 bits: every step can be undone, so distinct stays distinct.
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        value = ((value ^ (value >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(mask)
    return (value ^ (value >> np.uint64(31))).astype(np.int64)


def _poisson(intensity: Intensity, part: Part, horizon_ms: int, stream: Stream) -> list[Slots]:
    found = []
    layer, floor, width = 0, 0.0, BASE_HEIGHT
    while floor < intensity.highest:
        at, times_ms = _layer(intensity, f"{part.name}/layer{layer}", floor, width, horizon_ms, stream)
        found.append(Slots(part=part, layer=layer, member=0, positions=at, arrive_ms=times_ms))
        floor += width
        width = floor
        layer += 1
    return found


def _layer(
    intensity: Intensity, prefix: str, floor: float, width: float, horizon_ms: int, stream: Stream
) -> tuple[Int, Int]:
    """Positions and times of the candidates of one layer that lie below the intensity."""
    seed, replication, block = stream
    gaps = generator(seed, replication, f"{prefix}/gap", block)
    heights = generator(seed, replication, f"{prefix}/height", block)
    positions, times = [], []
    n_before, now = 0, 0.0
    chunk = min(_CHUNK, int(1.1 * width * horizon_ms) + 64)
    while now < horizon_ms:
        at_ms = gaps.standard_exponential(chunk) / width
        at_ms[0] += now
        np.cumsum(at_ms, out=at_ms)
        height = floor + width * heights.random(chunk)
        inside = at_ms[: np.searchsorted(at_ms, horizon_ms)]
        taken = np.flatnonzero(height[: len(inside)] < intensity.at(inside))
        positions.append(taken + n_before)
        times.append(inside[taken].astype(np.int64))
        n_before, now = n_before + chunk, float(at_ms[-1])
    return np.concatenate(positions).astype(np.int64), np.concatenate(times)


def _renewal_ms(law: Distribution, name: str, horizon_ms: int, stream: Stream) -> Int:
    """Arrival times of a renewal process, whole ms; the intervals add up before they are rounded."""
    if law.unit == "workdays":
        raise ValueError("an interval between arrivals is given in exact time, not in workdays")
    law = law.in_ms()
    if refused := _too_often(law, horizon_ms):
        raise _refusal(refused)
    sequence = law.sequence
    gaps = generator(stream[0], stream[1], f"{name}/interval", stream[2])
    times, now, n_before = [], 0.0, 0
    while now < horizon_ms:
        if sequence is not None:
            interval = np.array(sequence)[(n_before + np.arange(_CHUNK)) % len(sequence)]
        else:
            interval = law.quantile(gaps.random(_CHUNK))
        interval[0] += now
        at_ms = np.cumsum(interval)
        times.append(np.floor(at_ms + 0.5).astype(np.int64))
        now, n_before = float(at_ms[-1]), n_before + _CHUNK
    found = np.concatenate(times)
    return found[found < horizon_ms]


def _members(slots: Slots, sizes: Int, sums: Real, stream: Stream) -> list[Slots]:
    """The slots of every member of the batches; the first members are those of the batch itself."""
    if len(sizes) == 1 and sizes[0] == 1:
        return [slots]
    u = uniforms_of(stream, "batch", identities(slots), np.zeros_like(slots.positions))
    size: NDArray[np.int64] = sizes[pick(u, sums)]
    return [slots] + [
        replace(
            slots,
            member=member,
            positions=slots.positions[size > member],
            arrive_ms=slots.arrive_ms[size > member],
        )
        for member in range(1, int(np.max(size, initial=1)))
    ]
