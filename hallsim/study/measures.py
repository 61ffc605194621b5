"""Metrics as a study keeps them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hallsim.metrics.definition.sample import Mask, Sample
from hallsim.study.opinions.calibration import STATES, is_opinion, state_of
from hallsim.study.result import MetricInfo, Words
from hallsim.text.message import LANGS, Both, Message

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.metrics.definition.metric import Metric
    from hallsim.metrics.definition.population import Table
    from hallsim.metrics.definition.summand import Summand
    from hallsim.scenario.scenario import Scenario


SAME = "same as"
"""Instead of a contribution: the metric that has the same one (quantiles of one population)."""

OF_PEOPLE: tuple[Table, ...] = ("citizens", "visits", "tickets", "matters", "calls")
"""Tables whose rows are people and what they bring."""

Plain = Mapping[str, Any]


def metrics_of(sample: Sample, ids: Collection[str] | None = None) -> dict[str, Any]:
    """What a sample adds to metrics (all when absent), by their ids, as JSON keeps it."""
    return _contributions(lambda metric: metric.plain(sample), lambda metric: ids is None or metric.id in ids)


def pairs_of(
    base: Sample, other: Sample, keep_base: Mapping[Table, Mask], keep_other: Mapping[Table, Mask]
) -> dict[str, Any]:
    """[base, other] of what the same people add under both designs to the metrics that are compared so."""
    from hallsim.metrics.definition.pair import Both

    both = Both(base, other, keep_base, keep_other)
    return _contributions(
        lambda metric: metric.plain_pair(both),
        lambda metric: metric.paired,
    )


def _contributions(of: Callable[[Metric], Any], wanted: Callable[[Metric], bool]) -> dict[str, Any]:
    """By metric; what is the same for several is kept once."""
    from hallsim.metrics.registry import METRICS

    found: dict[str, Any] = {}
    first: dict[object, str] = {}
    for metric in filter(wanted, METRICS.values()):
        shared = metric.statistic.same_as
        key = None if shared is None else (metric.counted.id, shared)
        if key is not None and key in first:
            found[metric.id] = {SAME: first[key]}
            continue
        first[key] = metric.id
        found[metric.id] = of(metric)
    return found


def parts_of(
    sample: Sample, dimension: Dimension, ids: Collection[str] | None = None
) -> dict[str, dict[str, list[Any]]]:
    """What each part of a sample adds to metrics (those a study breaks down when absent), by part and id."""
    from hallsim.metrics.breakdown import OF, plain_breakdown

    found = plain_breakdown(sample, dimension, OF[dimension] if ids is None else ids)
    return {str(part): metrics for part, metrics in found.items()}


def restored(founds: Iterable[Plain], metric: str) -> list[Summand]:
    """The contributions to a metric among those `metrics_of` gave of several samples that have it."""
    from hallsim.metrics.definition.statistic import restore_all
    from hallsim.metrics.registry import METRICS

    plains = [plain for found in founds if (plain := _plain(found, metric)) is not None]
    return restore_all(METRICS[metric].statistic, plains) if plains else []


def restored_pairs(founds: Iterable[Plain], metric: str) -> tuple[list[Summand], list[Summand]]:
    """The same of `pairs_of`: of the bases, and of the others."""
    from hallsim.metrics.definition.statistic import restore_all
    from hallsim.metrics.registry import METRICS

    plains = [plain for found in founds if (plain := _plain(found, metric)) is not None]
    if not plains:
        return [], []
    base, other = (restore_all(METRICS[metric].statistic, side) for side in zip(*plains, strict=True))
    return base, other


def _plain(found: Plain, metric: str) -> Any:
    plain = found.get(metric)
    return found[plain[SAME]] if isinstance(plain, dict) else plain


@lru_cache(maxsize=1)
def infos() -> tuple[MetricInfo, ...]:
    """The descriptions of all metrics, in the registry's order."""
    from hallsim.metrics.definition.statistic import OfHall
    from hallsim.metrics.registry import METRICS

    return tuple(
        MetricInfo(
            id=metric.id,
            unit=metric.unit,
            better=metric.better,
            label=_both(metric.label),
            counted=_both(metric.counted.words),
            compared=_both(metric.under_both if metric.paired else metric.counted.words),
            paired=metric.paired,
            misses=metric.misses,
            of_people=metric.counted.table in OF_PEOPLE and not isinstance(metric.statistic, OfHall),
            help=_both(metric.description),
            is_opinion=is_opinion(metric.id),
        )
        for metric in METRICS.values()
    )


def infos_of(scenario: Scenario) -> tuple[MetricInfo, ...]:
    """The same, with the scenario's own target in the names of what is within it, and how far the model of
    satisfaction is calibrated in those of opinions.
    """
    minutes = f"{scenario.run.wait_target_min:g}"
    own = {name: _both(label.given(minutes=minutes)) for name, label in _TARGET.items()}
    own |= {info.id: _with_state(info, scenario) for info in infos() if info.is_opinion}
    return tuple(replace(info, label=own[info.id]) if info.id in own else info for info in infos())


def _with_state(info: MetricInfo, scenario: Scenario) -> Words:
    label = Both(info.label["en"], info.label["zh"])
    return _both(Message("{label} ({state})", label=label, state=STATES[state_of(info.id, scenario)]))


_TARGET: Mapping[str, Message] = {
    "wait_target_share": Message("Called within {minutes} min"),
    "ticket_target_share": Message("Tickets called within {minutes} min"),
}


def _both(message: Message) -> Words:
    return {lang: message.text(lang) for lang in LANGS}
