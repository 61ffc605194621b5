"""What one more of anything is called, and who it stands for in a sentence."""

from __future__ import annotations

from typing import Final

from hallsim.report.wording.station_names import name_in
from hallsim.report.wording.weekday_names import weekday_name
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.study.bottleneck.additions import Addition, Kind
from hallsim.study.bottleneck.result import Bottleneck
from hallsim.text.message import Lang, Message, joined, translate

ONE_MORE: Final[dict[Kind, Message]] = {
    "officer": Message("one more officer"),
    "team": Message("one more team"),
    "place": Message("one more file at each meeting"),
    "window": Message("one more window"),
    "terminal": Message("one more terminal"),
    "home_team": Message("one more team that comes home"),
}
GROUPS: Final[dict[Kind, str]] = {
    "officer": "officers", "team": "teams", "meeting": "meetings", "place": "meetings",
    "window": "windows", "terminal": "windows", "home_team": "windows",
}  # fmt: skip
"""What stands against what in the sentence that names the bottleneck."""
WHO: Final = {
    "officers": Message("the reviewers"),
    "teams": Message("the inspection teams"),
    "meetings": Message("the meetings"),
    "windows": Message("the windows"),
}


def group_of(addition: Addition) -> str:
    """The group of a kind: reviewers, teams, meetings, windows."""
    return GROUPS[addition.kind]


def station_of(b: Bottleneck, addition: Addition, lang: Lang) -> str:
    """The title of the station."""
    return name_in(b.names.get("station", {}), addition.station, lang)


def what(addition: Addition, lang: Lang, *, short: bool = False) -> str:
    """What there is one more of: `one more officer`, `meetings on Monday and Friday instead of on Friday`."""
    now, then = addition.before, addition.value
    if addition.kind != "meeting":
        text = ONE_MORE[addition.kind].text(lang)
    elif short:
        text = translate("meetings {then}", lang, then=_when(then, lang))
    else:
        text = translate(
            "meetings {then} instead of {now}", lang, then=_when(then, lang), now=_when(now, lang)
        )
    if addition.n_offices > 1:
        return translate("{what} at each of {n} offices", lang, what=text, n=addition.n_offices)
    return text


def with_station(b: Bottleneck, addition: Addition, lang: Lang) -> str:
    """`roads: one more officer`."""
    return translate("{where}: {what}", lang, where=station_of(b, addition, lang), what=what(addition, lang))


def _when(value: str, lang: Lang) -> str:
    """When meetings are, as a setting says it: `[mon, wed]`, `5 workdays`."""
    days = [day for day in value.strip("[]").split(", ") if day in WEEKDAYS]
    if days:
        text = joined([weekday_name(day, lang) for day in days], Message(" and ", "list")).text(lang)
        return translate("on {days}", lang, days=text)
    n, unit = value.split(" ", 1)
    return EVERY[unit].given(n=n).text(lang)


EVERY: Final = {
    "workdays": Message("every {n} working days"),
    "days": Message("every {n} days"),
    "min": Message("every {n} minutes"),
}
