"""Checks of laws: bounds, and the zero at which a normal law is cut off, that move the mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.values.base import Model
from hallsim.scenario.values.distribution import Distribution
from hallsim.units import MS_PER_HOUR, MS_PER_MIN, MS_PER_S

_MOST_MOVED = 0.05
"""A mean that bounds move by a larger share is told."""
_UNITS = (
    (3 * MS_PER_HOUR, MS_PER_HOUR, " h", "小时"),
    (MS_PER_MIN, MS_PER_MIN, " min", "分钟"),
    (0, MS_PER_S, " s", "秒"),
)
_DAYS = {"days": (" days", "天"), "workdays": (" workdays", "个工作日"), "number": ("", "")}


def check_laws(model: Model, findings: Findings) -> None:
    """Every law of a scenario whose mean is far from that of the same law without bounds."""
    for loc, law in _laws_in(model, ()):
        free, mean = law.unbounded_mean(), law.mean()
        if abs(mean - free) <= _MOST_MOVED * abs(free):
            continue
        (now, now_zh), (said, said_zh) = _amount(mean, law), _amount(free, law)
        moved = "" if free <= 0 else f" ({mean / free - 1:+.0%})"
        if law.law == "normal" and law.is_unbounded:
            findings.warning(
                loc, "law.mean", f"cut off at 0, this normal law has the mean {now}, not {said}{moved}",
                "write gamma or lognormal with this mean and its cv",
                f"正态分布在 0 处截断后均值为 {now_zh}，而非 {said_zh}{moved}",
                "请改用 gamma 或 lognormal，写同样的 mean 和相应的 cv",
            )  # fmt: skip
        else:
            findings.warning(
                loc, "law.mean", f"with its bounds this law has the mean {now}, not {said}{moved}",
                "widen min and max, or raise the mean so that it is right with them",
                f"加上下限后该分布的均值为 {now_zh}，而非 {said_zh}{moved}",
                "请放宽 min 与 max，或调整 mean 使截断后的均值正确",
            )  # fmt: skip


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


def _amount(value: float, law: Distribution) -> tuple[str, str]:
    """A mean with its unit, in both languages, to three digits."""
    if law.unit != "ms":
        unit, unit_zh = _DAYS[law.unit]
        return f"{value:.3g}{unit}", f"{value:.3g}{unit_zh}"
    length, unit, unit_zh = next((ms, en, zh) for least, ms, en, zh in _UNITS if abs(value) >= least)
    return f"{value / length:.3g}{unit}", f"{value / length:.3g}{unit_zh}"
