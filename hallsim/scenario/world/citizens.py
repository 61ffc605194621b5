"""Kinds of citizens and what holds for all of them."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DistributionField, DurationMs, LocalText, Number, Share, Whole
from hallsim.scenario.world import balking
from hallsim.scenario.world.channel_use import CitizenChannels, GroupChannels
from hallsim.scenario.world.coming_again import ComesAgain


class Punctuality(Model):
    """When those who booked come, against their slot: normal around it."""

    early: DurationMs = key(
        "0 min",
        en="How much before the slot they come on average.",
        unit="duration",
        example="8 min",
        ge=0,
        le=14_400_000,
    )
    late: DurationMs = key(
        "0 min",
        en="How much after the slot they come on average.",
        unit="duration",
        example="5 min",
        ge=0,
        le=14_400_000,
    )
    sd: DurationMs = key(
        "0 min",
        en="Standard deviation of the time at which they come.",
        unit="duration",
        example="10 min",
        ge=0,
        le=14_400_000,
    )


class Group(GroupChannels):
    """A kind of citizen."""

    title: LocalText | None = key(None, en="Name shown to people.", example="{en: Elderly, zh: 老年人}")
    share: Share | None = key(
        None, en="Share of the citizens (shares of all groups sum to 100 %).", unit="share", example="20%"
    )
    kind: Literal["citizens", "enterprises"] = key(
        "citizens",
        en="Whether they come for themselves or for a firm: scores of the two are never put together.",
        example="enterprises",
    )
    age: str | None = key(
        None, en="Their age, in words of your own: whom tables by age put together.", example="60+"
    )
    rural: bool | None = key(
        None, en="Whether they live in the country: whom tables by it put together.", example="true"
    )
    home: dict[str, Share] = key(
        {},
        en="Where this group lives: place to share, or one place; as the places' homes when absent.",
        example="{township: 30%, village: 70%}",
    )
    services: dict[str, Share] = key(
        {},
        en="This group's own mix of services; the catalogue's shares when absent.",
        example="{licence: 70%, enquiry: 30%}",
    )
    balk_at: balking.BalkAt = balking.BALK_AT
    patience: DistributionField | None = key(
        None,
        en="Longest wait for one ticket before leaving; endless when absent.",
        unit="duration",
        example="exponential(mean 60 min)",
    )
    matters: dict[str, Share] = key(
        {},
        en="How many matters one citizen brings: number to share; one when absent.",
        example="{1: 80%, 2: 20%}",
    )
    errands: dict[str, Share] = key(
        {},
        en="Share of this group that comes for an errand of the world; the errand's own share when absent.",
        unit="share",
        example="{restaurant: 12%}",
    )
    missing_factor: Number = key(
        1.0,
        en="Factor on the probability that a document is missing.",
        unit="factor",
        example="1.5",
        ge=0,
        le=20,
    )
    books: Share | None = key(
        None,
        en="Share that books where it can; the value of citizens.books when absent.",
        unit="share",
        example="60%",
    )
    no_show: Share | None = key(
        None,
        en="Share of those who booked that do not come; the value of citizens.no_show when absent.",
        unit="share",
        example="10%",
    )
    punctuality: Punctuality | None = key(
        None,
        en="When those who booked come; the value of citizens.punctuality when absent.",
        example="{early: 5 min, sd: 10 min}",
    )
    flexible: Share | None = key(
        None,
        en="Share that bends to the hall's hours; the value of citizens.flexible when absent.",
        unit="share",
        example="60%",
    )
    return_after: DistributionField | None = key(
        None,
        en="Time until a citizen comes back; the value of citizens.return_after when absent.",
        unit="duration",
        example="uniform(1, 3 workdays)",
    )

    comes_again: ComesAgain | None = key(
        None,
        en="Coming again after a visit without service; the value of citizens.comes_again when absent.",
        example="80%",
    )


class Citizens(CitizenChannels):
    """What holds for every citizen unless a group says otherwise."""

    balk_at: balking.BalkAt = balking.BALK_AT
    balk_counts: balking.BalkCounts = balking.BALK_COUNTS
    patience: DistributionField | None = key(
        None,
        en="Longest wait for one ticket before leaving; endless when absent.",
        unit="duration",
        example="exponential(mean 60 min)",
    )
    books: Share = key(
        "0%",
        en="Share of the citizens who book when the hall takes appointments.",
        unit="share",
        example="60%",
    )
    no_show: Share = key(
        "0%",
        en="Share of those who booked that do not come, neither then nor later.",
        unit="share",
        example="10%",
    )
    punctuality: Punctuality = key(
        Punctuality(),
        en="When those who booked come, against their slot; on the minute when absent.",
        example="{early: 5 min, sd: 10 min}",
    )
    flexible: Share = key(
        "0%",
        en="Share of the citizens who, when the hall is closed at the time they would come, come at the "
        "nearest open moment of that day instead (within the last hour before the closing when they would be "
        "late), or at the next opening when that day has none.",
        unit="share",
        example="60%",
    )
    return_after: DistributionField = key(
        "uniform(1, 3 workdays)",
        en="Time until a citizen comes back; in (work)days: on that day at the citizen's own time; in "
        "minutes or hours: exactly then, or when the hall next opens.",
        unit="duration",
        example="uniform(1, 3 workdays)",
    )
    comes_again: ComesAgain | None = key(
        None,
        en="Who is turned away, sent home, leaves or balks makes the visit again on another day (share, "
        "after how long, how often); nobody when absent: the matter is over. A bare share is share.",
        example="{share: 80%, left: 50%, after: 1 workday, most: 3}",
    )
    collect_after: DistributionField | None = key(
        None,
        en="Time from the decision until the citizen comes to collect; as return_after when absent.",
        unit="duration",
        example="1 workday",
    )
    max_visits: Whole | None = key(
        None,
        en="Visits for one matter after which a citizen gives up; 8 when documents or corrections exist, "
        "else 1.",
        unit="visits",
        example="8",
        ge=1,
        le=60,
    )
