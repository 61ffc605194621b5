"""Metrics and names as a study keeps them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hallsim.metrics.sample import Sample
from hallsim.study.result import MetricInfo, Words

if TYPE_CHECKING:
    from hallsim.scenario.fields import LocalText
    from hallsim.scenario.scenario import Scenario


def metrics_of(sample: Sample) -> dict[str, float]:
    """Every metric of a sample by its id."""
    from hallsim.metrics.registry import METRICS

    return {metric.id: float(metric.value(sample)) for metric in METRICS.values()}


@lru_cache(maxsize=1)
def infos() -> tuple[MetricInfo, ...]:
    """The descriptions of all metrics, in the registry's order."""
    from hallsim.metrics.registry import METRICS

    return tuple(
        MetricInfo(
            id=metric.id,
            unit=metric.unit,
            better=metric.better,
            label={"en": metric.label.en, "zh": metric.label.zh},
            help={"en": metric.description.en, "zh": metric.description.zh},
            # a model of what people would say, not fitted to any survey
            calibrated=not metric.id.startswith("satisfaction"),
        )
        for metric in METRICS.values()
    )


def names(scenario: Scenario) -> dict[str, dict[str, Words]]:
    """The titles people know, by kind and name; only what has a title."""
    world = scenario.world
    titles: dict[str, dict[str, LocalText | None]] = {
        "design": {name: design.title for name, design in scenario.designs.items()},
        "group": {name: group.title for name, group in world.groups.items()},
        "service": {name: service.title for name, service in world.services.items()},
        "department": dict(world.departments),
    }
    return {
        kind: {name: {"en": title.en, "zh": title.zh} for name, title in items.items() if title is not None}
        for kind, items in titles.items()
    }
