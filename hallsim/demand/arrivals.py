"""When citizens arrive: every part of a source as slots, the places on its streams that citizens take.

Rules of the model: R2.3 to R2.8.

The kind of a source (`scenario/world/arrival_kinds`) says what it draws; here are the streams it draws from,
the random factors of days, batches and names.  Where services give their own numbers (`per_day`), each is a
separate process (`parts`), so that more demand for one service adds its citizens and changes no others.

Poisson sources act on the calendar's working days only (a hall that never closes says `working_days: all`);
factors of weekday, date and after a holiday multiply, and so does the random factor of each day (`day_cv`),
which has mean 1 and is the same at any volume of demand.  `interval` runs around the clock from the start of
the simulation, without the arrivals on other days; `times` are exact, on any day.  Neither has factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.parts import Part
from hallsim.demand.streams import Stream, generator, stable_hash, uniforms_of
from hallsim.demand.tape import Int, Real
from hallsim.scenario.world.arrival_kinds.process import Days, Random
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.day_factors import planned_factor
from hallsim.scenario.world.world import Arrivals
from hallsim.text.message import Message
from hallsim.units import UnitError


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


def planned_days(source: Arrivals, calendar: WorkingCalendar) -> Days:
    """The days of a source, as far as the world fixes them."""
    factor = calendar.is_working[: calendar.n_days] * planned_factor(source, calendar)
    return Days(calendar=calendar, factor=factor)


def undrawable(source: Arrivals, calendar: WorkingCalendar) -> Message | None:
    """Why the citizens of a source cannot be drawn; None when they can.

    The random factors of days (`day_cv`) may still take a source over the limit.
    """
    return source.process().undrawable(planned_days(source, calendar))


def random_factor(cv: float, name: str, n_days: int, stream: Stream) -> Real:
    """(n_days,) the factor of each day: gamma of mean 1, the quantile of a uniform by day and source."""
    from scipy import special

    seed, replication, block = stream
    u = generator(seed, replication, f"{name}/day", block).random(n_days)
    found: Real = special.gammaincinv(cv**-2, u) * cv**2
    return found


def slots_of(
    source: Arrivals, parts: Sequence[Part], calendar: WorkingCalendar, stream: Stream
) -> list[Slots]:
    """All slots of a source in its parts, batches included.

    ValueError when the source never stops or brings more than memory holds.
    """
    process, days = source.process(), planned_days(source, calendar)
    if process.has_factors and source.day_cv > 0:
        own = random_factor(source.day_cv, parts[0].source_name, calendar.n_days, stream)
        days = replace(days, factor=days.factor * own)
    if refused := process.undrawable(days):
        raise UnitError(refused, Message("bring fewer citizens"))
    sizes, shares = numbered_shares(source.batch)
    found = []
    for part in parts:
        for points in process.draw(days, part.share, _streams_of(part, stream)):
            slots = Slots(
                part=part,
                layer=points.layer,
                member=0,
                positions=points.positions,
                arrive_ms=points.arrive_ms,
            )
            found += _members(slots, sizes, shares, stream)
    return found


def _streams_of(part: Part, stream: Stream) -> Random:
    """The generators of a part, by name."""
    seed, replication, block = stream
    return lambda what: generator(seed, replication, f"{part.name}/{what}", block)


def numbered_shares(shares: dict[str, float]) -> tuple[Int, Real]:
    """`{"1": 0.8, "2": 0.2}` as increasing numbers and cumulative shares; one for certain when empty.

    ValueError for a number that is not a whole one of 1 or more, or shares of nothing.
    """
    if not shares:
        return np.ones(1, dtype=np.int64), np.ones(1)
    if not all(
        number.strip().isdecimal() and len(number) < 20 and 1 <= int(number) <= 10_000 for number in shares
    ):
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
    """(k,) the citizens' stable names: positive, distinct within a part, elsewhere equal only by chance."""
    mask = (1 << 63) - 1
    packed = (slots.member << 46) | (slots.layer << 40)
    key = np.uint64((packed ^ stable_hash(slots.part.name)) & mask)
    value = slots.positions.astype(np.uint64) ^ key
    # The finaliser of SplitMix64 on 63 bits: every step can be undone, so distinct names stay distinct.
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        value = ((value ^ (value >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(mask)
    return (value ^ (value >> np.uint64(31))).astype(np.int64)


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
