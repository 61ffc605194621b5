"""How queues are served: which ticket is next, for whom windows are, and when further ones open."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.design.class_rules import (
    CLASS_RULES_MEAN,
    ClassRuleName,
)
from hallsim.scenario.design.orders import ORDERS_MEAN, OrderName
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DurationMs, Share, Whole, is_whole
from hallsim.text.message import Message
from hallsim.units import UnitError

Lines = Literal["ticket", "shortest_line", "shortest_line_with_jockeying"]
Interrupt = Literal["none", "resume", "restart"]
_STAFF_SCHEMA: dict[str, Any] = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string"}]}


def _staff(value: object) -> int | str:
    """A number of clerks, or the name of a pool."""
    if isinstance(value, str) or is_whole(value, 0, 5000):
        return value
    raise UnitError(
        Message("{value!r} says not who", value=str(value)[:40]),
        Message("write a number of clerks, or the name of a pool of cover"),
    )


class QueueRule(Model):
    """Which ticket of a queue is called next; one word says the class rule or the order."""

    classes: ClassRuleName = key(
        "strict",
        en=f"Between priority classes: {CLASS_RULES_MEAN}.",
        example="n_to_one",
    )
    order: OrderName = key(
        "first_come",
        en=f"Within a class: {ORDERS_MEAN}.",
        example="shortest_job",
    )
    n: Whole = key(
        3,
        en="With n_to_one: tickets of a class called before one of the next waiting class.",
        unit="tickets",
        example="3",
        ge=1,
        le=1000,
    )
    every: DurationMs = key(
        "15 min",
        en="With ageing: waiting time after which a ticket's class improves by one.",
        unit="duration",
        example="15 min",
        ge=1000,
        le=86_400_000,
    )
    shares: dict[str, Share] = key(
        {},
        en="With quota: share of the calls for each priority class while several wait; others come last.",
        example="{1: 40%, 5: 60%}",
    )

    interrupt: Interrupt = key(
        "none",
        en="With strict classes: a ticket that finds no idle window interrupts the service of the worst "
        "class below its own; the interrupted one goes back to its place and then has the rest of its work "
        "done (resume) or all of it again (restart). Rare at windows (an emergency), usual in textbooks.",
        example="resume",
    )

    def is_plain(self) -> bool:
        """Whether tickets are called by class, then in order of issue."""
        return self.model_copy(update={"interrupt": "none"}) == DEFAULT_RULE


DEFAULT_RULE = QueueRule()
Staff = Annotated[int | str, BeforeValidator(_staff), WithJsonSchema(_STAFF_SCHEMA)]


class Tide(Model):
    """Windows that open only when a queue is long."""

    open_at: Whole = key(
        ...,
        en="Waiting tickets at which the first of these windows opens; the second opens at twice as many, "
        "and so on.",
        unit="tickets",
        example="10",
        ge=1,
        le=100_000,
    )
    close_at: Whole = key(
        0,
        en="Waiting tickets at which these windows close again, each after its visitor.",
        unit="tickets",
        example="3",
        ge=0,
        le=100_000,
    )
    staff: Staff = key(
        ...,
        en="Who staffs them: a pool of the design's cover, or a number of extra clerks.",
        example="backup",
    )
    after: DurationMs = key(
        "0 min",
        en="Time from the decision until the clerk is at the window.",
        unit="duration",
        example="5 min",
        ge=0,
        le=86_400_000,
    )


TIDE = key(
    None,
    en="Open these windows only when their queue is long, within their hours; always open when absent.",
    example="{open_at: 10, close_at: 3, staff: backup, after: 5 min}",
)
CAPACITY = key(
    None,
    en="People who may be inside; who comes when it is full is turned away at the door. Endless when absent.",
    unit="visits",
    example="300",
    ge=1,
    le=1_000_000,
)
SEATS = key(
    None,
    en="Seats in the hall: the most visits inside at once against them give the points of the environment.",
    unit="seats",
    example="200",
    ge=1,
    le=1_000_000,
)
PERCEIVED_WAIT = key(
    "100%",
    en="How long a wait feels against how long it is, where people are received promptly: a factor of the "
    "satisfaction model's queueing score alone.",
    unit="share",
    example="85%",
)
BUNDLE_SAVING = key(
    "0%",
    en="Share of the work saved on each further matter served on the same ticket (a visit with several "
    "matters at a comprehensive window).",
    unit="share",
    example="20%",
)
LINES = key(
    "ticket",
    en="How people wait: ticket (one queue by number), shortest_line (a line at each window, joined where "
    "the fewest stand), shortest_line_with_jockeying (and the last of a line longer by two move over).",
    example="shortest_line",
)
HELP_FROM = key(
    1,
    en="Help another queue only while at least so many wait there, or nobody serves it as its own.",
    unit="tickets",
    example="4",
    ge=1,
    le=100_000,
)
COVER = key(
    {}, en="Pools of clerks who stand by to open tide windows: name to number.", example="{backup: 3}"
)
RULE = key(
    DEFAULT_RULE,
    en="How the queues of the windows are worked off; one word is the class rule or the order.",
    example="{classes: n_to_one, n: 3}",
)
GROUP_RULE = key(
    None,
    en="The rule of the queue these windows serve; the design's rule when absent.",
    example="{classes: ageing, every: 15 min}",
)
ONLY = key(
    (),
    en="Groups of citizens that the reserved windows serve (a green channel); everybody when absent.",
    example="[elderly]",
)
RESERVED = key(
    None,
    en="How many of the windows, the first ones, serve only those groups; all of them when absent.",
    unit="windows",
    example="2",
    ge=1,
    le=5000,
)
