"""Titles that users gave, in the language of the reader."""

from __future__ import annotations

from hallsim.study.result import StudyResult, Words
from hallsim.text.message import Lang


def words_in(words: Words, lang: Lang) -> str:
    """The text of `words` in `lang`, or in the other language when it is missing."""
    return words.get(lang) or words.get("en") or words.get("zh") or ""


def title_of(study: StudyResult, lang: Lang) -> str:
    """The title of a study, its name where it has none; and the world, where it is not that of the file."""
    title, world = words_in(study.title, lang) or study.name, words_in(study.world, lang)
    return f"{title} · {world}" if world else title
