"""The weekdays in words."""

from __future__ import annotations

from hallsim.scenario.values.weekdays import WEEKDAY_WORDS
from hallsim.text.message import Lang


def weekday_name(weekday: str, lang: Lang) -> str:
    """`mon` as people say it."""
    return WEEKDAY_WORDS[weekday].text(lang)
