"""`hallsim select`: the best of many designs with a stated probability."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from hallsim.report.answer import Answer, Chart, Section
from hallsim.report.figures.canvas import COLOURS, GREY, GRID, LINE_SPACING, TITLE_WIDE, blank, wrapped
from hallsim.report.wording.grid import Grid, columns
from hallsim.report.wording.keys import in_sentence, label_with_unit, with_population
from hallsim.report.wording.numbers import NOTHING, interval, number, with_interval
from hallsim.report.wording.outcomes import Names, names_in
from hallsim.report.wording.sentences import doubt_line, settings_lines, with_unit
from hallsim.scenario.load import LoadedScenario
from hallsim.scenario.whatif.path_names import path_names
from hallsim.scenario.whatif.question import values_in_words
from hallsim.study.runs.candidate import Candidate
from hallsim.study.selection.selection import Selected
from hallsim.text.message import Lang, joined, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Figure

_NAME_WIDE = 38


def selection_answer(found: Selected, source: LoadedScenario, lang: Lang) -> Answer:
    """The answer in a language."""
    names = _names(found, source, lang)
    caption = translate("All candidates with fresh citizens, 95% intervals", lang)
    return Answer(
        title=translate("Which is best? {title}", lang, title=names.title),
        settings=settings_lines(map(str, source.written.settings), lang),
        headline=_sentences(found, names),
        sections=[
            Section(
                parts=[_grid(found, names)],
                charts=[Chart("selection", caption, partial(_figure, found, source))],
            )
        ],
        notes=_notes(found, names),
        tables={"selection": found.table()},
        manifest=found.manifest,
    )


def candidate_name(found: Selected, i: int, names: Names) -> str:
    """The title of its design and the values tried."""
    return _called(found.candidates[i], names)


def _called(one: Candidate, names: Names) -> str:
    lang = names.lang
    title = in_sentence(names.design(one.design), names.lang)
    told = values_in_words(one.factors, names.factors).text(lang)
    return with_population(title, told, lang) if told else title


def _names(found: Selected, source: LoadedScenario, lang: Lang) -> Names:
    several = [*found.candidates, *(one for one, _ in found.dead)]
    paths = list(dict.fromkeys(path for one in several for path, _ in one.factors))
    factors = dict(zip(paths, path_names(source, paths), strict=True))
    return replace(names_in(source.scenario, lang, source.name), factors=factors)


def _grid(found: Selected, names: Names) -> Grid:
    lang, info = names.lang, names.infos[found.metric]
    grid = Grid(
        title=label_with_unit(names.infos[found.metric], lang),
        columns=[
            *columns(lang, "Candidate"),
            *columns(
                lang, "Replications to select", "Figure", "Behind", "95% interval", "Not served", right=True
            ),
        ],
    )
    for i, (e, d) in enumerate(zip(found.figures, found.differences, strict=True)):
        if i in found.few:
            lost = number(found.lost[i].value, "share")
            grid.add(candidate_name(found, i, names), str(found.n[i]), NOTHING, NOTHING, NOTHING, lost)
            continue
        grid.add(
            candidate_name(found, i, names), str(found.n[i]), with_interval(e.value, e.lo, e.hi, info.unit),
            NOTHING if d is None else number(d.value, info.unit, signed=True),
            NOTHING if d is None else interval(d.lo, d.hi, info.unit, lang, signed=True),
            number(found.lost[i].value, "share"), bold=i in found.best,
        )  # fmt: skip
    return grid


def _sentences(found: Selected, names: Names) -> list[str]:
    lang, info = names.lang, names.infos[found.metric]
    shown = number(found.indifference, info.unit, signed=True).removeprefix("+")
    small = with_unit(shown, info.unit, lang, difference=True)
    best = [candidate_name(found, i, names) for i in found.best]
    words = {
        "metric": names.label(found.metric),
        "best": best[0],
        "probability": _sure(found.probability),
    }
    if len(best) > 1:
        text = "{metric}: {n} replications did not tell these apart: {names}"
        told = [translate(text, lang, metric=words["metric"], n=max(found.n), names=joined(best).text(lang))]
    elif found.method == "kn":
        text = (
            "{metric}: {best} is selected; whichever is better than all others by {small} or more is selected"
            " with a probability of at least {probability}"
        )
        told = [translate(text, lang, **words, small=small)]
    else:
        text = "{metric}: {best} looks best; the estimated probability that it is: {probability}"
        told = [translate(text, lang, **words)]
    near = [
        candidate_name(found, i, names)
        for i, d in enumerate(found.differences)
        if i not in {*found.best, *found.few} and d is not None and abs(d.value) <= found.indifference
    ]
    if near:
        text = "less than {small} behind it: {names}"
        told.append(translate(text, lang, small=small, names=joined(near).text(lang)))
    if found.few:
        text = "left out, as each serves not half as many people as another: {names}"
        few = joined([candidate_name(found, i, names) for i in sorted(found.few)]).text(lang)
        told.append(translate(text, lang, names=few))
    lost = found.lost[found.best[0]].value
    least = min(e.value for e in found.lost)
    if lost - least > _worth_telling(least):
        text = "it leaves {lost} without service, another one {least}"
        told.append(translate(text, lang, lost=number(lost, "share"), least=number(least, "share")))
    if found.dead:
        called = [_called(one, names) for one, _ in found.dead]
        text = "left out, since runs of them fail: {names}; of {first} the first one so: {why}"
        why = found.dead[0][1]
        told.append(translate(text, lang, names=joined(called).text(lang), first=called[0], why=why))
    return told


def _sure(probability: float) -> str:
    """A probability, which is never certainty."""
    return "> 99.9%" if probability > 0.999 else number(probability, "share")


def _worth_telling(least: float) -> float:
    """How much more of its people a design may leave without service before that is told."""
    return 0.005 + 0.1 * least


def _notes(found: Selected, names: Names) -> list[str]:
    lang = names.lang
    told = [
        translate(
            "{runs} runs selected: the replications of the table. All figures and intervals in it come from"
            " {fresh} other replications of each candidate, with fresh citizens. The best is the one with the"
            " best mean of replications, each a figure of its own period.",
            lang, runs=found.n_runs, fresh=found.n_confirmed,
        )
    ]  # fmt: skip
    known = [v for v in found.saved if not math.isnan(v) and math.isfinite(v)]
    if known:
        told.append(
            translate(
                "The same citizens in every design: with others in each, the same intervals would take"
                " {low} to {high} times as many replications.",
                lang, low=f"{min(known):.1f}", high=f"{max(known):.1f}",
            )
        )  # fmt: skip
    told += [
        doubt_line(candidate_name(found, i, names), doubt, lang)
        for i, doubts in found.doubts.items()
        for doubt in doubts
    ]
    return told


def _figure(found: Selected, source: LoadedScenario, lang: Lang) -> Figure:
    names = _names(found, source, lang)
    scale = 100.0 if names.infos[found.metric].unit == "share" else 1.0
    figure, axes = blank(8, 1.4 + 0.36 * len(found.candidates))
    for y, e in enumerate(found.figures):
        if y in found.few:
            continue
        colour = COLOURS[0] if y in found.best else GREY
        axes.errorbar(
            e.value * scale, y, xerr=[[(e.value - e.lo) * scale], [(e.hi - e.value) * scale]], fmt="o",
            color=colour,
        )  # fmt: skip
    labels = [wrapped(candidate_name(found, i, names), _NAME_WIDE) for i in range(len(found.candidates))]
    axes.set_yticks(range(len(labels)), labels, fontsize=8, linespacing=LINE_SPACING)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.grid(axis="y", visible=False)
    label = label_with_unit(names.infos[found.metric], lang)
    axes.set_xlabel(label + (", %" if scale == 100 else ""))
    title = translate("{metric}, selected ones in blue", lang, metric=names.label(found.metric))
    figure.suptitle(wrapped(title, TITLE_WIDE), x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    return figure
