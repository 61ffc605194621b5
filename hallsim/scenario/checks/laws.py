"""Checks of laws: bounds, and the zero at which a normal law is cut off, that move the mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.values.base import Model
from hallsim.scenario.values.distribution import Distribution
from hallsim.text.message import EMPTY, Message
from hallsim.units import MS_PER_HOUR, MS_PER_MIN, MS_PER_S

_MOST_MOVED = 0.05
"""A mean that bounds move by a larger share is told."""
_UNITS = (
    (3 * MS_PER_HOUR, MS_PER_HOUR, Message(" h")),
    (MS_PER_MIN, MS_PER_MIN, Message(" min")),
    (0, MS_PER_S, Message(" s")),
)
_DAYS = {"days": Message(" days"), "workdays": Message(" workdays"), "number": EMPTY}


def check_laws(model: Model, findings: Findings) -> None:
    """Every law of a scenario whose mean is far from that of the same law without bounds."""
    for loc, law in _laws_in(model, ()):
        free, mean = law.unbounded_mean(), law.mean()
        if abs(mean - free) <= _MOST_MOVED * abs(free):
            continue
        now, said = _amount(mean, law), _amount(free, law)
        moved = "" if free <= 0 else f" ({mean / free - 1:+.0%})"
        if law.law == "normal" and law.is_unbounded:
            findings.warning(
                loc,
                "law.mean",
                Message(
                    "cut off at 0, this normal law has the mean {now}, not {said}{moved}",
                    now=now,
                    said=said,
                    moved=moved,
                ),
                Message("write gamma or lognormal with this mean and its cv"),
            )
        else:
            findings.warning(
                loc,
                "law.mean",
                Message(
                    "with its bounds this law has the mean {now}, not {said}{moved}",
                    now=now,
                    said=said,
                    moved=moved,
                ),
                Message("widen min and max, or raise the mean so that it is right with them"),
            )


def _laws_in(value: object, loc: Loc) -> Iterator[tuple[Loc, Distribution]]:
    """Every law below a model, with its place."""
    if isinstance(value, Distribution):
        yield loc, value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _laws_in(getattr(value, name), (*loc, name))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _laws_in(item, (*loc, str(name)))
    elif isinstance(value, tuple | list):
        for i, item in enumerate(value):
            yield from _laws_in(item, (*loc, i))


def _amount(value: float, law: Distribution) -> Message:
    """A mean with its unit, to three digits."""
    if law.unit != "ms":
        unit = _DAYS[law.unit]
        return Message("{value:.3g}{unit}", value=value, unit=unit)
    length, unit = next((ms, unit) for least, ms, unit in _UNITS if abs(value) >= least)
    return Message("{length:.3g}{unit}", length=value / length, unit=unit)
