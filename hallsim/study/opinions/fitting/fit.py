"""Cut-points with which simulated shares of answers equal a survey's, and what they tell of what is left out.

Only shares are known: a cut-point is identified for each and nothing else, neither slopes nor weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError, Problem, problem
from hallsim.metrics.satisfaction.cuts import DEFAULT_CUTS, cuts_of, fit_cuts
from hallsim.metrics.satisfaction.models.registry import MODELS
from hallsim.metrics.satisfaction.opinions import Opinions, counts_by_level, rate_of, score_of
from hallsim.scenario.satisfaction.items import KINDS, N_SATISFIED, OVERALL
from hallsim.scenario.satisfaction.model import Fit, Satisfaction
from hallsim.scenario.satisfaction.survey import Answers, levels_of
from hallsim.scenario.values.fields import LocalText
from hallsim.study.opinions.fitting.experienced import Experienced
from hallsim.text.message import Message

Real = NDArray[np.float64]
Mask = NDArray[np.bool_]
Scores = dict[tuple[str, str], tuple[float, float]]
CLOSE: Final = 0.005
"""A share is met to half a percentage point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A level of an item: what the survey says and what the fitted model gives."""

    item: str
    who: str
    level: str
    surveyed: float
    simulated: float

    @property
    def is_close(self) -> bool:
        """Whether they differ by half a percentage point at most."""
        return abs(self.simulated - self.surveyed) <= CLOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An indicator told from the fits of the others: score and rate, fitted and told."""

    item: str
    who: str
    fitted_score: float
    told_score: float
    fitted_rate: float
    told_rate: float

    @property
    def error(self) -> float:
        """How far off: the larger of points of the score and percentage points of the rate."""
        return max(abs(self.told_score - self.fitted_score), 100 * abs(self.told_rate - self.fitted_rate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The fitted model and how near it comes; `nothing` is the share of cases that got nothing, whom a survey
    of those served does not ask, `unreported` (item, who, share) those asked who did not answer.
    """

    said: Satisfaction
    shares: tuple[Share, ...]
    left_out: tuple[LeftOut, ...]
    nothing: float
    unreported: tuple[tuple[str, str, float], ...] = ()


def fit(
    said: Satisfaction,
    survey: Sequence[Answers],
    base: Experienced,
    design: str,
) -> Fitted:
    """The model with cut-points fitted to a survey under one design.

    Raises:
        InputError: nobody of a group has a case that ended, or nothing was experienced on an indicator.
    """
    known = served(base)
    refuse_empty(survey, known)
    asked = {one.who for one in survey}
    said = said.model_copy(update={"fits": {who: f for who, f in said.fits.items() if who not in asked}})
    fitted = with_fits(said, survey, known, design)
    left_out = tuple(_left_out(fitted, survey, known))
    fits = {who: _with_error(who, found, left_out) for who, found in fitted.fits.items()}
    fitted = fitted.model_copy(update={"fits": fits})
    nothing = float(base.weight[base.experience.got_nothing].sum() / base.weight.sum())
    return Fitted(
        said=fitted,
        shares=tuple(_shares(fitted, survey, known)),
        left_out=left_out,
        nothing=nothing,
        unreported=tuple((one.item, one.who, one.unreported) for one in survey if one.unreported),
    )


def served(base: Experienced) -> Experienced:
    """Those who got something: whom a survey asks."""
    rows = ~base.experience.got_nothing
    return Experienced(experience=base.experience.of(rows), weight=base.weight[rows])


def of_who(known: Experienced, who: str) -> Mask:
    """(n,) whose cases are of a group or a kind."""
    groups = known.experience.groups
    inside = [group.kind == who if who in KINDS else group.name == who for group in groups]
    return np.asarray(np.array(inside, np.bool_)[known.experience.group])


def refuse_empty(survey: Sequence[Answers], known: Experienced) -> None:
    """InputError where there is nobody, or nothing experienced, to fit to."""
    problems: list[Problem] = []
    for one in survey:
        rows = of_who(known, one.who)
        if not rows.any():
            said = Message("nobody of {who} has a case that is done in the run", who=one.who)
            advice = Message("leave these rows out, or make the run longer")
            if one.who in KINDS:
                advice = Message(
                    "say of a group that its kind is {who}, or leave these rows out", who=one.who
                )
            problems.append(problem(one.place, "survey.empty", said, advice))
        elif one.item != OVERALL and np.isnan(known.experience.x[one.item][rows]).all():
            said = Message("nothing is simulated that {item} follows", item=one.item)
            advice = Message("leave these rows out")
            if one.item == "environment":
                advice = Message("write the seats of the design, or leave these rows out")
            problems.append(problem(one.place, "survey.nothing", said, advice))
    if problems:
        raise InputError(problems)


def with_fits(
    said: Satisfaction,
    survey: Sequence[Answers],
    known: Experienced,
    design: str,
) -> Satisfaction:
    """The model with cut-points of every item of the survey; the whole comes last, following the others."""
    for one in sorted(survey, key=lambda answers: answers.item == OVERALL):
        rows = of_who(known, one.who)
        x = Opinions(known.experience, said).x(one.item)
        rows &= ~np.isnan(x)
        model = MODELS[said.model]
        cuts = fit_cuts(model, one.item, x[rows], known.weight[rows], one.cumulative, said.slope)
        before = said.fits.get(one.who)
        found = Fit(
            source=LocalText(en=one.source, zh=one.source),
            n=min((n for n in (one.n, before.n if before else None) if n is not None), default=None),
            design=design,
            cuts={**(before.cuts if before else {}), one.item: cuts},
        )
        said = said.model_copy(update={"fits": {**said.fits, one.who: found}})
    return said


def _counts(opinions: Opinions, known: Experienced, item: str, rows: Mask) -> Real:
    """(5,) how many of some people answer each level."""
    return counts_by_level(opinions.shares(item)[rows], known.weight[rows])


def _shares(said: Satisfaction, survey: Sequence[Answers], known: Experienced) -> list[Share]:
    opinions = Opinions(known.experience, said)
    found = []
    for one in survey:
        counts = _counts(opinions, known, one.item, of_who(known, one.who))
        for level, (start, end) in levels_of(one).items():
            simulated = float(counts[start:end].sum() / counts.sum())
            found.append(
                Share(
                    item=one.item, who=one.who, level=level, surveyed=one.shares[level], simulated=simulated
                )
            )
    return found


def _left_out(said: Satisfaction, survey: Sequence[Answers], known: Experienced) -> list[LeftOut]:
    """Every indicator told from the fits of the others of the same people, where there are others."""
    by_who: dict[str, list[str]] = {}
    for one in survey:
        if one.item != OVERALL:
            by_who.setdefault(one.who, []).append(one.item)
    return [
        _told_from_others(said, item, [other for other in items if other != item], who, known)
        for who, items in by_who.items()
        for item in items
        if len(items) > 1
    ]


def _told_from_others(
    said: Satisfaction, item: str, others: Sequence[str], who: str, known: Experienced
) -> LeftOut:
    """As lenient as in the others: cut-points as far from the typical experience, in the unit in which the
    assumed ones of each indicator are spaced.
    """
    rows = of_who(known, who)
    lenience = np.mean([_lenience(said, other, who, known, rows) for other in others], axis=0)
    typical, unit = _typical(item, known, rows), _unit(item)
    told = tuple(float(cut) for cut in typical + unit * lenience)
    fits = dict(said.fits)
    fits[who] = fits[who].model_copy(update={"cuts": {**fits[who].cuts, item: told}})
    counts = [
        _counts(Opinions(known.experience, model), known, item, rows)
        for model in (said, said.model_copy(update={"fits": fits}))
    ]
    return LeftOut(
        item=item,
        who=who,
        fitted_score=score_of(counts[0]),
        told_score=score_of(counts[1]),
        fitted_rate=rate_of(counts[0]),
        told_rate=rate_of(counts[1]),
    )


def _lenience(said: Satisfaction, item: str, who: str, known: Experienced, rows: Mask) -> Real:
    kind = who if who in KINDS else ""
    cuts = np.array(cuts_of(said, item, who, kind))
    return np.asarray((cuts - _typical(item, known, rows)) / _unit(item))


def _typical(item: str, known: Experienced, rows: Mask) -> float:
    """The mean experience (most people often experience the very same, so a median says little)."""
    x, weight = known.experience.x[item][rows], known.weight[rows]
    there = ~np.isnan(x)
    return float((x * weight)[there].sum() / weight[there].sum())


def _unit(item: str) -> float:
    """From the first of the assumed cut-points to the last that still satisfies."""
    cuts = DEFAULT_CUTS[item]
    return cuts[N_SATISFIED - 1] - cuts[0]


def _with_error(who: str, found: Fit, left_out: Sequence[LeftOut]) -> Fit:
    """With the mean error of what was left out, where anything was."""
    errors = [one.error for one in left_out if one.who == who]
    return found.model_copy(update={"left_out": round(float(np.mean(errors)), 2)}) if errors else found


def scores_by_who(said: Satisfaction, found: Mapping[str, Experienced]) -> Scores:
    """By kind and design: score and rate on the whole of all cases that ended, those that got nothing too."""
    told = {}
    for design, known in found.items():
        opinions = Opinions(known.experience, said)
        for kind in KINDS:
            rows = of_who(known, kind)
            if rows.any():
                counts = _counts(opinions, known, OVERALL, rows)
                told[kind, design] = score_of(counts), rate_of(counts)
    return told
