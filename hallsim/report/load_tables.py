"""What `hallsim check` prints: the load of every station, by hour, and what does not fit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hallsim.errors import Lang
from hallsim.report.grid import Column, Grid, columns
from hallsim.report.messages import translate, words_in
from hallsim.report.numbers import number, percent
from hallsim.study.result import Words

if TYPE_CHECKING:
    from hallsim.study.offered_load import StationLoad

_MOST_STATIONS = 30
_NOBODY = "! {station}: work comes and nobody is ever on duty."
_ENDLESS = (
    "! {station}: {load} hours of work a day for {capacity} hours on duty; the queue grows without end."
)
_PASSING = (
    "! {station}: more work arrives than can be done at {hours}; a queue builds up and is cleared later."
)
_BARS = " ▁▂▃▄▅▆▇█"


def check_report(
    loads: Sequence[StationLoad], titles: Mapping[str, Words], lang: Lang
) -> Iterator[Grid | str]:
    """A table and the warnings of every design; `titles` are the designs' by name."""
    for design in dict.fromkeys(load.design for load in loads):
        own = [load for load in loads if load.design == design]
        yield load_table(own, words_in(titles.get(design, {}), lang) or design, lang)
        yield from warnings(own, lang)
        unknown = ", ".join(translate(what, lang) for load in own[:1] for what in load.left_out)
        if unknown:
            yield translate("Left out of these figures: {what}.", lang, what=unknown)
    yield translate(
        "Tickets a day; load in Erlangs: hours of work arriving in an hour at the peak, expected further"
        " visits and collecting included; the marks under 'by hour' are load over capacity (full block:"
        " 100 % or more, dot: nobody on duty). The Erlang-C wait is that of the busiest hour, were it to"
        " last, with exponential service and no help from other windows.",
        lang,
    )


def load_table(loads: Sequence[StationLoad], title: str, lang: Lang) -> Grid:
    """One design: a row a station, the busiest first when there are many."""
    hours = _hours_shown(loads)
    by_hour = translate("By hour {first}–{last}", lang, first=hours[0], last=hours[-1] + 1)
    numbers = columns(
        lang, "Servers", "Tickets", "Min each", "Utilised", "Peak", "Load", "Wait, min", right=True
    )
    table = Grid(title=title, columns=[*columns(lang, "Station"), *numbers, Column(by_hour, keep=True)])
    shown = sorted(loads, key=lambda load: -load.utilisation) if len(loads) > _MOST_STATIONS else loads
    for load in shown[:_MOST_STATIONS]:
        busy = load.busiest
        table.add(
            load.station,
            str(load.n_servers),
            number(load.n_tickets),
            number(load.mean_service_min),
            "∞" if math.isinf(load.utilisation) else percent(load.utilisation),
            f"{busy:02d}:00" if busy >= 0 else "–",
            f"{load.erlangs[busy]:.1f} / {load.on_duty[busy]:.3g}" if busy >= 0 else "–",
            number(load.wait_min),
            "".join(_bar(load.erlangs[h], load.on_duty[h]) for h in hours),
            bold=load.overloaded,
        )
    return table


def warnings(loads: Sequence[StationLoad], lang: Lang) -> Iterator[str]:
    """A plain sentence for every station whose load exceeds its capacity, for the day or for some hours."""
    for load in loads:
        if load.duty_hours == 0 and load.work_hours > 0:
            text = _NOBODY
        elif load.overloaded:
            text = _ENDLESS
        elif load.hours_over and not load.is_desk:
            text = _PASSING
        else:
            continue
        hours = ", ".join(f"{h:02d}:00" for h in load.hours_over)
        capacity, work = number(load.duty_hours), number(load.work_hours)
        yield translate(text, lang, station=load.station, load=work, capacity=capacity, hours=hours)


def _hours_shown(loads: Sequence[StationLoad]) -> range:
    used = [h for load in loads for h in range(24) if load.on_duty[h] > 0]
    return range(min(used, default=0), max(used, default=23) + 1)


def _bar(load: float, duty: float) -> str:
    if duty <= 0:
        return "·"
    return _BARS[min(8, math.ceil(load / duty * 8 - 1e-9))]
