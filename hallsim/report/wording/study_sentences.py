"""What a study of many points says in sentences: what was expected, what is best, what is met, how sure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from hallsim.metrics.registry import METRICS
from hallsim.report.wording.calibrated import calibration_line
from hallsim.report.wording.numbers import interval, number, percent, with_interval
from hallsim.report.wording.sentences import with_unit
from hallsim.report.wording.trial_names import Names
from hallsim.scenario.study_file.model import Expectation
from hallsim.scenario.values.amounts import Amount
from hallsim.study.experiment.expected import Judged
from hallsim.study.experiment.figures import Figures
from hallsim.study.experiment.fronts import best_with_variants
from hallsim.study.experiment.trials import Trial
from hallsim.study.inference.best import may_be_best
from hallsim.study.opinions.calibration import notes_on
from hallsim.text.message import SEMICOLON, Lang, Message, Value, joined, spaced, translate

_ANSWERS = {
    "as_expected": Message("{expected} As expected: {came}."),
    "otherwise": Message("{expected} Otherwise: {came}."),
    "not_settled": Message("{expected} Not settled: {came}."),
}
_MOST_NAMED = 4
_COUNTED = ("number", "visits", "per_day", "per_hour")
"""Units of which there are more or fewer."""


def expectation_sentence(names: Names, one: Judged) -> str:
    """What is expected, in the planner's words where there are some."""
    asked = one.expectation
    if asked.text is not None:
        return asked.text.get(names.lang)
    return _in_words(names, one, asked)


def _in_words(names: Names, one: Judged, asked: Expectation) -> str:
    lang, label = names.lang, names.label(asked.metric)
    what = {"lower": Message("lower"), "higher": Message("higher"), "same": Message("the same")}
    if names.info(asked.metric).unit in _COUNTED:
        what |= {"lower": Message("lower", "of a count"), "higher": Message("higher", "of a count")}
    way = what[asked.direction].text(lang)
    if asked.by is not None:
        size = _size(asked.by.least, asked.by.most)
        most = (
            Message("{way} by {size}") if asked.by.most is not None else Message("{way} by at least {size}")
        )
        if asked.direction == "same":
            most = Message("{way} to within {size}")
        way = most.given(way=way, size=size).text(lang)
    if asked.along is not None:
        text = "Expected along {factor} under {design}: {metric} {way}."
        return translate(
            text,
            lang,
            factor=names.factor(asked.along),
            design=names.design(one.design),
            metric=label,
            way=way,
        )
    text = "Expected under {design} against {base}: {metric} {way}."
    return translate(
        text, lang, design=names.design(one.design), base=names.design(one.base), metric=label, way=way
    )


def _size(least: Amount, most: Amount | None) -> str:
    return least.text() if most is None else f"{least.text()}..{most.text()}"


def answer_sentence(names: Names, one: Judged) -> str:
    """The expectation with the word that it comes to, and what came."""
    lang, info = names.lang, names.info(one.expectation.metric)
    rows, relative = one.rows, one.region.relative
    if not rows:
        came = translate("there is nothing to compare", lang)
    elif len(rows) == 1:
        d = rows[0].difference
        value = percent(d.relative, signed=True) if relative else number(d.value, info.unit, signed=True)
        ends = (d.relative_lo, d.relative_hi) if relative else (d.lo, d.hi)
        around = interval(*ends, "share" if relative else info.unit, lang, signed=True)
        value = value if relative else with_unit(value, info.unit, lang, difference=True)
        came = translate("{value} ({interval})", lang, value=value, interval=around)
    else:
        n = {state: sum(row.state == state for row in rows) for state in _ANSWERS}
        came = translate(
            "of {n} comparisons {yes} as expected, {no} otherwise, {open} not settled", lang,
            n=len(rows), yes=n["as_expected"], no=n["otherwise"], open=n["not_settled"],
        )  # fmt: skip
    told = _ANSWERS[one.state].given(expected=expectation_sentence(names, one), came=came).text(lang)
    in_doubt = sum(row.by_parameters for row in rows)
    if not in_doubt:
        return told
    text = "At {n} of {all} comparisons slopes (±50 %) or weights (±20 %) that no survey tells decide it."
    return spaced([told, translate(text, lang, n=in_doubt, all=len(rows))], lang)


def headline(names: Names) -> Iterator[str]:
    """The answer in sentences, the most important first."""
    found = names.found
    yield from (answer_sentence(names, one) for one in found.expectations)
    if found.goals:
        yield from _targets(names)
    if found.fronts:
        yield from _fronts(names)
    else:
        yield from _best(names)
    if found.precise:
        yield _precise(names)
    yield from _dead(names)


def _dead(names: Names) -> Iterator[str]:
    """The points that cannot be run, and why the first of them cannot."""
    dead = names.found.dead
    if dead:
        first, why = next(iter(dead.items()))
        text = "Not to be run: {trials}. Every run of {first} fails, the first one so: {why}"
        told = _few([names.trial(trial) for trial in dead], names.lang)
        yield translate(text, names.lang, trials=told, first=names.trial(first), why=why)


def _targets(names: Names) -> Iterator[str]:
    found, lang = names.found, names.lang
    states = [verdict.state for verdict in found.verdicts.values()]
    n, met = len(states), states.count("met")
    doubted = sum(verdict.by_parameters for verdict in found.verdicts.values())
    tied = states.count("tied") - doubted
    text = (
        "All targets are met at {met} of {n} points and not met at {lost}; at {tied} the noise does not tell."
    )
    yield translate(text, lang, n=n, met=met, tied=tied, lost=states.count("not_met"))
    if doubted:
        text = "At {n} of {all} points slopes (±50 %) or weights (±20 %) that no survey tells decide it."
        yield translate(text, lang, n=doubted, all=n)


def _fronts(names: Names) -> Iterator[str]:
    fronts = names.found.fronts
    if len(fronts) > _MOST_NAMED:
        yield _many_fronts(names)
        return
    for where, front in fronts.items():
        several = [names.chosen(trial) for trial in front.on_it]
        told = _few(several, names.lang)
        n_open = sum(standing == "may_be" for standing in front.standing.values())
        where_told = names.surroundings(*where)
        if n_open and not several:
            text = "{place}: no point is surely on the front; {n} may be."
            yield translate(text, names.lang, place=where_told, n=n_open)
        elif n_open:
            text = "{place}: on the front are {told}; {n} more may be."
            yield translate(text, names.lang, place=where_told, told=told, n=n_open)
        else:
            yield translate("{place}: on the front are {told}.", names.lang, place=where_told, told=told)
        if front.by_parameters:
            text = "Of {told}: slopes (±50 %) or weights (±20 %) that no survey tells decide who is on it."
            doubted = [trial for trial in front.standing if trial in front.by_parameters]
            open_ = _few([names.chosen(trial) for trial in doubted], names.lang)
            yield translate(text, names.lang, told=open_)


def _many_fronts(names: Names) -> str:
    """Of fronts in many surroundings: which design is on how many of them."""
    found, lang = names.found, names.lang
    on_it: dict[str, int] = {
        design: sum(any(trial.design == design for trial in front.on_it) for front in found.fronts.values())
        for design in found.study.designs
    }
    told = [
        translate("{design} in {n}", lang, design=names.design(design), n=n) for design, n in on_it.items()
    ]
    given = dict.fromkeys(name for _, values in found.fronts for name, _ in values)
    text = (
        "Points in different worlds ({factors}) are not weighed against each other. Of {n} worlds, with a "
        "point on the front: {designs}."
    )
    factors = joined([names.factor(name) for name in given]).text(lang)
    return translate(
        text, lang, n=len(found.fronts), factors=factors, designs=joined(told, SEMICOLON).text(lang)
    )


def _best(names: Names) -> Iterator[str]:
    """The best trial by the first metric in each surroundings, told by other citizens where there are any."""
    found = names.found
    metric = found.study.metrics[0]
    better = METRICS[metric].better
    if better == "neutral" or len(found.trials.all) < 2:
        return
    sign = -1 if better == "higher" else 1
    groups: dict[object, list[Trial]] = {}
    for trial in found.trials.all:
        groups.setdefault(trial.surroundings, []).append(trial)
    for trials in groups.values() if len(groups) <= _MOST_NAMED else ():
        told = {t: found.figures.told(t, metric) for t in trials}
        values = {t: estimate.value for t, (estimate, flatters) in told.items() if not flatters}
        known = [trial for trial, value in values.items() if not math.isnan(value)]
        if known and len(trials) > 1:
            best = min(known, key=lambda t: sign * values[t])
            others = {t: found.figures.difference(best, t, metric) for t in known if t is not best}
            rivals = may_be_best(others, better)
            by_slope = [t for t in best_with_variants(known, metric, found.figures) if t is not best]
            if by_slope and not rivals:
                text = (
                    "{metric}: may be best at {trial}, {figure}, or at {others}: slopes (±50 %) or weights "
                    "(±20 %) that no survey tells decide it."
                )
                yield translate(
                    text, names.lang, metric=names.label(metric), trial=names.trial(best),
                    figure=_figure(names, found.figures, best, metric),
                    others=_few([names.trial(one) for one in by_slope], names.lang),
                )  # fmt: skip
            else:
                yield _best_sentence(names, best, rivals, metric)


def _best_sentence(names: Names, trial: Trial, rivals: Sequence[Trial], metric: str) -> str:
    """The best is named where paired differences tell it, else what may be best too."""
    found, lang = names.found, names.lang
    told: dict[str, Value] = {
        "metric": names.label(metric), "trial": names.trial(trial),
        "figure": _figure(names, found.figures, trial, metric),
    }  # fmt: skip
    if rivals:
        told["others"] = _few([names.trial(rival) for rival in rivals], lang)
    if found.confirmed is not None and trial in found.picked:
        told["again"] = _figure(names, found.confirmed, trial, metric)
        text = "{metric}: best at {trial}, {figure}; with citizens that did not pick it {again}."
        if rivals:
            text = (
                "{metric}: may be best at {trial}, {figure} (with citizens that did not pick it {again}), or"
                " at {others}; the runs do not tell."
            )
        return translate(text, lang, **told)
    text = "{metric}: best at {trial}, {figure}."
    if rivals:
        text = "{metric}: may be best at {trial}, {figure}, or at {others}; the runs do not tell."
    return translate(text, lang, **told)


def _few(several: Sequence[str], lang: Lang) -> str:
    """The first ones by name."""
    told = joined(several[:_MOST_NAMED], SEMICOLON).text(lang)
    rest = len(several) - _MOST_NAMED
    return translate("{told} and {n} more", lang, told=told, n=rest) if rest > 0 else told


def _figure(names: Names, figures: Figures, trial: Trial, metric: str) -> str:
    e, info = figures.estimate(trial, metric), names.info(metric)
    return with_unit(with_interval(e.value, e.lo, e.hi, info.unit), info.unit, names.lang)


def _precise(names: Names) -> str:
    found, lang = names.found, names.lang
    asked = found.study.study.precision
    assert asked is not None
    n, reached = len(found.precise), sum(found.precise.values())
    runs = [found.figures.n[trial.candidate.key] for trial in found.precise]
    goals = joined([f"{names.label(metric)} ±{amount.text()}" for metric, amount in asked.metrics.items()])
    text = "Precise enough ({goals}) at {reached} of {n} points, after {least} to {most} replications."
    return translate(
        text, lang, goals=goals.text(lang), reached=reached, n=n, least=min(runs), most=max(runs)
    )


def notes(names: Names) -> Iterator[str]:
    """How the answer was reached."""
    found, lang = names.found, names.lang
    study = found.study.study
    if study.source is not None:
        yield translate("Source of the question: {source}", lang, source=study.source.get(lang))
    yield _runs_note(names, lang)
    if len(found.study.designs) > 1:
        base = names.design(found.study.designs[0])
        yield translate(
            "Differences in points.csv are from {base} at the same point, paired by replication: the same "
            "citizens come to all designs of a world.", lang, base=base,
        )  # fmt: skip
    yield translate(
        "Each {level} interval holds by itself, not all of them at once.", lang, level=names.level
    )
    if found.expectations:
        yield translate(
            "As expected: every comparison of an expectation holds; otherwise: one of them surely does not "
            "(the error is divided among them).", lang,
        )  # fmt: skip
    if found.fronts:
        yield translate(
            "On the front: no other point in the same world is better by the figures in every metric; may be "
            "on it: none is surely better.", lang,
        )  # fmt: skip
    if any(len(trial.values) < len(found.study.factors) for trial in found.trials.all):
        yield translate("– : as in the scenario, or without effect under the design.", lang)
    yield from _flattering(names)
    for doubt in found.trials.doubts:
        yield translate("Perhaps not meant: {said}; {advice}", lang, said=doubt.said, advice=doubt.advice)
    opinions = notes_on(found.study.metrics, found.study.source.scenario)
    if opinions:
        yield calibration_line(opinions, lang)
    if found.n_failed:
        yield translate("{n} runs failed and are in no figure.", lang, n=found.n_failed)


def _flattering(names: Names) -> Iterator[str]:
    """What the mark says, where there is one."""
    found = names.found
    metrics, trials = found.study.metrics, found.trials.all
    if any(found.figures.told(trial, metric)[1] for trial in trials for metric in metrics):
        yield translate(
            "Marked †: a figure that seems good where clearly fewer people are served than at another point "
            "of the same world; left out (–) where not half as many are.", names.lang,
        )  # fmt: skip


def _runs_note(names: Names, lang: Lang) -> str:
    found = names.found
    told: dict[str, Value] = {
        "points": len(found.trials.all), "runs": f"{found.n_runs:,}", "seed": str(found.study.seed),
        "block": BLOCKS[found.block].text(lang),
    }  # fmt: skip
    return translate("{points} points, {runs} runs, seed {seed}, {block}.", lang, **told)


BLOCKS = {
    "main": Message("the citizens of compare"),
    "pilot": Message("the citizens of the block pilot"),
    "search": Message("the citizens of the block search"),
    "confirm": Message("the citizens of the block confirm"),
}
