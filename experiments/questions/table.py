"""What each question looks at, and its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.report.wording.numbers import interval, number, with_interval
from hallsim.study.contributions import of_design
from hallsim.study.inference.limits import limits_of
from hallsim.study.inference.statistics import difference
from hallsim.study.result import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hallsim.study.result import StudyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A scenario file and the metrics that answer.

    Attributes:
        pairs: what one change does by itself: (design, the design without the change).
        by_group: columns of ``StudyResult.by_group`` that answer for single groups of citizens.
    """

    file: str
    asks: str
    metrics: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    by_group: tuple[str, ...] = ()


QUESTIONS = {
    "E03": Question(
        file="j_city_e03.yaml",
        asks="How much does filing online pay, at what reliability?",
        metrics=("visits_per_day", "visits_per_matter", "wait_mean", "lead_first_visit_mean"),
    ),
    "E05": Question(
        file="j_city_e05.yaml",
        asks="Add windows, move them, or open them when the queue is long?",
        metrics=("wait_mean", "wait_p90", "wait_p95", "staff_hours"),
    ),
    "E06": Question(
        file="j_city_e06.yaml",
        asks="What does a complete first notice save, with a guide desk or pre-review?",
        metrics=("visits_per_matter", "one_trip_share", "visits_per_day", "wait_mean"),
    ),
    "E12": Question(
        file="j_city_e12.yaml",
        asks="What tenure, and what cover for absent clerks?",
        metrics=("wait_mean", "wait_p90", "wait_p95", "staff_hours"),
    ),
    "E15": Question(
        file="j_city_e15.yaml",
        asks="What share of the places should be booked?",
        metrics=("wait_booked_mean", "wait_walk_in_mean", "wait_mean", "no_show_share"),
    ),
    "E08": Question(
        file="j_city_e08.yaml",
        asks="Serial or parallel approval, separate or joint inspection, weekly or daily meetings?",
        metrics=(
            "lead_accept_mean",
            "lead_accept_p90",
            "on_time_share",
            "desk_work_per_case",
            "meeting_hours",
        ),
        pairs=(
            ("stages", "serial"),
            ("lines", "serial"),
            ("parallel", "serial"),
            ("serial_daily", "serial"),
            ("parallel_daily", "parallel"),
            ("joint_daily", "parallel_daily"),
        ),
    ),
    "E10": Question(
        file="j_city_e10.yaml",
        asks="Shorter limits, early warning, deemed approval?",
        metrics=("on_time_share", "limit_used_mean", "deemed_share", "unexamined_share", "lead_accept_p90"),
        pairs=(
            ("shorter", "by_department"),
            ("warned", "shorter"),
            ("earliest_due", "shorter"),
            ("supervised", "shorter"),
            ("deemed", "warned"),
            ("short_staffed_warned", "short_staffed"),
            ("short_staffed_earliest_due", "short_staffed"),
        ),
    ),
    "E11": Question(
        file="district_e11.yaml",
        asks="How far down to delegate, and what do name-plate offices cost?",
        metrics=("travel_per_matter", "trips_in_vain_per_case", "wait_mean", "office_wait_mean"),
    ),
    "E13": Question(
        file="j_city_e13.yaml",
        asks="How much power must sit in the hall?",
        metrics=("visits_per_matter", "trips_elsewhere", "on_the_spot_share", "lead_first_visit_mean"),
        pairs=(
            ("entry_100_decide_0", "by_department"),
            ("entry_60_decide_99", "by_department"),
            ("entry_100_decide_99", "entry_100_decide_0"),
        ),
    ),
    "E17": Question(
        file="j_city_e17.yaml",
        asks="Longer hours, a sixth day, a green channel?",
        metrics=("wait_mean", "wait_p90", "wait_p95", "staff_hours", "lead_accept_mean"),
        pairs=tuple(
            (design, "unified") for design in ("eight_hours", "ten_hours", "six_days", "green_channel")
        ),
        by_group=("wait_mean", "wait_p90", "lead_first_visit_mean"),
    ),
}


def page(question: str, study: StudyResult) -> tuple[str, pd.DataFrame]:
    """The table as Markdown (figures with their 95 % intervals, * where that of the difference from the first
    design excludes 0) and its rows.
    """
    asked = QUESTIONS[question]
    rows = study.summary[study.summary["metric"].isin(asked.metrics)]
    cells = {(r.design, r.metric): r for r in records(rows)}
    clear = {(r.design, r.metric) for r in records(study.differences) if r.lo * r.hi > 0}
    shown = [metric for metric in asked.metrics if any(key[1] == metric for key in cells)]
    heads = [f"{study.info(metric).label['en']} ({study.info(metric).unit})" for metric in shown]
    lines = [
        f"# {question}: {asked.asks}",
        "",
        f"`scenarios/{asked.file}`, {len(study.replications)} replications, seed {study.seed}; "
        f"`python -m experiments.questions {question} -n {len(study.replications)}`. Figures of all people "
        f"of the study, 95 % intervals; * that of the paired difference from `{study.base}` excludes 0.",
        "",
        "| design | " + " | ".join(heads) + " |",
        "| --- |" + " ---: |" * len(heads),
    ]
    for design in study.designs:
        texts = [_cell(cells.get((design, metric)), (design, metric) in clear) for metric in shown]
        lines.append(f"| `{design}` | " + " | ".join(texts) + " |")
    lines += _pairs(asked.pairs, shown, heads, study) + _groups(asked.by_group, study)
    return "\n".join(lines) + "\n", rows


def _pairs(
    pairs: Sequence[tuple[str, str]], metrics: Sequence[str], heads: Sequence[str], study: StudyResult
) -> list[str]:
    """A table of the paired differences between a design and the one without the change."""
    if not pairs:
        return []
    lines = [
        "",
        "What each change does by itself: paired differences (of shares in percentage points).",
        "",
        "| design minus design | " + " | ".join(heads) + " |",
        "| --- |" + " ---: |" * len(heads),
    ]
    for design, other in pairs:
        texts = [_gap(study, design, other, metric) for metric in metrics]
        lines.append(f"| `{design}` − `{other}` | " + " | ".join(texts) + " |")
    return lines


def _gap(study: StudyResult, design: str, other: str, metric: str) -> str:
    unit = study.info(metric).unit
    base, changed = (of_design(study.replicated, name, metric) for name in (other, design))
    d = difference(base, changed, limits=limits_of(metric, unit))
    if d.n < 2:
        return "–"
    clear = "*" if d.lo * d.hi > 0 else ""
    return f"{number(d.value, unit, signed=True)} ({interval(d.lo, d.hi, unit, signed=True)}){clear}"


def _groups(metrics: Sequence[str], study: StudyResult) -> list[str]:
    """A table of single groups of citizens."""
    if not metrics:
        return []
    table = study.by_group
    cells = {(r.design, r.key, r.metric): r for r in records(table)}
    heads = [f"{metric} ({study.info(metric).unit})" for metric in metrics]
    lines = [
        "",
        "By group of citizens (columns of `by_group.csv`):",
        "",
        "| design | group | " + " | ".join(heads) + " |",
        "| --- | --- |" + " ---: |" * len(heads),
    ]
    for design in study.designs:
        for group in dict.fromkeys(table["key"]):
            rows = [cells.get((design, group, metric)) for metric in metrics]
            texts = ["–" if r is None else with_interval(r.value, r.lo, r.hi, r.unit) for r in rows]
            lines.append(f"| `{design}` | `{group}` | " + " | ".join(texts) + " |")
    return lines


def _cell(row: Any, clear: bool) -> str:
    if row is None:
        return "–"
    return with_interval(row.value, row.lo, row.hi, row.unit) + ("*" if clear else "")
