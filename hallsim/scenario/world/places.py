"""Where citizens live: a tree of places, each written once however many alike there are."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText, Number, Share, TaskLaw, Whole


class Way(Model):
    """A part of the way to an office, in one direction."""

    time: TaskLaw = key(
        "0 min",
        en="Time of this part of the way, in one direction.",
        unit="duration",
        example="lognormal(mean 40 min, cv 0.4)",
    )
    fare: Number = key(
        0.0,
        en="What this part of the way costs, in one direction.",
        unit="yuan",
        example="6.0",
        ge=0,
        le=100_000,
    )


class Place(Model):
    """A place, or several that are alike."""

    title: LocalText | None = key(None, en="Name shown to people.", example="{en: Township, zh: 乡镇}")
    count: Whole = key(
        1,
        en="How many such places there are; they are spread evenly over the places they lie in.",
        unit="places",
        example="28",
        ge=1,
        le=5000,
    )
    within: str | None = key(None, en="The place they lie in; the top of a tree when absent.", example="city")
    homes: Share | None = key(
        None,
        en="Share of the citizens who live in all these places together (shares of all places sum to 100 %); "
        "nobody when absent.",
        unit="share",
        example="30%",
    )
    travel: Way = key(
        Way(),
        en="From a home here to the centre of the place; a bare duration is the time.",
        example="15 min",
    )
    to_parent: Way = key(
        Way(),
        en="From the centre of the place to that of the place it lies in; a bare duration is the time.",
        example="{time: 50 min, fare: 8}",
    )
