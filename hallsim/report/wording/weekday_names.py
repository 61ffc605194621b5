"""The weekdays in words."""

from __future__ import annotations

from typing import Final

from hallsim.text.message import Lang, Message

_WEEKDAYS: Final = {
    "mon": Message("Monday"), "tue": Message("Tuesday"), "wed": Message("Wednesday"),
    "thu": Message("Thursday"), "fri": Message("Friday"), "sat": Message("Saturday"),
    "sun": Message("Sunday"),
}  # fmt: skip


def weekday_name(weekday: str, lang: Lang) -> str:
    """`mon` as people say it."""
    return _WEEKDAYS[weekday].text(lang)
