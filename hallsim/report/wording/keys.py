"""Which metrics lead a report, and how the parts of a study are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hallsim.metrics.catalogue.satisfaction import partner
from hallsim.report.wording.numbers import unit_name
from hallsim.report.wording.titles import words_in
from hallsim.study.result import MetricInfo, StudyResult
from hallsim.text.message import Lang, translate

KEY = (
    "not_served_share", "time_in_hall_mean", "wait_mean", "wait_closed_mean", "wait_short_staffed_mean",
    "wait_p90", "wait_target_share", "visits_per_day",
    "visits_per_matter", "one_trip_share", "lead_first_visit_mean", "lead_first_visit_p90", "on_time_share",
    "late_or_left_share", "utilisation_mean", "utilisation_gini", "cost_per_matter", "main_hall_wait_mean",
    "office_wait_mean", "travel_per_matter", "trips_in_vain_per_case", "far_near_gap", "satisfaction_overall",
    "satisfaction_enterprises_overall", "satisfaction_enquiries_overall",
)  # fmt: skip
"""Metrics of the key table, in this order."""
_WHERE_SEEN = ("wait_short_staffed_mean",)
"""Causes told only where they are: most designs have no breaks and no absence."""


def chosen(study: StudyResult, ids: tuple[str, ...], most: int = 99) -> list[MetricInfo]:
    """The infos of those of `ids` that the study measured; all its metrics when it has none of them."""
    known = {info.id: info for info in study.infos}
    present = set(study.summary.loc[study.summary["n"] > 0, "metric"])
    found = [known[i] for i in ids if i in known and i in present]
    return (found or [info for info in study.infos if info.id in present])[:most]


def key_metrics(study: StudyResult) -> list[MetricInfo]:
    """The metrics of the key table: the study's own choice, else a hall's usual ones."""
    found = chosen(study, with_partners(study.key_metrics or KEY))
    if study.key_metrics:
        return found
    seen = set(study.summary.loc[study.summary["value"] > 0, "metric"])
    return [info for info in found if info.id not in _WHERE_SEEN or info.id in seen]


def with_partners(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids, behind each score of satisfaction its rate and the other way round: never one alone."""
    pairs = ((id, partner(id)) for id in ids)
    return tuple(dict.fromkeys(id for pair in pairs for id in pair if id is not None))


def name_of(study: StudyResult, kind: str, key: str, lang: Lang) -> str:
    """The title of a design, group, service or department; its key when it has none."""
    words = study.names.get(kind, {}).get(key)
    return (words_in(words, lang) if words else "") or key


_MARKS: Final = re.compile(r"[,;:\uff0c\u3001\uff1b\uff1a]")


def quoted(study: StudyResult, designs: Iterable[str], lang: Lang) -> list[str]:
    """Titles of designs within a sentence: a title with a comma in it is one name."""
    return [translate("'{name}'", lang, name=name_of(study, "design", d, lang)) for d in designs]


def in_sentence(name: str, lang: Lang) -> str:
    """A title within a sentence: quoted where marks of its own would be read as the sentence's."""
    return translate("'{name}'", lang, name=name) if _MARKS.search(name) else name


def label_of(info: MetricInfo, lang: Lang) -> str:
    """The metric's label; a star marks a model of what people would say, told of under the tables."""
    return words_in(info.label, lang) + (" *" if info.is_opinion else "")


def label_with_population(info: MetricInfo, lang: Lang) -> str:
    """The label, its unit, and whom the number counts."""
    return with_population(label_with_unit(info, lang), words_in(info.counted, lang), lang)


def with_population(label: str, who: str, lang: Lang) -> str:
    """A label and whom its number counts, in one text."""
    return translate("{label} ({who})", lang, label=label, who=who)


def label_with_unit(info: MetricInfo, lang: Lang, *, difference: bool = False) -> str:
    """The label and, where numbers do not carry it, the unit."""
    # "visits a day" says its unit
    unit = "" if info.unit in ("per_day", "per_hour") else unit_name(info.unit, lang, difference=difference)
    label = label_of(info, lang)
    return translate("{label}, {unit}", lang, label=label, unit=unit) if unit else label
