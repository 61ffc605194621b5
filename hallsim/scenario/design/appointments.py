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
from hallsim.text.message import Message
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
    week: dict[int, int] = each_weekday(value, Message("places"))
    return Places(tuple(map(week.get, range(7))), next(iter(week.values())))


def _no_places(value: object) -> UnitError:
    return UnitError(
        Message("{value!r} is no number of places", value=str(value)[:40]),
        Message(
            "write a whole number up to {most_places}, or one by weekday: {{mon: 4, tue-fri: 11}}",
            most_places=MOST_PLACES,
        ),
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
        example="[licence]",
    )
    capacity: PlacesField | None = key(
        None,
        en="How many citizens may book each period, on every day or by weekday (0 on those not named).",
        unit="citizens",
        example="{mon: 8, tue-fri: 12}",
    )
    period: DurationMs = key(
        "30 min",
        en="Length of a period; everybody booked for it is told its beginning.",
        unit="duration",
        example="30 min",
        ge=60_000,
        le=86_400_000,
    )
    together: Whole | None = key(
        None,
        en="How many may book the first period of each stretch of hours (Bailey's rule: 2 while capacity is "
        "1); capacity when absent.",
        unit="citizens",
        example="2",
        ge=0,
        le=10000,
    )
    hours: WeeklyHours | None = key(
        None,
        en="When slots are offered; the design's opening when absent.",
        example="[09:00-11:30, 13:30-16:30]",
    )
    lead: Workdays = key(
        "1 workday",
        en="How many working days before the slot one must book at the latest.",
        unit="workdays",
        example="1 workday",
        ge=0,
        le=60,
    )
    within: Workdays = key(
        "10 workdays",
        en="How many working days beyond lead citizens book ahead at most; who finds no slot comes without.",
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
        example="{fire: {services: [fire_check], capacity: 4}, tax: {services: [tax_return], capacity: 11}}",
    )
    mix: Literal["equal", "booked_first"] = key(
        "equal",
        en="How booked and walk-in tickets mix: equal (in the order in which tickets are drawn), "
        "booked_first (on the visit they booked, in class 1).",
        example="booked_first",
    )
    not_before_slot: bool = key(
        False, en="Who comes before the slot draws a ticket only when it begins.", example="true"
    )
    grace: DurationMs = key(
        "15 min",
        en="How late one may be without losing the slot; said with late: walk_in or next_slot.",
        unit="duration",
        example="10 min",
        ge=0,
        le=86_400_000,
    )
    late: Literal["keep", "walk_in", "next_slot"] = key(
        "keep",
        en="Who comes later than grace: keeps the rights of a booking (keep), is a walk-in (walk_in), or "
        "takes the next slot with room instead (next_slot; a walk-in when there is none in time).",
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
