"""Where citizens live: a tree of places, each written once however many alike there are."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText, Number, Share, TaskLaw, Whole


class Way(Model):
    """A part of the way to an office, in one direction."""

    time: TaskLaw = key(
        "0 min",
        en="Time of this part of the way, in one direction.",
        zh="该段路程的单程时间。",
        unit="duration",
        example="lognormal(mean 40 min, cv 0.4)",
    )
    fare: Number = key(
        0.0,
        en="What this part of the way costs, in one direction.",
        zh="该段路程的单程费用。",
        unit="yuan",
        example="6.0",
        ge=0,
        le=100_000,
    )


class Place(Model):
    """A place, or several that are alike."""

    title: LocalText | None = key(
        None, en="Name shown to people.", zh="显示名称。", example="{en: Township, zh: 乡镇}"
    )
    count: Whole = key(
        1,
        en="How many such places there are; they are spread evenly over the places they lie in.",
        zh="此类地点的个数；均匀分布在上级地点之中。",
        unit="places",
        example="28",
        ge=1,
        le=5000,
    )
    within: str | None = key(
        None,
        en="The place they lie in; the top of a tree when absent.",
        zh="所属的上级地点；不写则为最上级。",
        example="city",
    )
    homes: Share | None = key(
        None,
        en="Share of the citizens who live in all these places together (shares of all places sum to 100 %); "
        "nobody when absent.",
        zh="居住在此类地点（合计）的群众份额（各类合计 100%）；不写则无人居住。",
        unit="share",
        example="30%",
    )
    travel: Way = key(
        Way(),
        en="From a home here to the centre of the place; a bare duration is the time.",
        zh="从住处到本地中心；只写时长即 time。",
        example="15 min",
    )
    to_parent: Way = key(
        Way(),
        en="From the centre of the place to that of the place it lies in; a bare duration is the time.",
        zh="从本地中心到上级地点中心；只写时长即 time。",
        example="{time: 50 min, fare: 8}",
    )
