"""What happened to a citizen at some moment, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallsim.report.wording.station_names import name_in
from hallsim.study.engines.compared import Moment
from hallsim.study.result import Words
from hallsim.text.message import Lang, translate
from hallsim.units import MS_PER_DAY

SAID: Final[Mapping[tuple[str, str], str]] = {
    ("visits", "arrive_ms"): "visit {visit}: comes ({purpose})",
    ("visits", "leave_ms"): "visit {visit}: leaves ({state})",
    ("tickets", "issue_ms"): "ticket {ticket}: issued ({task})",
    ("tickets", "start_ms"): "ticket {ticket}: begins at {server}",
    ("tickets", "end_ms"): "ticket {ticket}: over ({outcome})",
    ("called", "call_ms"): "ticket {ticket}: called",
    ("stays", "from_ms"): "ticket {ticket}: joins {queue}",
    ("matters", "first_visit_ms"): "matter {matter}: first visit",
    ("matters", "accepted_ms"): "matter {matter}: accepted",
    ("matters", "decided_ms"): "matter {matter}: decided",
    ("matters", "in_hand_ms"): "matter {matter}: certificate in hand",
    ("matters", "end_ms"): "matter {matter}: ends ({state})",
    ("holds", "from_ms"): "matter {matter}: held up ({kind})",
    ("holds", "to_ms"): "matter {matter}: no longer held up ({kind})",
}
ELSE: Final = "{table}: {column}"
CODES: Final = ("purpose", "state", "outcome", "kind")
CODE_WORDS: Final = frozenset(
    (
        "served", "left", "turned away", "inside", "in approval", "away", "given up", "answered", "no show",
        "refused", "shelved", "removed",
        "lodge", "supplement", "correct", "collect", "enquire", "amend", "pay", "elsewhere",
        "sent home", "waiting", "in service", "handed back", "balked", "redirected", "escorted", "withdrawn",
        "broken off", "missed", "called", "interrupted",
        "notice", "sent back", "amending", "payment", "travel", "gathering", "check",
    )
)  # fmt: skip
"""How ends, purposes, outcomes and holds are called."""


def told(moment: Moment, stations: Mapping[str, Words], lang: Lang) -> str:
    """One moment: when, and what."""
    named = {name: _word(cell, lang) if name in CODES else cell for name, cell in moment.named.items()}
    for place in ("server", "queue"):
        if place in named:
            named[place] = _place(named[place], stations, lang)
    text = SAID.get((moment.table, moment.column), ELSE)
    said = translate(text, lang, **{**named, "table": moment.table, "column": moment.column})
    return f"{clock(moment.at_ms, lang)}  {said}"


def _word(code: str, lang: Lang) -> str:
    word = code.replace("_", " ")
    return translate(word, lang) if word in CODE_WORDS else word


def _place(name: str, stations: Mapping[str, Words], lang: Lang) -> str:
    """A station's name; its number where nobody has one."""
    return translate("nobody in particular", lang) if name == "-1" else name_in(stations, name, lang)


def clock(at_ms: int, lang: Lang) -> str:
    """Day and time to the millisecond."""
    day, rest = divmod(at_ms, MS_PER_DAY)
    seconds, ms = divmod(rest, 1000)
    time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
    return translate("day {day} {time}", lang, day=day, time=time)
