"""A world laid over the world of the file: another year, a busier month, what citizens would bring then."""

from __future__ import annotations

from hallsim.scenario.values.base import key
from hallsim.scenario.values.fields import LocalText
from hallsim.scenario.world.world import World


class NamedWorld(World):
    """The world of the file with what is written here in place of it; every key of `world` may stand here."""

    title: LocalText | None = key(
        None,
        en="Title shown in reports.",
        example="{en: Twice the demand, zh: 需求翻倍}",
    )
    based_on: str | None = key(
        None,
        en="Another entry of worlds that this one changes; without it, the world of the file.",
        example="growth",
    )
