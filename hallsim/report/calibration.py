"""The answer of `hallsim calibration-table`: what is given of the real hall beside what the model gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from hallsim.report.answer import Answer, Section
from hallsim.report.tables.evidence import evidence_tables
from hallsim.report.tables.given import USES, figure_row
from hallsim.report.tables.parts import part_name
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.keys import label_with_unit, name_of, with_population
from hallsim.report.wording.numbers import NOTHING, interval, number, with_interval
from hallsim.report.wording.sentences import settings_lines
from hallsim.report.wording.titles import words_in
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.scenario.assumptions.assumptions import Basis
    from hallsim.study.result import KnownFigure, StudyResult

COMMAND: Final = "calibration-table"
_FEWEST_RUNS: Final = 20


def calibration_answer(study: StudyResult, bases: Sequence[Basis], lang: Lang) -> Answer:
    """Figures of the hall with the model's intervals, fitted and held out apart; what the numbers rest on.

    Args:
        study: of the base design alone or with others, which are left out.
        bases: what the scenario says that its numbers rest on.
    """
    table = calibration_frame(study)
    named = translate("Held against the figures known of the hall", lang)
    title = words_in(study.title, lang) or study.name
    text = "{n} replications, seed {seed}; intervals of 95 % over replications."
    return Answer(
        title=f"{title} · {name_of(study, 'design', study.base, lang)}",
        headline=list(_headline(table, lang)),
        settings=list(settings_lines(study.settings, lang)),
        sections=[
            *([Section(heading=named, parts=[_grid(study, lang)])] if study.figures else []),
            *([Section(parts=evidence_tables(bases, lang))] if bases else []),
        ],
        notes=[translate(text, lang, n=len(study.replications), seed=study.seed)],
        tables={"calibration": table},
        manifest={**study.manifest, "command": COMMAND},
    )


def calibration_frame(study: StudyResult) -> pd.DataFrame:
    """A row a figure: metric, dimension and key (of a part), unit, given, simulated, lo, hi, within, run_lo,
    run_hi, within_runs, use, source.

    `within`: the given figure lies in the interval of the simulation, ends included. Where the base design
    has nobody in a part, simulated, lo and hi are nan and `within` is False. Nine of ten single replications
    lie from `run_lo` to `run_hi`: nan of parts, and where there are fewer than twenty replications.
    """
    import pandas as pd

    infos = {info.id: info for info in study.infos}
    rows = []
    for figure in study.figures:
        row = figure_row(study, figure)
        value, lo, hi = (float("nan"),) * 3 if row is None else (row.value, row.lo, row.hi)
        run_lo, run_hi = _runs(study, figure)
        rows.append(
            {
                "metric": figure.metric, "dimension": figure.dimension, "key": figure.key,
                "unit": infos[figure.metric].unit, "given": figure.value, "simulated": value, "lo": lo,
                "hi": hi, "within": lo <= figure.value <= hi, "run_lo": run_lo, "run_hi": run_hi,
                "within_runs": run_lo <= figure.value <= run_hi, "use": figure.use,
                "source": figure.source.get("en", ""),
            }
        )  # fmt: skip
    names = "metric dimension key unit given simulated lo hi within run_lo run_hi within_runs use source"
    return pd.DataFrame(rows, columns=names.split())


def _runs(study: StudyResult, figure: KnownFigure) -> tuple[float, float]:
    """Between which values nine of ten replications lie: two stretches of one calendar differ so much."""
    nothing = float("nan")
    own = study.metrics[(study.metrics["design"] == study.base) & (study.metrics["metric"] == figure.metric)]
    if figure.dimension or own["value"].count() < _FEWEST_RUNS:
        return nothing, nothing
    return float(own["value"].quantile(0.05)), float(own["value"].quantile(0.95))


def _grid(study: StudyResult, lang: Lang) -> Grid:
    infos = {info.id: info for info in study.infos}
    spread = calibration_frame(study)["run_lo"].notna().any()
    numbers = columns(lang, "Given", "Simulated", "Difference", right=True)
    runs = columns(lang, "Nine of ten runs", right=True) if spread else []
    heads = [*columns(lang, "Figure"), *numbers, *runs, *columns(lang, "Use", "Source")]
    table = Grid(columns=[Column(head.heading, right=head.right) for head in heads])
    for use in USES:
        for figure in (figure for figure in study.figures if figure.use == use):
            info, row = infos[figure.metric], figure_row(study, figure)
            part = part_name(study, figure.dimension, figure.key, lang)
            label = label_with_unit(info, lang) + (f" · {part}" if part else "")
            table.add(
                with_population(label, words_in(info.counted, lang), lang),
                number(figure.value, info.unit),
                NOTHING if row is None else with_interval(row.value, row.lo, row.hi, info.unit),
                NOTHING if row is None else number(row.value - figure.value, info.unit, signed=True),
                *([interval(*_runs(study, figure), info.unit, lang)] if spread else []),
                translate(USES[figure.use], lang),
                words_in(figure.source, lang) if figure.source else "",
            )
    return table


def _headline(table: pd.DataFrame, lang: Lang) -> Iterator[str]:
    if table.empty:
        yield translate(
            "The scenario states no figure of the real hall: nothing was held against one.",
            lang,
        )
        return
    out, n_fitted = table[table["use"] == "held_out"], int((table["use"] == "fitted").sum())
    if len(out):
        text = "Of {n} figures held out, the interval of the simulation holds {within}."
        yield translate(text, lang, n=len(out), within=int(out["within"].sum()))
        if (told := out["run_lo"].notna()).any():
            text = "Nine of ten runs reach {within} of {n}, as is enough for what was measured over one."
            yield translate(text, lang, n=int(told.sum()), within=int(out["within_runs"].sum()))
    else:
        yield translate("No figure was held out: nothing here validates the model.", lang)
    if n_fitted:
        yield translate("Figures that were fitted ({n}) validate nothing.", lang, n=n_fitted)
