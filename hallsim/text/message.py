"""A message of the program: said in English where it is needed, in Chinese by the catalogue `locale/zh.po`.

It is put into a language only when somebody reads it, so whatever carries one carries no second wording.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import PurePath
from typing import Final, Literal, TypeAlias

from hallsim.text.counted import in_the_singular

Lang = Literal["en", "zh"]
LANGS: Final[tuple[Lang, Lang]] = ("en", "zh")
Value: TypeAlias = "str | float | date | PurePath | Message | Both"

_ENTRY: Final = re.compile(r'^(?:msgctxt (".+")\n)?msgid (".+")\nmsgstr (".*")$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Both:
    """A value that is written differently in each language and is no message: a user's title, a duration."""

    en: str
    zh: str

    def text(self, lang: Lang) -> str:
        """The value in one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A text of the catalogue and the values of its {placeholders}; a value may be a message itself.

    `context` tells two meanings of one English word apart, which Chinese words differently.
    """

    english: str
    context: str
    values: tuple[tuple[str, Value], ...]

    def __init__(self, english: str, context: str = "", /, **values: Value) -> None:
        object.__setattr__(self, "english", english)
        object.__setattr__(self, "context", context)
        object.__setattr__(self, "values", tuple(values.items()))

    def given(self, **values: Value) -> Message:
        """The same with its values, where it was written down without."""
        return Message(self.english, self.context, **values)

    def text(self, lang: Lang) -> str:
        """The message in one language; English where the catalogue has nothing."""
        found = self.english
        if lang == "zh":
            found = chinese().get((self.context, self.english), self.english)
        if not self.values:
            return found
        if found is self.english:
            found = in_the_singular(found, {name for name, value in self.values if value in (1, "1")})
        told = {name: v.text(lang) if isinstance(v, Message | Both) else v for name, v in self.values}
        return found.format(**told)

    def __str__(self) -> str:
        return self.text("en")


EMPTY: Final = Message("")


COMMA: Final = Message(", ")
SEMICOLON: Final = Message("; ")


def joined(parts: Iterable[str | Message | Both], between: Message = COMMA) -> Both:
    """Several of them in a row, with what stands between them in each language."""
    several = list(parts)

    def told(lang: Lang) -> str:
        return between.text(lang).join(part if isinstance(part, str) else part.text(lang) for part in several)

    return Both(told("en"), told("zh"))


def spaced(parts: Iterable[str], lang: Lang) -> str:
    """Sentences one after another, which Chinese does not part by a space."""
    return ("" if lang == "zh" else " ").join(parts)


def translate(english: str, lang: Lang, /, **values: Value) -> str:
    """The message in one language, where it is read at once."""
    return Message(english, **values).text(lang)


@lru_cache(maxsize=1)
def chinese() -> Mapping[tuple[str, str], str]:
    """The catalogue, read when first needed: context and English text to Chinese text."""
    file = resources.files("hallsim.text").joinpath("locale/zh.po")
    entries = _ENTRY.findall(file.read_text(encoding="utf-8"))
    read = json.loads
    return {(read(context or '""'), read(en)): read(zh) for context, en, zh in entries if zh != '""'}
