"""What is wanted of runs: only these metrics and parts are worked out, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, Problem, problem, unknown_name
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.metrics.definition.sample import Sample


@dataclass(frozen=True, slots=True)
class Wanted:
    """Metrics of the whole hall, and metrics of its parts by dimension (hour, weekday, queue, group ...).

    Made by `wanted`, which puts names in order and refuses unknown ones.  `opinions`: metrics of satisfaction
    that are worked out once more with every slope and weight that no survey tells, and so in those parts in
    which they are wanted.
    """

    metrics: tuple[str, ...] = ()
    by: tuple[tuple[Dimension, tuple[str, ...]], ...] = ()
    opinions: tuple[str, ...] = ()

    def covers(self, other: Wanted) -> bool:
        """Whether a run of which this is known serves who wants the other."""
        mine = dict(self.by)
        return (
            set(other.metrics) <= set(self.metrics)
            and set(other.opinions) <= set(self.opinions)
            and all(set(metrics) <= set(mine.get(dimension, ())) for dimension, metrics in other.by)
        )

    def __or__(self, other: Wanted) -> Wanted:
        parts: dict[Dimension, tuple[str, ...]] = dict(self.by)
        for dimension, metrics in other.by:
            parts[dimension] = (*parts.get(dimension, ()), *metrics)
        return _in_order((*self.metrics, *other.metrics), parts, (*self.opinions, *other.opinions))

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        opinions = {"opinions": list(self.opinions)} if self.opinions else {}
        return {
            "metrics": list(self.metrics), "by": {d: list(metrics) for d, metrics in self.by}, **opinions,
        }  # fmt: skip


def wanted(
    metrics: Iterable[str], by: Mapping[str, Sequence[str]] | None = None, opinions: Iterable[str] = ()
) -> Wanted:
    """Metrics by their ids, and those of parts: {"hour": ["wait_p90"], "queue": ["ticket_wait_mean"]}.

    Raises:
        InputError: no such metric or dimension, or a metric that has no such parts.
    """
    parts, metrics = by or {}, tuple(metrics)
    problems = list(_problems(metrics, parts))
    if problems:
        raise InputError(problems)
    return _in_order(metrics, parts, opinions)


def wanted_of(plain: Mapping[str, Any]) -> Wanted:
    """From `Wanted.plain`."""
    return _in_order(plain["metrics"], plain["by"], plain.get("opinions", ()))


def measured(sample: Sample, what: Wanted) -> dict[str, Any]:
    """What a run adds to what is wanted, ready for JSON: metrics by id; by: dimension, part, id; opinions: by
    id and variant, where any are wanted; opinions_by: dimension, part, id and variant, where any has parts.

    A single hall has no parts by office.
    """
    from hallsim.study.measures import metrics_of, parts_of
    from hallsim.study.opinions.sensitivity import means_by_variant, parts_by_variant

    alone = sample.trace.network is None
    in_parts = {
        dimension: parts_by_variant(sample, dimension, own)
        for dimension, metrics in what.by
        if (own := set(metrics) & set(what.opinions)) and not (alone and dimension in ("office", "home"))
    }
    return {
        "metrics": metrics_of(sample, what.metrics),
        "by": {
            dimension: parts_of(sample, dimension, metrics)
            for dimension, metrics in what.by
            if not (alone and dimension in ("office", "home"))
        },
        **({"opinions": means_by_variant(sample, what.opinions)} if what.opinions else {}),
        **({"opinions_by": in_parts} if in_parts else {}),
    }


def _in_order(
    metrics: Iterable[str], by: Mapping[Any, Sequence[str]], opinions: Iterable[str] = ()
) -> Wanted:
    parts = ((dimension, tuple(sorted(set(by[dimension])))) for dimension in sorted(by))
    return Wanted(tuple(sorted(set(metrics))), tuple(parts), tuple(sorted(set(opinions))))


def _problems(metrics: Sequence[str], by: Mapping[Any, Sequence[str]]) -> Iterable[Problem]:
    from hallsim.metrics.breakdown import can_split
    from hallsim.metrics.definition.dimensions import DIMENSIONS
    from hallsim.metrics.registry import METRICS

    for name in dict.fromkeys((*metrics, *(name for names in by.values() for name in names))):
        if name not in METRICS:
            yield unknown_name(name, METRICS, Message("metric"))
    for dimension, names in by.items():
        if dimension not in DIMENSIONS:
            yield unknown_name(dimension, DIMENSIONS, Message("dimension"))
            continue
        for name in names:
            if name in METRICS and not can_split(METRICS[name], dimension):
                able = [other for other, metric in METRICS.items() if can_split(metric, dimension)]
                yield problem(
                    None,
                    "metric.parts",
                    Message("{name} has no parts by {dimension}", name=name, dimension=dimension),
                    Message("these have: {names}", names=", ".join(able[:12])),
                )
