"""Keys of the language by what they are for: `cashier`, `who is off sick`, `排班`."""

from __future__ import annotations

import re
from typing import Final

from hallsim.errors import InputError, problem
from hallsim.scenario.language.keys import Key, all_keys, sentence
from hallsim.synonyms import rows_of
from hallsim.text.message import Lang, Message

_MOST: Final = 12
_WORD: Final = re.compile(r"[a-z][a-z0-9_-]*|[\u3400-\u9fff]+")
_FILLERS: Final = frozenset(
    ("a", "an", "and", "at", "for", "how", "in", "is", "many", "of", "on", "or", "the", "to", "who", "with")
)

# how much it says when a word, or another for the same thing, is the name of a key, or stands in its text
_NAMED, _IN_NAME, _IN_TEXT, _MEANT, _MEANT_IN_TEXT = 8, 5, 3, 6, 1


def search(text: str, lang: Lang = "en") -> str:
    """The keys that have to do with a text, the likeliest first, a line each.  InputError when none has."""
    found = keys_for(text)
    if not found:
        raise InputError(
            problem(
                None,
                "key.purpose",
                Message("no key has to do with '{text}'", text=text[:60]),
                Message("say it otherwise, or read all: hallsim explain --all"),
            )
        )
    lines = []
    for key in found[:_MOST]:
        lines += [key.dotted, f"  {sentence(key, lang)}"]
    if len(found) > _MOST:
        rest = len(found) - _MOST
        lines.append(Message("… and {rest} more", "keys", rest=rest).text(lang))
    return "\n".join(lines)


def keys_for(text: str) -> list[Key]:
    """The keys that have to do with every word of a text (with some, where none has with all)."""
    words = [word for word in _WORD.findall(text.casefold()) if word not in _FILLERS]
    scored = []
    for i, key in enumerate(all_keys()):
        marks = [_mark(word, key) for word in words]
        if any(marks):
            # one word more says more than any one said well; ties by depth, then in the order of the language
            scored.append((-sum(map(bool, marks)), -sum(marks), len(key.path), i, key))
    scored.sort(key=lambda row: row[:4])
    return [key for missed, _, _, _, key in scored if missed == scored[0][0]]


def _mark(word: str, key: Key) -> int:
    name, texts = key.path[-1], (sentence(key, "en").casefold(), sentence(key, "zh"))
    found = _NAMED if word == name else _IN_NAME if word in name.split("_") else 0
    found = max(found, _IN_TEXT if _says(texts, word) else 0)
    for row in rows_of(word):
        own = row.own.split()
        if name in own:
            found = max(found, _MEANT + (name == own[0]))
        elif any(_says(texts, other) for other in f"{row.own} {row.others}".split()):
            found = max(found, _MEANT_IN_TEXT)
    return found


def _says(texts: tuple[str, str], word: str) -> bool:
    english, chinese = texts
    if not word.isascii():
        return word in chinese
    return re.search(rf"\b{re.escape(word)}s?\b", english) is not None
