"""What a metric is: an id, a unit, which way is better, words for people, and a pure function of a sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hallsim.errors import Lang
from hallsim.metrics.sample import Sample

Better = Literal["lower", "higher", "neutral"]
Unit = Literal["min", "min2", "workdays", "share", "h", "number", "per_day", "per_hour", "score", "yuan"]

UNITS: dict[Unit, tuple[str, str]] = {
    "min": ("min", "分钟"),
    "min2": ("min²", "分钟²"),
    "workdays": ("working days", "工作日"),
    "share": ("%", "%"),
    "h": ("h", "小时"),
    "number": ("", ""),
    "per_day": ("per day", "每天"),
    "per_hour": ("per hour", "每小时"),
    "score": ("points", "分"),
    "yuan": ("yuan", "元"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A text in English and Chinese."""

    en: str
    zh: str

    def get(self, lang: Lang) -> str:
        """The text in one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure of a replication.

    Attributes:
        of: the rows it is computed from (tickets, visits, citizens, matters, windows, desks).
        value: float of a sample; nan where nothing can be said (a mean over no rows).
    """

    id: str
    unit: Unit
    better: Better
    label: Words
    description: Words
    of: str
    value: Callable[[Sample], float]

    def unit_in(self, lang: Lang) -> str:
        """The unit as people read it; empty for a plain number."""
        return UNITS[self.unit][lang == "zh"]


def metric(
    id: str,
    unit: Unit,
    better: Better,
    of: str,
    value: Callable[[Sample], float],
    label: tuple[str, str],
    description: tuple[str, str],
) -> Metric:
    """A metric written on a few lines: label and description as (English, Chinese)."""
    texts = Words(*label), Words(*description)
    return Metric(id=id, unit=unit, better=better, of=of, value=value, label=texts[0], description=texts[1])
