"""Waiting by hour, weekday, queue and office: people by visit, stations by ticket, with the target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.metrics.attribution.lead_parts import LEAD_PARTS
from hallsim.metrics.catalogue.days import DAY_TOTAL, day_id
from hallsim.report.wording.cautions import cell, marked
from hallsim.report.wording.day_parts import part_label, step_name
from hallsim.report.wording.keys import label_of, name_of
from hallsim.report.wording.numbers import NOTHING, number, percent
from hallsim.report.wording.station_names import station_name
from hallsim.report.wording.weekday_names import weekday_name
from hallsim.study.inference.verdicts import NOT_SERVED
from hallsim.study.result import StudyResult, records
from hallsim.text.message import Lang, spaced, translate

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS = 16
_OF_VISITS = ("n_visits", "wait_mean", "wait_p90", "wait_target_share")
"""Whom a row counts and what its cells say; beside it stands who is not served."""
_AWAY = "ticket_wait_away_mean"
_OF_TICKETS = ("n_tickets", "ticket_wait_mean", "ticket_wait_p90", "ticket_target_share")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTable:
    """A heading, what a part is, what its cells say, and a row a part: its name and a cell a design."""

    heading: str
    part: str
    note: str
    rows: list[tuple[str, list[str]]]


def part_tables(study: StudyResult, lang: Lang) -> list[PartTable]:
    """Tables of the parts a study has several of; the longest list shows its busiest parts only."""
    kinds = (
        ("Waiting by hour of coming", "Hour", "hour", _OF_VISITS),
        ("Waiting by weekday", "Weekday", "weekday", _OF_VISITS),
        ("Waiting by kind of office", "Kind of office", "office", _OF_VISITS),
        ("Waiting by queue", "Queue", "queue", _OF_TICKETS),
    )
    found = [*_days(study, lang)]
    for heading, part, dimension, metrics in kinds:
        table = study.parts(dimension)
        keys, n_left_out = _busiest(table, metrics[0])
        if len(keys) < 2:
            continue
        found.append(
            PartTable(
                heading=translate(heading, lang),
                part=translate(part, lang),
                note=_note(study, metrics, n_left_out, f"by_{dimension}", lang),
                rows=[
                    (part_name(study, dimension, key, lang), _cells(study, table, key, metrics))
                    for key in keys
                ],
            )
        )
    return found


def _days(study: StudyResult, lang: Lang) -> Iterator[PartTable]:
    """Where the days of the lead time go, and how long files wait at the steps of the approvals."""
    rows = {(row.design, row.metric): row for row in records(study.summary)}
    known = {info.id for info in study.infos}
    parts = {part_label(part, lang): day_id(part) for part in LEAD_PARTS if day_id(part) in known}
    if len(parts) > 1:
        cells = {
            label: [cell(rows.get((design, metric)), "workdays") for design in study.designs]
            for label, metric in {translate("In all", lang): DAY_TOTAL, **parts}.items()
        }
        yield PartTable(
            heading=translate("Where the days go", lang),
            part=translate("Part of the lead time", lang),
            note=translate(
                "Working days of a case from the first visit to the certificate; each instant has one part,"
                " so that they add up to the lead time. See hallsim bottleneck for what one more of anything"
                " brings.",
                lang,
            ),
            rows=[(label, told) for label, told in cells.items() if any(map(_says, told))],
        )
    yield from _steps(study, lang)


def _says(text: str) -> bool:
    return text.strip("–0. ()") != ""


def _steps(study: StudyResult, lang: Lang) -> Iterator[PartTable]:
    table = study.by_task
    keys, n_left_out = _busiest(table, "n_files")
    if len(keys) < 2:
        return
    alone = len({key.partition("/")[0] for key in keys}) == 1
    note = [translate("Mean wait of a file in working days / 90th percentile; a dash: no such step.", lang)]
    if n_left_out:
        text = "The busiest under each design; {n} more are in {file}.csv."
        note.append(translate(text, lang, n=n_left_out, file="by_task"))
    rows = {(row.design, row.key, row.metric): row for row in records(table)}
    yield PartTable(
        heading=translate("Waiting of files by step", lang),
        part=translate("Step", lang),
        note=spaced(note, lang),
        rows=[
            (
                step_name(study.names, key, lang, alone=alone),
                [
                    _days_waited([rows.get((d, key, f"desk_wait_days{end}")) for end in ("", "_p90")])
                    for d in study.designs
                ],
            )
            for key in keys
        ],
    )


def _days_waited(found: list[Any]) -> str:
    return " / ".join(number(row.value) for row in found) if all(found) else NOTHING


def _note(study: StudyResult, metrics: tuple[str, ...], n_left_out: int, file: str, lang: Lang) -> str:
    """What the cells say, what a dash means, and where the parts that are not shown are."""
    text = (
        "Mean wait in minutes / 90th percentile / {target}, of visits (all their queues);"
        " [citizens not served]."
    )
    if metrics is _OF_TICKETS:
        text = (
            "Mean wait in minutes / 90th percentile / {target}, of tickets; [minutes of the mean that fall to"
            " windows away: at a break, absent or down]."
        )
    target = label_of(study.info(_OF_VISITS[-1]), lang)
    told = [translate(text, lang, target=target[:1].lower() + target[1:])]
    if metrics is _OF_TICKETS:
        told.append(translate("A dash: no such queue, or nobody came.", lang))
    else:
        told.append(translate("A dash: nobody came, or hardly anybody was served.", lang))
    if n_left_out:
        told.append(
            translate(
                "The busiest under each design; {n} more are in {file}.csv.", lang, n=n_left_out, file=file
            )
        )
    return spaced(told, lang)


def _busiest(table: pd.DataFrame, counted: str) -> tuple[list[str], int]:
    """Keys in their order, and how many are left out; where there are too many, those with the most people
    under any one design.
    """
    own = table[table["metric"] == counted]
    keys = list(dict.fromkeys(own["key"]))
    place = own.groupby("design")["value"].rank(method="first", ascending=False)
    best = place.groupby(own["key"], sort=False).min().sort_values(kind="stable")
    shown = set(best.index[:_MOST_ROWS])
    return [key for key in keys if key in shown], len(keys) - len(shown)


def _cells(study: StudyResult, table: pd.DataFrame, key: str, metrics: tuple[str, ...]) -> list[str]:
    rows = {(row.design, row.metric): row for row in records(table[table["key"] == key])}
    beside = NOT_SERVED if metrics is _OF_VISITS else _AWAY
    return [
        _cell([rows.get((design, metric)) for metric in metrics[1:]], rows.get((design, beside)))
        for design in study.designs
    ]


def _cell(found: list[Any], beside: Any) -> str:
    """A dash where nobody comes; who is turned away has no wait, and is not called within the target."""
    mean, p90, share = found
    if mean is None and share is None:
        return NOTHING
    figures = ((mean, "min"), (p90, "min"), (share, "share"))
    text = " / ".join(number(row.value, unit) if row else NOTHING for row, unit in figures)
    text = marked(text, next((row.caution for row, _ in figures if row and row.caution), ""))
    if beside is None or not beside.value:
        return text
    told = percent(beside.value) if beside.metric == NOT_SERVED else number(beside.value, "min")
    return f"{text} [{told}]"


def part_name(study: StudyResult, dimension: str, key: str, lang: Lang) -> str:
    """What people call a part; empty for the whole."""
    if dimension == "hour":
        return f"{int(key):02d}:00"
    if dimension == "weekday":
        return weekday_name(key, lang)
    if dimension in ("service", "group"):
        return name_of(study, dimension, key, lang)
    return station_name(study, key, lang) if dimension else ""
