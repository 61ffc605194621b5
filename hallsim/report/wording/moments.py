"""What happened to a citizen at some moment, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallsim.report.wording.station_names import name_in
from hallsim.study.result import Words
from hallsim.study.two_engines import Moment
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


def told(moment: Moment, stations: Mapping[str, Words], lang: Lang) -> str:
    """One moment: when, and what."""
    named = {
        name: translate(cell.replace("_", " "), lang) if name in CODES else cell
        for name, cell in moment.named.items()
    }
    for place in ("server", "queue"):
        if place in named:
            named[place] = _place(named[place], stations, lang)
    text = SAID.get((moment.table, moment.column), ELSE)
    said = translate(text, lang, **{**named, "table": moment.table, "column": moment.column})
    return f"{clock(moment.at_ms, lang)}  {said}"


def _place(name: str, stations: Mapping[str, Words], lang: Lang) -> str:
    """A station's name; its number where nobody has one."""
    return translate("nobody in particular", lang) if name == "-1" else name_in(stations, name, lang)


def clock(at_ms: int, lang: Lang) -> str:
    """Day and time to the millisecond."""
    day, rest = divmod(at_ms, MS_PER_DAY)
    seconds, ms = divmod(rest, 1000)
    time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
    return translate("day {day} {time}", lang, day=day, time=time)
