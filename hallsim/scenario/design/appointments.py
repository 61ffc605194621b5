"""Appointments: books of slots, who may book them, and what happens to bookers who are early or late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DurationMs, Whole, Workdays, is_whole
from hallsim.scenario.values.hours import Hours, WeeklyHours
from hallsim.scenario.values.weekdays import each_weekday
from hallsim.units import UnitError

MOST_PLACES = 10_000
GENERAL = "general"
"""The name of the book whose keys stand in `appointments` itself."""


@dataclass(frozen=True, slots=True)
class Places:
    """Places in each slot.

    Attributes:
        by_weekday: seven numbers, Monday first; None on a weekday that is not named.
        adjusted: on a day worked outside the ordinary week whose weekday is not named.
    """

    by_weekday: tuple[int | None, ...]
    adjusted: int

    def on(self, weekday: int, *, ordinary: bool = True) -> int:
        """Places on a working day; `ordinary` is False on a working day outside the weekly ones."""
        places = self.by_weekday[weekday]
        return (0 if ordinary else self.adjusted) if places is None else places


def parse_places(value: object) -> Places:
    """Places from one number for every day, or a mapping of weekdays to numbers.  UnitError otherwise."""
    if isinstance(value, Places):
        return value
    if is_whole(value, 0, MOST_PLACES):
        return Places((value,) * 7, value)
    if not isinstance(value, Mapping) or not value:
        raise _no_places(value)
    for places in value.values():
        if not is_whole(places, 0, MOST_PLACES):
            raise _no_places(places)
    week: dict[int, int] = each_weekday(value, "places", "名额")
    return Places(tuple(map(week.get, range(7))), next(iter(week.values())))


def _no_places(value: object) -> UnitError:
    return UnitError(
        f"{str(value)[:40]!r} is no number of places",
        f"write a whole number up to {MOST_PLACES}, or one by weekday: {{mon: 4, tue-fri: 11}}",
        f"{str(value)[:40]!r} 不是名额数",
        f"请写不超过 {MOST_PLACES} 的整数，或按星期写：{{mon: 4, tue-fri: 11}}",
    )


PlacesField = Annotated[
    Places,
    BeforeValidator(parse_places),
    WithJsonSchema(
        {
            "description": "places in each slot, every day or by weekday",
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": MOST_PLACES},
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": {"type": "integer", "minimum": 0, "maximum": MOST_PLACES},
                },
            ],
        }
    ),
]


class SlotBook(Model):
    """Slots of one book. Keys left out are those of `appointments` itself."""

    services: tuple[str, ...] = key(
        (),
        en="Services that can be booked; all (in a book with a name: those of no other book) when absent. "
        "Who brings anything else comes without booking.",
        zh="可预约的事项；不写为全部（有名称的预约簿则为其他预约簿未列的事项）。还带有其他事项者不预约。",
        example="[licence]",
    )
    capacity: PlacesField | None = key(
        None,
        en="How many citizens may book each period, on every day or by weekday (0 on those not named).",
        zh="每个时段的预约名额，可按星期分别写（未写的星期为 0）。",
        unit="citizens",
        example="{mon: 8, tue-fri: 12}",
    )
    period: DurationMs = key(
        "30 min",
        en="Length of a period; everybody booked for it is told its beginning.",
        zh="预约时段的长度；同一时段的人约在其开始时刻。",
        unit="duration",
        example="30 min",
        ge=60_000,
        le=86_400_000,
    )
    together: Whole | None = key(
        None,
        en="How many may book the first period of each stretch of hours (Bailey's rule: 2 while capacity is "
        "1); capacity when absent.",
        zh="每段办公时间首个时段的名额（贝利规则：capacity 为 1 时取 2）；不写则同 capacity。",
        unit="citizens",
        example="2",
        ge=0,
        le=10000,
    )
    hours: WeeklyHours | None = key(
        None,
        en="When slots are offered; the design's opening when absent.",
        zh="可预约的时间；不写则同 opening。",
        example="[09:00-11:30, 13:30-16:30]",
    )
    lead: Workdays = key(
        "1 workday",
        en="How many working days before the slot one must book at the latest.",
        zh="至少提前多少个工作日预约。",
        unit="workdays",
        example="1 workday",
        ge=0,
        le=60,
    )
    within: Workdays = key(
        "10 workdays",
        en="How many working days beyond lead citizens book ahead at most; who finds no slot comes without.",
        zh="在 lead 之外最多往后约多少个工作日；约不到者直接到厅。",
        unit="workdays",
        example="10 workdays",
        ge=0,
        le=250,
    )

    def hours_within(self, opening: Hours) -> Hours:
        """When slots are offered in a hall with this opening; slots of a night session are of that night."""
        return opening if self.hours is None else self.hours.within(opening)


class Appointments(SlotBook):
    """Slots that citizens book; the world says who would book, is late or does not come."""

    books: dict[str, SlotBook] = key(
        {},
        en="Further books, each for its own services (a department's, say); what a book leaves out is as "
        "here. Without capacity here there are only these.",
        zh="另设的预约簿，各管一些事项（例如按部门）；未写的键同此处。此处不写 capacity 则只有这些预约簿。",
        example="{fire: {services: [fire_check], capacity: 4}, tax: {services: [tax_return], capacity: 11}}",
    )
    mix: Literal["equal", "booked_first"] = key(
        "equal",
        en="How booked and walk-in tickets mix: equal (in the order in which tickets are drawn), "
        "booked_first (on the visit they booked, in class 1).",
        zh="预约号与现场号：equal 按取号先后；booked_first 预约者在该次来访中为第 1 级。",
        example="booked_first",
    )
    not_before_slot: bool = key(
        False,
        en="Who comes before the slot draws a ticket only when it begins.",
        zh="早到者到约定时刻才能取号。",
        example="true",
    )
    grace: DurationMs = key(
        "15 min",
        en="How late one may be without losing the slot; said with late: walk_in or next_slot.",
        zh="迟到多久以内仍算守约；与 late: walk_in 或 next_slot 一起使用。",
        unit="duration",
        example="10 min",
        ge=0,
        le=86_400_000,
    )
    late: Literal["keep", "walk_in", "next_slot"] = key(
        "keep",
        en="Who comes later than grace: keeps the rights of a booking (keep), is a walk-in (walk_in), or "
        "takes the next slot with room instead (next_slot; a walk-in when there is none in time).",
        zh="迟到超过 grace 者：仍按预约（keep）、按现场号（walk_in），或改约下一个有名额的时段"
        "（next_slot；期限内无名额则按现场号）。",
        example="next_slot",
    )

    def every_book(self) -> dict[str, SlotBook]:
        """The books by name, each with all its keys; the general one, if there is one, as `general`."""
        general = {name: getattr(self, name) for name in SlotBook.model_fields}
        found = {} if self.capacity is None else {GENERAL: SlotBook.model_construct(**general)}
        for name, book in self.books.items():
            own = {field: getattr(book, field) for field in book.model_fields_set}
            found[name] = SlotBook.model_construct(**(general | {"services": ()} | own))
        return found
