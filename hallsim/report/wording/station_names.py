"""What queues, windows and desks are called: by the titles of who serves there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hallsim.report.wording.titles import words_in
from hallsim.study.result import StudyResult, Words
from hallsim.text.message import Lang, translate

_AGAIN: Final = re.compile(r"(.+)#(\d+)")
_MORE: Final = re.compile(r"([^+]+)\+(\d+)")
_NUMBERED: Final = re.compile(r"(.+)-(\d+)")
_DESK: Final = "desk."


def station_name(study: StudyResult, name: str, lang: Lang) -> str:
    """`commerce-2` is the second window of a group, `commerce+registry` a queue that both serve, `a+12` one
    of `a` and twelve more, `a#2` the second of such queues, `township-3.a` one at the third such office.
    """
    return name_in(study.names.get("station", {}), name, lang)


def name_in(titles: Mapping[str, Words], name: str, lang: Lang) -> str:
    """The same from the titles of stations."""
    if name in titles:
        return words_in(titles[name], lang)
    if again := _AGAIN.fullmatch(name):
        return translate("{name} ({n})", lang, name=name_in(titles, again[1], lang), n=again[2])
    if "." in name and not name.startswith(_DESK):
        office, station = name.split(".", 1)
        return translate(
            "{office}: {station}",
            lang,
            office=name_in(titles, office, lang),
            station=name_in(_of_office(titles, office), station, lang),
        )
    if more := _MORE.fullmatch(name):
        return translate("{name} and {n} more", lang, name=name_in(titles, more[1], lang), n=more[2])
    if "+" in name:
        return " + ".join(name_in(titles, part, lang) for part in name.split("+"))
    if numbered := _NUMBERED.fullmatch(name):
        return translate("{name} no. {n}", lang, name=name_in(titles, numbered[1], lang), n=numbered[2])
    return name.removeprefix(_DESK).replace("_", " ")


def _of_office(titles: Mapping[str, Words], office: str) -> dict[str, Words]:
    """Titles at one office, which may be one of several of its kind."""
    numbered = _NUMBERED.fullmatch(office)
    kind = numbered[1] if numbered and office not in titles else office
    return {
        name.removeprefix(f"{kind}."): words for name, words in titles.items() if name.startswith(f"{kind}.")
    }
