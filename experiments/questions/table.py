"""What each question looks at, and its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.study.result import records

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.study.result import StudyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A scenario file and the metrics that answer."""

    file: str
    asks: str
    metrics: tuple[str, ...]


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
        metrics=("lead_accept_mean", "lead_accept_p90", "on_time_share", "desk_work_per_case"),
    ),
    "E10": Question(
        file="j_city_e10.yaml",
        asks="Shorter limits, early warning, deemed approval?",
        metrics=("on_time_share", "limit_used_mean", "deemed_share", "unexamined_share", "lead_accept_p90"),
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
    ),
    "E17": Question(
        file="j_city_e17.yaml",
        asks="Longer hours, a sixth day, a green channel?",
        metrics=("wait_mean", "wait_p90", "staff_hours", "lead_accept_mean"),
    ),
}


def page(question: str, study: StudyResult) -> tuple[str, pd.DataFrame]:
    """The table as Markdown (mean ± half of the 95 % interval, * where the difference from the first design
    excludes 0) and its rows.
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
        f"`python -m experiments.questions {question} -n {len(study.replications)}`. Mean ± half of the 95 % "
        f"interval; * the paired difference from `{study.base}` excludes 0.",
        "",
        "| design | " + " | ".join(heads) + " |",
        "| --- |" + " ---: |" * len(heads),
    ]
    for design in study.designs:
        texts = [_cell(cells.get((design, metric)), (design, metric) in clear) for metric in shown]
        lines.append(f"| `{design}` | " + " | ".join(texts) + " |")
    return "\n".join(lines) + "\n", rows


def _cell(row: Any, clear: bool) -> str:
    if row is None or row.mean != row.mean:
        return "–"
    scale = 100.0 if row.unit == "share" else 1.0
    return f"{row.mean * scale:.4g} ± {row.half_width * scale:.2g}{'*' if clear else ''}"
