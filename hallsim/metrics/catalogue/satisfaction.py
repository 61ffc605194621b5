"""Scores and rates of satisfaction as metrics: of citizens and of enterprises, of cases and of enquiries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hallsim.metrics.catalogue.matters import of_over
from hallsim.metrics.definition.mechanism import Mechanism
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import (
    CITIZENS_CASES,
    CITIZENS_ENQUIRIES,
    ENTERPRISES_CASES,
    ENTERPRISES_ENQUIRIES,
    Population,
)
from hallsim.metrics.satisfaction.opinions import opinions_of
from hallsim.text.message import Message

PREFIX: Final = "satisfaction_"
RATE: Final = "_rate"

TITLES: Final = {
    "overall": Message("on the whole"),
    "queueing": Message("queueing time"),
    "efficiency": Message("efficiency"),
    "process": Message("process"),
    "guidance": Message("guidance"),
    "attitude": Message("attitude"),
    "environment": Message("environment"),
}
"""What is asked."""

_ASKED: Final = {
    "overall": Message("The six indicators together; who got nothing gives 0."),
    "queueing": Message("Total wait against the acceptable one; who got nothing gives 0."),
    "efficiency": Message("Time from the first visit against the committed limit; who got nothing gives 0."),
    "process": Message("Extra trips, queues and resubmissions; who got nothing gives 0."),
    "guidance": Message("Trips caused by an incomplete notice; who got nothing gives 0."),
    "attitude": Message("The clerks' state: load of the day, hours without a break, idleness."),
    "environment": Message(
        "The most people inside at once on the day of the first visit over the seats; nothing where the "
        "design says no `seats`."
    ),
}


def partner(id: str) -> str | None:
    """The rate beside a score, and the other way round; None of another metric."""
    if not id.startswith(PREFIX):
        return None
    return id.removesuffix(RATE) if id.endswith(RATE) else id + RATE


def _both(
    of: str, item: str, counted: Population, who: Message, needs: Mechanism | None = None
) -> Iterator[Metric]:
    """The score, and the rate beside it."""
    id = f"{PREFIX}{of}{item}"
    # who got nothing is asked neither of clerks nor of the hall
    misses = True if item in ("attitude", "environment") else None
    told = {"who": who, "what": TITLES[item]}
    yield metric(
        id,
        "score",
        "higher",
        counted,
        of_over(lambda s, rows: opinions_of(s).score(item)[rows]),
        Message("Satisfaction of {who}: {what}", **told),
        Message("{asked} A model of what they would say, 0 to 100.", asked=_ASKED[item]),
        misses=misses,
        needs=needs,
    )
    yield metric(
        id + RATE,
        "share",
        "higher",
        counted,
        of_over(lambda s, rows: opinions_of(s).rate(item)[rows]),
        Message("Satisfied {who}: {what}", **told),
        Message(
            "Share that would answer very, fairly or basically satisfied by the model: {asked}",
            asked=_ASKED[item],
        ),
        misses=misses,
        needs=needs,
    )


def _all() -> Iterator[Metric]:
    citizens = Message("citizens with cases"), Message("citizens with enquiries")
    firms = Message("enterprises with cases"), Message("enterprises with enquiries")
    for item in TITLES:
        yield from _both("", item, CITIZENS_CASES, citizens[0])
    for item in ("overall", "queueing"):
        yield from _both("enquiries_", item, CITIZENS_ENQUIRIES, citizens[1])
    for item in TITLES:
        yield from _both("enterprises_", item, ENTERPRISES_CASES, firms[0], "enterprises")
    for item in ("overall", "queueing"):
        yield from _both("enterprises_enquiries_", item, ENTERPRISES_ENQUIRIES, firms[1], "enterprises")


SATISFACTION: tuple[Metric, ...] = tuple(_all())
