"""Full-width punctuation, as Chinese keyboards write it, where YAML and the laws want the half-width one."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from hallsim.text.message import EMPTY, Message, joined

_HALF: Final = {
    "：": ":", "，": ",", "、": ",", "（": "(", "）": ")", "“": '"', "”": '"', "‘": "'", "’": "'",
    "［": "[", "］": "]", "【": "[", "】": "]", "｛": "{", "｝": "}",
}  # fmt: skip
_BETWEEN: Final = "：，、"


class FullWidth(NamedTuple):
    """Marks that probably stand for half-width ones: the column of the first (from 0), and what is told."""

    column: int
    said: Message
    advice: Message


def full_width(text: str) -> FullWidth | None:
    """The full-width marks of a line or a word that is wrong; None when none of them looks like the reason.

    In Chinese text they are right: one counts only after an ASCII character or at the very start, a mark
    between things also before one, and ： where it is the line's only colon.
    """
    # What is quoted is text; so is a comment.  Blanks keep the columns.
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|(?:^|\s)#.*", lambda found: " " * len(found[0]), text)
    found = [(column, char) for column, char in enumerate(bare) if _suspect(bare, column, char)]
    if not found:
        return None
    pairs = list(dict.fromkeys((char, _HALF[char]) for _, char in found))
    half = [f"'{half}'" for half in dict.fromkeys(half for _, half in pairs)]
    full = [f"'{char}'" for char, _ in pairs]
    space = Message(" and a space") if any(half in ":," for _, half in pairs) else EMPTY
    return FullWidth(
        found[0][0],
        Message("the full-width '{mark}' is no punctuation of YAML", mark=found[0][1]),
        Message(
            "write the half-width {half}{space}, not the full-width {full}",
            half=joined(half, Message(" and ", "marks")),
            space=space,
            full=joined(full, Message(" and ", "marks")),
        ),
    )


def _suspect(line: str, column: int, char: str) -> bool:
    if char not in _HALF:
        return False
    before, after = line[:column].rstrip(), line[column + 1 :].lstrip()
    if char in _BETWEEN and after and after[0].isascii():
        return True
    return not before or before[-1].isascii() or (char == "：" and ": " not in line)
