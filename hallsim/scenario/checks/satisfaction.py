"""Checks of the satisfaction model: what is named must be there, and something must weigh."""

from __future__ import annotations

from collections.abc import Iterable

from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.satisfaction.channels import Channel
from hallsim.scenario.satisfaction.items import INDICATORS, ITEMS, KINDS
from hallsim.scenario.scenario import Scenario
from hallsim.text.message import Message

_ROOT = ("satisfaction",)


def check_satisfaction(scenario: Scenario, findings: Findings) -> None:
    """Names of indicators, of who was asked and of groups left out; weights."""
    said, groups = scenario.satisfaction, scenario.world.groups
    indicator = Message("indicator")
    _known(said.weights, INDICATORS, indicator, (*_ROOT, "weights"), findings)
    _known(said.cuts, ITEMS, indicator, (*_ROOT, "cuts"), findings)
    _known(said.fits, (*KINDS, *groups), Message("group"), (*_ROOT, "fits"), findings)
    for name, fit in said.fits.items():
        _known(fit.cuts, ITEMS, indicator, (*_ROOT, "fits", name, "cuts"), findings)
        if fit.design is not None and fit.design not in scenario.designs:
            loc = (*_ROOT, "fits", name, "design")
            findings.unknown(loc, fit.design, Message("design"), scenario.designs)
    for name in type(said.channels).model_fields:
        channel = getattr(said.channels, name)
        if isinstance(channel, Channel):
            for i, group in enumerate(channel.left_out):
                if group not in groups:
                    at = (*_ROOT, "channels", name, "left_out", i)
                    findings.unknown(at, group, Message("group"), groups)
    _check_weights(said.weights, findings)


def _known(names: Iterable[str], known: tuple[str, ...], what: Message, loc: Loc, findings: Findings) -> None:
    for name in names:
        if name not in known:
            findings.unknown((*loc, name), name, what, known)


def _check_weights(weights: dict[str, float], findings: Findings) -> None:
    for name, weight in weights.items():
        if weight < 0:
            findings.wrong_value(
                (*_ROOT, "weights", name),
                "weights.negative",
                Message("a weight of {weight:g} is below 0", weight=weight),
                Message("write 0 to leave an indicator out"),
            )
    if not any(weights.get(name, 1.0) for name in INDICATORS):
        findings.problem(
            (*_ROOT, "weights"),
            "weights.none",
            Message("no indicator has any weight"),
            Message("leave one above 0"),
        )
