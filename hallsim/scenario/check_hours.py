"""Checks of hours: spans that end on the next day and may be meant the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hallsim.scenario.base import Model
from hallsim.scenario.design import Design
from hallsim.scenario.findings import Findings, Loc
from hallsim.scenario.hours import Hours
from hallsim.units import MS_PER_DAY, format_clock_range, format_duration

LONGEST_NIGHT_MS = MS_PER_DAY // 2


def check_hours(design: Design, loc: Loc, findings: Findings) -> None:
    """Warn of spans past midnight that last more than half a day: `13:30-12:00`."""
    for place, hours in _all_hours(design, tuple(loc)):
        spans = {span for day in hours.by_weekday for span in day if span[1] > MS_PER_DAY}
        for start_ms, end_ms in sorted(spans):
            if end_ms - start_ms > LONGEST_NIGHT_MS:
                span, length = format_clock_range(start_ms, end_ms), end_ms - start_ms
                findings.warning(
                    place, "hours.night",
                    f"{span} ends on the next day, after {format_duration(length)}",
                    "write the earlier time first, unless it is meant so",
                    f"{span} 到次日才结束，共 {format_duration(length, 'zh')}",
                    "若非本意，请先写较早的钟点",
                )  # fmt: skip


def _all_hours(value: object, loc: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Hours]]:
    """All weekly hours in a part of a scenario, with their places."""
    if isinstance(value, Hours):
        yield loc, value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _all_hours(getattr(value, name), (*loc, name))
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _all_hours(part, (*loc, name))
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            yield from _all_hours(part, (*loc, i))
