"""Does the ranking of the designs survive what the survey leaves open: slopes +-50 %, weights +-20 %?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from hallsim.metrics.satisfaction.opinions import SLOPE_RANGE, WEIGHT_RANGE
from hallsim.scenario.satisfaction.items import INDICATORS, KINDS, OVERALL
from hallsim.scenario.satisfaction.model import Satisfaction
from hallsim.scenario.satisfaction.survey import Answers
from hallsim.study.inference.verdicts import ABSOLUTE
from hallsim.study.opinions.fitting.experienced import Experienced
from hallsim.study.opinions.fitting.fit import scores_by_who, served, with_fits

MATTERS = ABSOLUTE["score"]
"""Points from which on two designs differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """The model otherwise (`of` is slope or an indicator whose weight changes), fitted again: by kind and
    design score and rate on the whole.
    """

    of: str
    factor: float
    scores: Mapping[tuple[str, str], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPlaces:
    """Two designs of which one is better in one variation and the other in another, by a point or more."""

    kind: str
    one: str
    other: str
    least: float
    greatest: float


def variations(
    said: Satisfaction, survey: Sequence[Answers], found: Mapping[str, Experienced], base: str
) -> tuple[Variation, ...]:
    """The model as fitted, then every variation, each fitted again under the base and then held."""
    known = served(found[base])
    told = []
    for of, factor, changed in _varied(said):
        # weights move nothing but the whole
        asked = survey if of == "slope" else [one for one in survey if one.item == OVERALL]
        fitted = with_fits(changed, asked, known, base)
        told.append(Variation(of=of, factor=factor, scores=scores_by_who(fitted, found)))
    return tuple(told)


def _varied(said: Satisfaction) -> Iterator[tuple[str, float, Satisfaction]]:
    yield "", 1.0, said
    for factor in SLOPE_RANGE:
        yield "slope", factor, said.model_copy(update={"slope": said.slope * factor})
    for name in INDICATORS:
        for factor in WEIGHT_RANGE:
            weights = {**said.weights, name: said.weights.get(name, 1.0) * factor}
            yield name, factor, said.model_copy(update={"weights": weights})


def most_apart(told: Sequence[Variation], kind: str, designs: Sequence[str]) -> float:
    """Points between the best and the worst design of a kind of people, in the variation where it is most."""
    several = [[v.scores[kind, d][0] for d in designs if (kind, d) in v.scores] for v in told]
    return max((max(scores) - min(scores) for scores in several if scores), default=0.0)


def changed_places(told: Sequence[Variation], designs: Sequence[str]) -> tuple[ChangedPlaces, ...]:
    """Pairs of designs whose order by score depends on the variation; less than a point is the same."""
    found = []
    for kind in KINDS:
        for one, other in combinations(designs, 2):
            gaps = [
                variation.scores[kind, other][0] - variation.scores[kind, one][0]
                for variation in told
                if (kind, one) in variation.scores and (kind, other) in variation.scores
            ]
            if gaps and min(gaps) <= -MATTERS and max(gaps) >= MATTERS:
                found.append(
                    ChangedPlaces(kind=kind, one=one, other=other, least=min(gaps), greatest=max(gaps))
                )
    return tuple(found)
