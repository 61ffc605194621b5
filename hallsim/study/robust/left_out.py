"""Plausible worlds are measured over fewer weeks than a study: which dated events they lose by that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from hallsim.errors import Problem, problem
from hallsim.scenario.scenario import WORLD
from hallsim.scenario.world.calendar import WorkingCalendar, build_calendar
from hallsim.study.robust.shortened import shortened
from hallsim.text.message import Both, Message, joined
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.scenario import Scenario

_AT: Final = ("run", "robust")
_MOST: Final = 4
"""Dates that are named."""
_SURGES: Final = Message("days with a factor of their own (arrivals.dates)")
_HOLIDAYS: Final = Message("holidays, days closed or open out of turn (calendar)")


def left_out(source: LoadedScenario, worlds: Sequence[str] = ()) -> list[Problem]:
    """Doubts about dated events that a study measures and its plausible worlds do not.

    Of surges each such date is told; of holidays only where no other one is left to stand for them.

    Args:
        worlds: around which plausible ones lie; all of the file when none is named.
    """
    robust, scenario = source.scenario.run.robust, source.scenario
    if (robust.weeks is None and robust.warm_up is None) or not any(b.is_varied for b in source.bases):
        return []
    found: dict[tuple[Message, tuple[date, ...], int], list[str]] = {}
    for name in worlds or scenario.world_names():
        for event in _lost(scenario.in_world(name)):
            found.setdefault(event, []).append(name)
    key = "weeks" if robust.weeks is not None else "warm_up"
    return [
        problem(
            source.place_of((*_AT, key)),
            "robust.left_out",
            Message(
                "plausible worlds of {worlds} do not measure {what}: {dates}",
                worlds=joined([_title(scenario, name) for name in names]), what=what, dates=_listed(dates),
            ),
            Message("write weeks: {n} under run.robust or more, or neither weeks nor warm_up there", n=weeks)
            if robust.warm_up is None
            else Message("write more weeks, or a shorter warm_up, or neither of them under run.robust"),
        )
        for (what, dates, weeks), names in found.items()
    ]  # fmt: skip


def _lost(scenario: Scenario) -> Iterator[tuple[Message, tuple[date, ...], int]]:
    """What kind of event, its dates, and the weeks that would measure all of them."""
    own = scenario.world.calendar
    whole, short = build_calendar(own), build_calendar(shortened(scenario).world.calendar)
    asked = scenario.run.robust.warm_up
    begins = _first_day(own.warm_up), _first_day(own.warm_up if asked is None else asked)
    measured, kept = range(begins[0], whole.n_days), range(begins[1], short.n_days)
    surges = {whole.day_of(day) for one in scenario.world.arrivals for day, x in one.dates.items() if x != 1}
    holidays = _out_of_turn(whole)
    lost = [(_SURGES, sorted((surges & set(measured)) - set(kept)))]
    if not holidays & set(kept):
        lost.append((_HOLIDAYS, sorted(holidays & set(measured))))
    for what, days in lost:
        if days:
            weeks = -(-(days[-1] + 1 - begins[1]) // 7)
            yield what, tuple(whole.date_of(day) for day in days), weeks


def _first_day(warm_up_ms: int) -> int:
    return -(-warm_up_ms // MS_PER_DAY)


def _out_of_turn(calendar: WorkingCalendar) -> set[int]:
    """Days of the run that are worked or not otherwise than their weekday."""
    return {
        day
        for day in range(calendar.n_days)
        if bool(calendar.is_working[day]) != (int(calendar.weekday[day]) in calendar.working_weekdays)
    }


def _title(scenario: Scenario, name: str) -> Both | str:
    title = scenario.worlds[name].title if name != WORLD else None
    return name if title is None else Both(title.en, title.zh)


def _listed(dates: Sequence[date]) -> Both:
    return joined([*(day.isoformat() for day in dates[:_MOST]), *(["…"] if len(dates) > _MOST else [])])
