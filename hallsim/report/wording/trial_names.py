"""How trials, factors and their values are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hallsim.report.wording.keys import label_of, label_with_unit
from hallsim.report.wording.numbers import NOTHING
from hallsim.report.wording.titles import words_in
from hallsim.scenario.parsing.scalars import lenient_scalar
from hallsim.scenario.scenario import WORLD
from hallsim.scenario.values.amounts import read_amount
from hallsim.scenario.whatif.path_names import path_names
from hallsim.study.experiment.experiment import Experiment
from hallsim.study.experiment.trials import Trial
from hallsim.study.measures import infos_of
from hallsim.study.names import names
from hallsim.study.result import MetricInfo
from hallsim.text.message import Lang, joined, translate

_NUMBER: Final = re.compile(r"([x×*]?)([+-]?)(\d+\.?\d*|\.\d+)\s*(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """The words of a study in one language."""

    found: Experiment
    lang: Lang

    @property
    def title(self) -> str:
        """That of the study, else of its scenario, else its name."""
        study = self.found.study
        title = study.study.title or study.source.scenario.title
        return title.get(self.lang) if title is not None else study.name

    @property
    def level(self) -> str:
        """The confidence of the intervals, as it is told."""
        precision = self.found.study.study.precision
        return "95%" if precision is None else f"{100 * precision.confidence:.12g}%"

    def design(self, name: str) -> str:
        """The title of a design, else its name."""
        return words_in(self._titles("design", name), self.lang) or name

    def world(self, name: str) -> str:
        """The title of a world; that of the file is called so."""
        title = words_in(self._titles("world", name), self.lang)
        return title or (translate("The world of the file", self.lang) if name == WORLD else name)

    def _titles(self, kind: str, name: str) -> dict[str, str]:
        return dict(names(self.found.study.source.scenario).get(kind, {}).get(name, {}))

    def factor(self, name: str) -> str:
        """The title of a factor; of one that is called by its path what that is called, else its name."""
        factors = self.found.study.study.factors
        factor = factors[name]
        if factor.title is not None:
            return factor.title.get(self.lang)
        if name not in factor.path:
            return name
        paths = [other for other, one in factors.items() if other in one.path]
        return path_names(self.found.study.source, paths)[paths.index(name)].short.text(self.lang)

    def values(self, values: Sequence[tuple[str, str]]) -> str:
        """Values of factors in one text; empty without any."""
        told = [
            translate("{factor} {value}", self.lang, factor=self.factor(name), value=value)
            for name, value in values
        ]
        return joined(told).text(self.lang)

    def trial(self, trial: Trial) -> str:
        """A trial by all that tells it from the others."""
        study = self.found.study
        parts = [self.design(trial.design)] if len(study.designs) > 1 or not trial.values else []
        parts += [self.world(trial.world)] if len(study.worlds) > 1 else []
        return " · ".join([*parts, *([self.values(trial.values)] if trial.values else [])])

    def stated(self, factor: str) -> str:
        """What the scenario says where a factor is; empty where that is no one number."""
        return next(v.stated for v in self.found.study.factors if v.levels.name == factor)

    def chosen(self, trial: Trial) -> str:
        """A trial by what tells it from the others in the same surroundings."""
        values = self.values([value for value in trial.values if value not in trial.given])
        several = len(self.found.study.designs) > 1 or not values
        return " · ".join([*([self.design(trial.design)] if several else []), *([values] if values else [])])

    def surroundings(self, world: str, given: Sequence[tuple[str, str]]) -> str:
        """A world with the values that nobody in the hall chooses."""
        parts = [self.world(world)] if len(self.found.study.worlds) > 1 or not given else []
        return " · ".join([*parts, *([self.values(given)] if given else [])])

    def label(self, metric: str) -> str:
        """What a metric is called."""
        return label_of(self.info(metric), self.lang)

    def info(self, metric: str) -> MetricInfo:
        """What a metric is, with the scenario's own target in its name."""
        return next(info for info in infos_of(self.found.study.source.scenario) if info.id == metric)


def axis_label(names: Names, metric: str) -> str:
    """A metric along an axis: its label with its unit, % too, which numbers in a text carry themselves."""
    info = names.info(metric)
    label = label_with_unit(info, names.lang)
    return translate("{label}, %", names.lang, label=label) if info.unit == "share" else label


def shown(value: str) -> str:
    """A value of a factor; a dash where it is as in the scenario."""
    return value or NOTHING


def numbers_of(values: Sequence[str], stated: str = "") -> list[float] | None:
    """Where values stand along an axis, by the numbers they begin with; None where these do not compare.

    One that is empty is as in the scenario: no change (0 of `+20%`, 1 of `x1.2`), or what is `stated` there.
    """
    told = [
        _NUMBER.fullmatch(unicodedata.normalize("NFKC", v).replace("−", "-").strip()) for v in values if v
    ]
    found = [one for one in told if one is not None]
    kinds = {(one[1].lower(), bool(one[2]), one[4].strip()) for one in found}
    if len(found) < len(told) or len(kinds) != 1:
        return None
    ((times, signed, unit),) = kinds
    plain: float | None = 1.0 if times else 0.0
    if not (times or signed):
        amount = read_amount(lenient_scalar(stated)) if stated else None
        same = amount.within(unit) if amount is not None else None
        plain = same.value if same is not None else None
    if plain is None and "" in values:
        return None
    numbers = iter(float(one[2] + one[3]) for one in found)
    return [next(numbers) if value else plain or 0.0 for value in values]
