"""What a number of a scenario is called by people: whose it is, and what its key says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hallsim.scenario.assumptions.paths import Spot
from hallsim.scenario.language.keys import field_at, sentence_of
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.values.weekdays import named_in_chinese
from hallsim.text.message import Both, Lang, Message

_CLAUSE: Final = {"en": re.compile(r"[.;:](?:\s|$)| \("), "zh": re.compile(r"[。；：（]")}
_BEFORE: Final = re.compile(r"(?:[a-z_]+[:：]|（[^）]*）)\s*")
"""What some sentences say first: the word with which alone the key acts, of whom it is."""


def title_of(scenario: Scenario, spot: Spot) -> dict[str, str]:
    """`Comprehensive windows: factor on working time`, in both languages: titles (else the user's own names)
    on the way to the number, then the first clause of its key's sentence.
    """
    return {"en": _in_english(scenario, spot), "zh": _in_chinese(scenario, spot)}


def _in_english(scenario: Scenario, spot: Spot) -> str:
    owners = ", ".join(dict.fromkeys(title.text("en") for _, title in owners_of(scenario, spot)))
    what = what_of(spot, "en")
    text = f"{owners}: {what[:1].lower()}{what[1:]}" if owners else what
    return text + (f" ({spot.part})" if spot.part else "")


def _in_chinese(scenario: Scenario, spot: Spot) -> str:
    owners = "、".join(dict.fromkeys(title.text("zh") for _, title in owners_of(scenario, spot)))
    what = what_of(spot, "zh")
    text = f"{owners}：{what}" if owners else what
    return text + (f"（{Message(spot.part, 'parameter').text('zh')}）" if spot.part else "")


def owners_of(scenario: Scenario, spot: Spot) -> Iterator[tuple[int, Message | Both]]:
    """What the user named on the way to a spot, after so many words of its place, by title; an entry of a
    list without a name by its number.
    """
    node: Any = scenario
    departments = scenario.world.departments
    for i, part in enumerate(spot.loc, start=1):
        node = _inside(node, part)
        name = getattr(node, "name", "") if isinstance(part, int) else part
        if isinstance(part, int) and not name:
            yield i, Message("no. {number}", number=part + 1)
        elif isinstance(part, int) or field_at(spot.loc[:i]) is None:
            plain = name.replace("_", " ")
            titled = getattr(node, "title", None) or departments.get(name)
            # a group of windows may be called `all`: only what is not described further can be a weekday
            chinese = plain if hasattr(type(node), "model_fields") else named_in_chinese(plain)
            yield i, Both(titled.en, titled.zh) if titled else Both(plain, chinese)


def _inside(node: Any, part: str | int) -> Any:
    """What stands under a key; None where the model holds it otherwise than the file writes it."""
    if isinstance(node, Mapping):
        return node.get(part)
    if isinstance(node, tuple):
        return node[part] if isinstance(part, int) and part < len(node) else None
    return getattr(node, str(part), None)


def what_of(spot: Spot, lang: Lang) -> str:
    """The first clause of what the last key on the way says."""
    fields = (field_at(spot.loc[:i]) for i in range(len(spot.loc), 0, -1))
    return clause_of(sentence_of(next(field for field in fields if field is not None), lang), lang)


def clause_of(sentence: str, lang: Lang) -> str:
    """What a sentence of a key begins with: `Factor on the work of every service`."""
    before = _BEFORE.match(sentence)
    return _CLAUSE[lang].split(sentence[before.end() if before else 0 :], maxsplit=1)[0]
