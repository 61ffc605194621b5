"""How far the satisfaction model is calibrated: not, fitted to a survey, or fitted and held against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, Literal

from hallsim.metrics.catalogue.satisfaction import PREFIX, RATE, TITLES
from hallsim.scenario.satisfaction.items import KINDS, OVERALL
from hallsim.scenario.values.fields import LocalText
from hallsim.text.message import Both, Message, joined

if TYPE_CHECKING:
    from hallsim.scenario.satisfaction.model import Fit
    from hallsim.scenario.scenario import Scenario

State = Literal["uncalibrated", "fitted", "calibrated"]

STATES: Final[Mapping[State, Message]] = {
    "uncalibrated": Message("not calibrated", "state"),
    "fitted": Message("fitted", "state"),
    "calibrated": Message("calibrated", "state"),
}
CALIBRATED_POINTS: Final = 5.0
"""Indicators left out of the fit and told from the others are off by so many points at most (assumed)."""
NOT_TOLD: Final = Message("not told")
FIRMS: Final = "enterprises_"
_ENQUIRIES: Final = "enquiries_"


def is_opinion(metric: str) -> bool:
    """Whether a metric is of what a model says that people would say."""
    return metric.startswith(PREFIX)


def state_of(metric: str, scenario: Scenario) -> State:
    """How far the model behind a metric of satisfaction is calibrated."""
    rest = metric.removeprefix(PREFIX).removesuffix(RATE)
    kind = KINDS[1] if rest.startswith(FIRMS) else KINDS[0]
    item = rest.removeprefix(FIRMS)
    if item.startswith(_ENQUIRIES):
        return "uncalibrated"  # surveys ask of cases
    found = _fits_of(scenario, kind, item)
    if not found:
        return "uncalibrated"
    held = all(fit.left_out is not None and fit.left_out <= CALIBRATED_POINTS for fit in found)
    return "calibrated" if held else "fitted"


def is_uncalibrated(metric: str, scenario: Scenario) -> bool:
    """Whether a metric is of what people would say, and nobody's answers stand behind it."""
    return is_opinion(metric) and state_of(metric, scenario) == "uncalibrated"


def overall_states(scenario: Scenario) -> tuple[Message, ...]:
    """How far the whole is calibrated, each state once: of citizens, and of enterprises where any come."""
    kinds = {group.kind for group in scenario.world.groups.values()} or {KINDS[0]}
    ids = [f"{PREFIX}{FIRMS if kind == KINDS[1] else ''}{OVERALL}" for kind in KINDS if kind in kinds]
    return tuple(dict.fromkeys(STATES[state_of(id, scenario)] for id in ids))


def _fits_of(scenario: Scenario, kind: str, item: str) -> list[Fit]:
    """What an item was fitted to for all of a kind: none where it was not for some group of it."""
    fits = scenario.satisfaction.fits
    groups = [name for name, group in scenario.world.groups.items() if group.kind == kind]
    found: list[Fit] = []
    for name in groups or [kind]:
        fit = next(
            (fits[asked] for asked in (name, kind) if asked in fits and item in fits[asked].cuts), None
        )
        if fit is None:
            return []
        found.append(fit)
    return found


def calibration_notes(scenario: Scenario) -> tuple[Message, ...]:
    """What the model rests on, a sentence each: what was fitted, then that the rest is not calibrated."""
    said = scenario.satisfaction
    fitted = tuple(_fitted(name, fit, scenario) for name, fit in said.fits.items())
    rest = Message(
        "Satisfaction is a model of what people would say; nobody was asked. Compare designs by it with "
        "care, and never quote its level."
    )
    if not fitted:
        return (Message("Not calibrated: every form and number of it is assumed."), rest)
    return (*fitted, Message("What is not named there is not calibrated."), rest)


def notes_on(metrics: Iterable[str], scenario: Scenario) -> tuple[Message, ...]:
    """What a model rests on, where any of the metrics is of what people would say."""
    return calibration_notes(scenario) if any(map(is_opinion, metrics)) else ()


def _fitted(name: str, fit: Fit, scenario: Scenario) -> Message:
    words = {
        "source": Message("a survey") if fit.source is None else _words(fit.source),
        "n": NOT_TOLD if fit.n is None else fit.n,
        "design": NOT_TOLD if fit.design is None else _design(fit.design, scenario),
        "items": joined([TITLES[item] for item in TITLES if item in fit.cuts]),
        "who": who_words(name, scenario),
    }
    if fit.left_out is not None and fit.left_out <= CALIBRATED_POINTS:
        return Message("Calibrated to {source} (n = {n}; design: {design}): {items}, of {who}.", **words)
    return Message("Fitted to {source} (n = {n}; design: {design}): {items}, of {who}.", **words)


def who_words(name: str, scenario: Scenario) -> Both | Message | str:
    """Who was asked, as people call them."""
    if name in KINDS:
        return KIND_WORDS[name]
    title = scenario.world.groups[name].title if name in scenario.world.groups else None
    return name if title is None else _words(title)


KIND_WORDS: Final = {
    "citizens": Message("citizens", "who is asked"),
    "enterprises": Message("enterprises", "who is asked"),
}


def _design(name: str, scenario: Scenario) -> Both | str:
    title = scenario.designs[name].title if name in scenario.designs else None
    return name if title is None else _words(title)


def _words(text: LocalText) -> Both:
    return Both(text.en, text.zh)
