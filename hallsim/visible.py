"""Text that others wrote, made fit for a terminal and a page: what nobody would see does nothing there."""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but the line's end and the tab: escape sequences
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of writing
    "\u00ad\u180e\u200b\u2060-\u2064"  # what has no width
    "\u2028\u2029\ufeff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with a `�` for every character that would act on a terminal instead of being seen."""
    return _UNSEEN.sub("\ufffd", text)


def in_a_line(text: str) -> str:
    """The same on one line."""
    return visible(re.sub(r"[\t\r\n]+", " ", text))
