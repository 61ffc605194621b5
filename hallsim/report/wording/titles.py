"""Titles that users gave, in the language of the reader."""

from __future__ import annotations

from hallsim.study.result import Words
from hallsim.text.message import Lang


def words_in(words: Words, lang: Lang) -> str:
    """The text of `words` in `lang`, or in the other language when it is missing."""
    return words.get(lang) or words.get("en") or words.get("zh") or ""
