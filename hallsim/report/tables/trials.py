"""The tables of a study of many points, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hallsim.report.wording.cautions import marked
from hallsim.report.wording.grid import Column, Grid
from hallsim.report.wording.keys import label_with_unit
from hallsim.report.wording.numbers import NOTHING, interval, number, with_interval
from hallsim.report.wording.targets import BY_PARAMETERS, figure_words, goal_words, part_words, state_words
from hallsim.report.wording.trial_names import Names, shown
from hallsim.study.experiment.expected import Compared, Judged, State
from hallsim.study.experiment.experiment import Experiment
from hallsim.study.experiment.fronts import Front, Standing
from hallsim.study.experiment.tables import base_of
from hallsim.study.experiment.trials import Surroundings, Trial
from hallsim.study.inference.verdicts import REASONS
from hallsim.study.measures import infos_of
from hallsim.study.names import names as every_name
from hallsim.study.targets.judge import worst_reading
from hallsim.text.message import Lang, Message, translate

MOST_ROWS: Final = 40
MOST_METRICS: Final = 4
MOST_FRONTS: Final = 4
"""Fronts that are told one by one."""
STATES: Final[Mapping[State, Message]] = {
    "as_expected": Message("as expected"),
    "otherwise": Message("otherwise"),
    "not_settled": Message("not settled"),
}
STANDINGS: Final[Mapping[Standing, Message]] = {
    "front": Message("on the front"),
    "may_be": Message("may be on it"),
    "behind": Message("behind it"),
}


def points_grid(found: Experiment, lang: Lang) -> Iterator[Grid | str]:
    """A row a trial: values of the factors, figures with intervals, targets, replications."""
    names = Names(found, lang)
    infos = [names.info(metric) for metric in found.study.metrics[:MOST_METRICS]]
    precise = [Column(translate("Replications", lang), right=True)] if found.precise else []
    met = [Column(translate("Targets", lang))] if found.goals else []
    grid = Grid(
        columns=[
            *_heads(names),
            *(Column(label_with_unit(info, lang), right=True) for info in infos),
            *met,
            *precise,
        ]
    )
    trials = found.trials.all
    for trial in trials[:MOST_ROWS]:
        cells = []
        if trial in found.dead:
            blank = [NOTHING] * (len(infos) - 1 + len(met) + len(precise))
            grid.add(*_cells(names, trial), translate("does not run", lang), *blank)
            continue
        for info in infos:
            e, caution = found.figures.told(trial, info.id)
            cells.append(marked(with_interval(e.value, e.lo, e.hi, info.unit), caution))
        if found.goals:
            cells.append(state_words(found.verdicts[trial].readings, lang))
        if found.precise:
            n = found.figures.n[trial.candidate.key]
            reached = found.precise[trial]
            text = "{n}" if reached else "{n}, not precise enough"
            cells.append(translate(text, lang, n=n))
        grid.add(*_cells(names, trial), *cells)
    yield grid
    if len(trials) > MOST_ROWS:
        n = len(trials) - MOST_ROWS
        yield translate("{n} more rows are in points.csv", lang, n=n)


def differences_grid(found: Experiment, lang: Lang) -> Grid:
    """Every design against the base in its world, for a study whose points are designs."""
    names = Names(found, lang)
    infos = [names.info(metric) for metric in found.study.metrics[:MOST_METRICS]]
    heads = [label_with_unit(info, lang, difference=True) for info in infos]
    base = names.design(found.study.designs[0])
    title = translate("Differences from {base}", lang, base=base)
    grid = Grid(title=title, columns=[*_heads(names), *(Column(head, right=True) for head in heads)])
    for trial in found.trials.all[:MOST_ROWS]:
        ground = base_of(found, trial)
        if trial is ground:
            continue
        cells = []
        for info in infos:
            d = found.figures.difference(ground, trial, info.id)
            around = interval(d.lo, d.hi, info.unit, lang, signed=True)
            value = number(d.value, info.unit, signed=True)
            text = translate("{value} ({interval})", lang, value=value, interval=around)
            caution = found.figures.told(ground, info.id)[1] or found.figures.told(trial, info.id)[1]
            cells.append(marked(text, caution))
        grid.add(*_cells(names, trial), *cells)
    return grid


def _heads(names: Names) -> list[Column]:
    study, lang = names.found.study, names.lang
    heads = [translate("World", lang)] if len(study.worlds) > 1 else []
    heads += [names.factor(varied.levels.name) for varied in study.factors]
    heads += [translate("Hall design", lang)] if _tells_design(names) else []
    return [Column(translate("Point", lang), right=True), *map(Column, heads)]


def _tells_design(names: Names) -> bool:
    """A lone design is the same in every row."""
    return len(names.found.study.designs) > 1 or not names.found.study.factors


def _cells(names: Names, trial: Trial) -> list[str]:
    study = names.found.study
    world = [names.world(trial.world)] if len(study.worlds) > 1 else []
    values = [shown(trial.value(varied.levels.name)) for varied in study.factors]
    design = [names.design(trial.design)] if _tells_design(names) else []
    return [str(trial.number), *world, *values, *design]


def front_grid(found: Experiment, where: Surroundings, front: Front, lang: Lang) -> Grid:
    """The trials of a front, and those that the noise leaves open; confirmed figures where there are some."""
    names = Names(found, lang)
    infos = [names.info(metric) for metric in front.metrics]
    again = found.confirmed_fronts.get(where)
    title = names.surroundings(*where) if len(found.fronts) > 1 else ""
    heads = [Column(label_with_unit(info, lang), right=True) for info in infos]
    more = [Column(translate("With other citizens", lang))] if again is not None else []
    grid = Grid(title=title, columns=[*_heads(names), *heads, Column(translate("Standing", lang)), *more])
    told = [(trial, standing) for trial, standing in front.standing.items() if standing != "behind"]
    for trial, standing in sorted(told, key=lambda one: one[1] != "front")[:MOST_ROWS]:
        cells = []
        for info in infos:
            e, caution = found.figures.told(trial, info.id)
            cells.append(marked(with_interval(e.value, e.lo, e.hi, info.unit), caution))
        open_ = trial in front.by_parameters
        cells.append((BY_PARAMETERS if open_ else STANDINGS[standing]).text(lang))
        if again is not None:
            cells.append(STANDINGS[again.standing[trial]].text(lang) if trial in again.standing else "–")
        grid.add(*_cells(names, trial), *cells, bold=standing == "front")
    return grid


def fronts_by_design(found: Experiment, lang: Lang) -> Grid:
    """Of many fronts, in how many each design has a point on it, or may have."""
    names = Names(found, lang)
    heads = [Column(translate(head, lang), right=True) for head in ("On the front", "May be on it", "Fronts")]
    grid = Grid(columns=[Column(translate("Hall design", lang)), *heads])
    for design in found.study.designs:
        n = standings_of(found, design)
        grid.add(names.design(design), str(n["front"]), str(n["may_be"]), str(sum(n.values())))
    return grid


def standings_of(found: Experiment, design: str) -> dict[Standing, int]:
    """In how many fronts the best standing of a design's points is which."""
    n: dict[Standing, int] = dict.fromkeys(STANDINGS, 0)
    for front in found.fronts.values():
        own = {standing for trial, standing in front.standing.items() if trial.design == design}
        best = next((standing for standing in STANDINGS if standing in own), None)
        if best is not None:
            n[best] += 1
    return n


def targets_grid(found: Experiment, lang: Lang) -> Grid:
    """A column a target: the figure where it is furthest from being met, and the verdict."""
    names = Names(found, lang)
    told_names = every_name(found.study.source.scenario)
    infos = {info.id: info for info in infos_of(found.study.source.scenario)}
    heads = [Column(goal_words(goal, infos, told_names, lang), right=True) for goal in found.goals]
    grid = Grid(columns=[*_heads(names), *heads])
    for trial in [trial for trial in found.trials.all if trial not in found.dead][:MOST_ROWS]:
        cells = []
        for goal in found.goals:
            verdict = found.verdicts[trial]
            readings = verdict.of(goal)
            state = state_words(readings, lang)
            worst = worst_reading(readings)
            if worst is None:
                cells.append(state)
                continue
            text, part = figure_words(worst, lang), part_words(worst.scope, worst.part, told_names, lang)
            told = translate("{figure}: {state}", lang, figure=text, state=state)
            if part:
                told = translate("{figure} ({part}): {state}", lang, figure=text, part=part, state=state)
            cells.append(told)
        grid.add(*_cells(names, trial), *cells)
    return grid


def expected_grids(found: Experiment, sentences: Sequence[str], lang: Lang) -> Iterator[Grid | str]:
    """Each expectation with the comparisons that it is about."""
    names = Names(found, lang)
    for number_, (one, sentence) in enumerate(zip(found.expectations, sentences, strict=True), start=1):
        yield f"{number_}. {sentence}"
        yield _expected_grid(names, one)


def _expected_grid(names: Names, one: Judged) -> Grid:
    lang, info = names.lang, names.info(one.expectation.metric)
    heads = ["Against", "Of", "Difference", "95% interval", "Relative, %", "Answer"]
    grid = Grid(columns=[Column(translate(head, lang)) for head in heads])
    for row in one.rows[:MOST_ROWS]:
        d = row.difference
        relative = interval(d.relative_lo, d.relative_hi, "share", lang, signed=True)
        grid.add(
            names.trial(row.base), names.trial(row.other), number(d.value, info.unit, signed=True),
            interval(d.lo, d.hi, info.unit, lang, signed=True), relative,
            marked(_answer(row).text(lang), "serves_fewer" if row.flatters else ""),
        )  # fmt: skip
    return grid


def _answer(row: Compared) -> Message:
    """The word for what a comparison comes to, and why, where that is not in the runs."""
    word = STATES[row.state]
    if not row.by_parameters:
        return word
    return Message("{word} ({reason})", word=word, reason=REASONS["parameters"])
