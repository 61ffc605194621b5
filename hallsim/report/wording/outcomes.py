"""How a figure of a design, a difference between two, and a guess that is moved are called."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hallsim.report.wording.amounts import amount_text, short_name
from hallsim.report.wording.keys import label_of, label_with_unit
from hallsim.report.wording.numbers import NOTHING, interval, number, unit_after_number, with_interval
from hallsim.report.wording.titles import words_in
from hallsim.study.measures import infos_of
from hallsim.study.names import names
from hallsim.study.result import MetricInfo, Words
from hallsim.study.sensitivity.levers import Lever
from hallsim.study.sensitivity.outcome import Outcome
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.whatif.path_names import PathName


@dataclass(frozen=True, slots=True)
class Names:
    """The words of a scenario in one language; `factors` of what is varied, by path."""

    infos: Mapping[str, MetricInfo]
    designs: Mapping[str, Words]
    title: str
    lang: Lang
    factors: Mapping[str, PathName] = field(default_factory=dict)

    def design(self, name: str) -> str:
        """The title of a design, else its name."""
        return words_in(self.designs.get(name, {}), self.lang) or name

    def label(self, metric: str) -> str:
        """What a metric is called."""
        return label_of(self.infos[metric], self.lang)

    def outcome(self, outcome: Outcome) -> str:
        """A metric with its unit and the design, or the two that are compared."""
        info = self.infos[outcome.metric]
        label = label_with_unit(info, self.lang, difference=outcome.base is not None)
        if outcome.base is None:
            return translate("{label}: {design}", self.lang, label=label, design=self.design(outcome.design))
        return translate(
            "{label}: {design} minus {base}", self.lang,
            label=label, design=self.design(outcome.design), base=self.design(outcome.base),
        )  # fmt: skip

    def value(self, outcome: Outcome, value: float) -> str:
        """A value of an outcome with its unit."""
        info, signed = self.infos[outcome.metric], outcome.base is not None
        text = number(value, info.unit, signed=signed)
        word = unit_after_number(info.unit, self.lang, difference=signed)
        return f"{text} {word}" if word else text

    def interval(self, outcome: Outcome, value: float, lo: float, hi: float) -> str:
        """A value with its interval; a difference with its signs and unit."""
        info = self.infos[outcome.metric]
        if outcome.base is None:
            return with_interval(value, lo, hi, info.unit)
        around = interval(lo, hi, info.unit, self.lang, signed=True)
        told = self.value(outcome, value)
        return (
            told
            if around == NOTHING
            else translate("{value} ({interval})", self.lang, value=told, interval=around)
        )

    def guess(self, lever: Lever) -> str:
        """What is moved: its title, else its path."""
        return words_in(lever.title, self.lang) or short_name(lever.name)

    def guessed(self, lever: Lever, value: float) -> str:
        """A value of what is moved, as fine as a thousandth of its range."""
        finest = (lever.hi - lever.lo) / 1000
        value = round(value, max(0, -math.floor(math.log10(finest)))) if finest > 0 else value
        if lever.basis is not None:
            return amount_text(value, lever.unit, self.lang, factor=lever.basis.moves == "scales")
        return lever.text(value)


def names_in(scenario: Scenario, lang: Lang, name: str = "") -> Names:
    """The words of a scenario; `name` is what it is called where it has no title."""
    infos = {info.id: info for info in infos_of(scenario)}
    title = words_in({"en": scenario.title.en, "zh": scenario.title.zh}, lang) if scenario.title else ""
    return Names(infos, names(scenario)["design"], title or name, lang)
