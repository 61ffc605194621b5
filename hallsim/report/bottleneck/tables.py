"""The tables of where the days go: for people, and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hallsim.report.bottleneck.sentences import is_alone, waiting_of
from hallsim.report.bottleneck.words import station_of, what
from hallsim.report.wording.day_parts import part_label, step_name
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.keys import label_with_unit
from hallsim.report.wording.numbers import NOTHING, interval, number, percent, with_interval
from hallsim.report.wording.station_names import name_in
from hallsim.report.wording.titles import words_in
from hallsim.study.bottleneck.result import Bottleneck, Gain, Split
from hallsim.study.bottleneck.stations import wait_metrics
from hallsim.study.inference.statistics import Difference, Estimate
from hallsim.study.inference.verdicts import WORDS
from hallsim.study.tables import frame
from hallsim.text.message import Lang, Message, translate

if TYPE_CHECKING:
    import pandas as pd

MOST_SERVICES = 8
_MOST_STEPS = 16


def split_grid(split: Split, lang: Lang) -> Grid:
    """The lead time and its parts, of all cases; parts that the hall lacks are left out."""
    grid = Grid(
        title=translate("Lead time from first visit, working days", lang),
        columns=[
            *columns(lang, "Part of the lead time"),
            *columns(lang, "Working days", "Share", right=True),
        ],
    )
    total = split.total
    grid.add(translate("In all", lang), _told(total), percent(1.0), bold=True)
    for part in parts_of(split):
        own = split.parts[part]
        grid.add(part_label(part, lang), _told(own), percent(own.value / total.value))
    return grid


def parts_of(*splits: Split) -> list[str]:
    """The parts that any of them has, in their order."""
    return [part for part in splits[0].parts if any(split.parts[part].value > 0 for split in splits)]


def services_of(b: Bottleneck) -> dict[str, Split]:
    """The services to be told of: those whose cases take most days together, of those with a lead time."""
    known = {name: split for name, split in b.by_service.items() if split.total.value > 0}
    days = {name: split.n_cases * split.total.value for name, split in known.items()}
    chosen = sorted(known, key=lambda name: -days[name])[:MOST_SERVICES]
    return {name: known[name] for name in known if name in chosen}


def service_name(b: Bottleneck, service: str, lang: Lang) -> str:
    """The title of a service."""
    titled = b.names.get("service", {}).get(service)
    return words_in(titled, lang) if titled else service.replace("_", " ")


def services_grid(b: Bottleneck, lang: Lang) -> Grid:
    """The parts by service: a row each, in working days."""
    found = services_of(b)
    parts = parts_of(*found.values())
    grid = Grid(
        title=translate("By service, working days", lang),
        columns=[
            *columns(lang, "Service"), *columns(lang, "In all", right=True),
            *(Column(part_label(part, lang), right=True) for part in parts),
        ],
    )  # fmt: skip
    for name, split in found.items():
        cells = [number(split.parts[part].value) for part in parts]
        grid.add(service_name(b, name, lang), number(split.total.value), *cells)
    return grid


def steps_grid(b: Bottleneck, lang: Lang) -> Grid:
    """How long files wait at each step, and its share of all waiting; of many, those where most is waited."""
    shown = sorted(b.steps, key=lambda step: -waiting_of(step))[:_MOST_STEPS]
    total = sum(map(waiting_of, b.steps))
    grid = Grid(
        title=translate("Files at each step, working days", lang),
        columns=[
            *columns(lang, "Step", "Desk"),
            *columns(lang, "Files a day", "Wait", "90th percentile", "Stay", "Share", right=True),
        ],
    )  # fmt: skip
    for step in b.steps:
        if step in shown:
            grid.add(
                step_name(b.names, step.step, lang, alone=is_alone(b)),
                name_in(b.names.get("station", {}), step.desk, lang) if step.desk else NOTHING,
                number(step.n_a_day), _told(step.wait), number(step.wait_p90.value), number(step.stay.value),
                percent(waiting_of(step) / total) if total else NOTHING,
            )  # fmt: skip
    return grid


def gains_grid(b: Bottleneck, lang: Lang) -> Grid:
    """What one more of each brings, best first."""
    metric = label_with_unit(b.metric, lang)
    grid = Grid(
        title=translate("One more, with the same citizens: {metric}", lang, metric=metric),
        columns=[
            *columns(lang, "Where", "One more"),
            *columns(lang, "Change", "95% (all at once)", right=True),
            *columns(lang, "Verdict"),
            *columns(lang, "Wait there", "Hall, min", right=True),
        ],
    )  # fmt: skip
    for gain in b.gains:
        grid.add(*_gain_cells(b, gain, lang))
    return grid


def _gain_cells(b: Bottleneck, gain: Gain, lang: Lang) -> list[str]:
    unit, v = b.metric.unit, gain.verdict
    days = gain.addition.at_desk
    there = gain.station_wait
    text = Message("{now} → {then} d") if days else Message("{now} → {then} min")
    wait = text.given(now=number(there.base_value), then=number(there.other_value)).text(lang)
    return [
        station_of(b, gain.addition, lang),
        what(gain.addition, lang, short=True),
        number(gain.difference.value, unit, signed=True),
        interval(v.lo, v.hi, unit, lang, signed=True),
        WORDS[v.word].text(lang),
        wait,
        number(gain.hall_wait.value, "min", signed=True),
    ]


def settings_grid(b: Bottleneck, lang: Lang) -> Grid:
    """What to type to go on with one of them."""
    grid = Grid(
        title=translate("The same as settings", lang),
        columns=columns(lang, "Where", "One more", "For compare"),
    )
    for gain in b.gains:
        one = gain.addition
        grid.add(station_of(b, one, lang), what(one, lang, short=True), f"--set '{one.path}={one.value}'")
    return grid


def _told(e: Estimate) -> str:
    return with_interval(e.value, e.lo, e.hi)


# ---------------------------------------------------------------------- files


def tables(b: Bottleneck) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file."""
    found = {"one_more": _gains_table(b)}
    if b.split is not None:
        found["split"] = _split_table(b)
    if b.steps:
        found["steps"] = _steps_table(b)
    if b.files is not None:
        found |= {"files_in_work": b.files.steps, "cases_in_work": b.files.cases}
    return found


def _split_table(b: Bottleneck) -> pd.DataFrame:
    """service (empty: all), part (`total` is the sum), working_days, lo, hi, n_cases."""
    assert b.split is not None
    rows = [
        (service, part, e.value, e.lo, e.hi, split.n_cases)
        for service, split in {"": b.split, **b.by_service}.items()
        for part, e in {"total": split.total, **split.parts}.items()
    ]
    return frame(rows, ["service", "part", "working_days", "lo", "hi", "n_cases"])


def _steps_table(b: Bottleneck) -> pd.DataFrame:
    rows = [
        (s.step, s.desk, s.n_a_day, s.wait.value, s.wait.lo, s.wait.hi, s.wait_p90.value, s.stay.value)
        for s in b.steps
    ]
    columns = ["step", "desk", "files_a_day", "wait_days", "wait_lo", "wait_hi", "wait_p90_days", "stay_days"]
    return frame(rows, columns)


def _gains_table(b: Bottleneck) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for gain in b.gains:
        one, d, v = gain.addition, gain.difference, gain.verdict
        rows.append(
            (
                one.station, one.kind, one.path, one.before, one.value, b.metric.id, b.metric.unit,
                d.base_value, d.other_value, d.value, d.se, v.lo, v.hi, v.word, *_ends(gain.hall_wait),
                wait_metrics(one)[1], *_ends(gain.station_wait),
            )
        )  # fmt: skip
    columns = [
        "station", "kind", "path", "before", "value", "metric", "unit", "now", "then", "difference", "se",
        "family_lo", "family_hi", "verdict", "hall_wait_now", "hall_wait_then", "hall_wait_difference",
        "hall_wait_lo", "hall_wait_hi", "station_metric", "station_now", "station_then",
        "station_difference", "station_lo", "station_hi",
    ]  # fmt: skip
    return frame(rows, columns)


def _ends(d: Difference) -> tuple[float, ...]:
    return d.base_value, d.other_value, d.value, d.lo, d.hi
