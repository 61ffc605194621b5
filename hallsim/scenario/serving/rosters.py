"""Hours and breaks of every window of a group, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hallsim.scenario.design.design import Windows
from hallsim.scenario.values.hours import Hours, Span, Spans

N_DAYS = 14
"""The seven weekdays, then each of them worked outside the ordinary week."""


def window_rosters(spec: Windows, opening: Hours) -> list[tuple[Hours, tuple[Hours, ...]]]:
    """Hours and breaks of every window of a group; training sends all of them."""
    hours = window_hours(spec, opening)
    training = () if spec.training is None else (spec.training.hours.within(opening),)
    breaks = _turns(hours, [(pause.count, pause.hours.within(opening)) for pause in spec.breaks])
    return [(own, (*pauses, *training)) for own, pauses in zip(hours, breaks, strict=True)]


def n_windows(spec: Windows) -> int:
    """How many windows a group has, over all shifts."""
    if spec.shifts:
        return sum(shift.count for shift in spec.shifts)
    return spec.count if spec.on_duty is None else spec.on_duty.n_windows


def window_hours(spec: Windows, opening: Hours) -> list[Hours]:
    """When each window is staffed."""
    if spec.shifts:
        return [shift.hours.within(opening) for shift in spec.shifts for _ in range(shift.count)]
    hours = (spec.hours or opening).within(opening)
    if spec.on_duty is not None:
        return [spec.on_duty.hours(number, hours) for number in range(n_windows(spec))]
    return [hours] * spec.count


def breaks_short_of(spec: Windows, opening: Hours) -> dict[int, int]:
    """Breaks (by their place) for which too few windows are staffed and not on another one; how many go."""
    rosters = window_rosters(spec, opening) if spec.breaks else []
    found = dict[int, int]()
    for which, pause in enumerate(spec.breaks):
        for day in range(7):
            for span in pause.hours.within(opening).by_weekday[day]:
                n_staffed = sum(_overlaps(span, own.by_weekday[day]) for own, _ in rosters)
                n_gone = sum(span in away[which].by_weekday[day] for _, away in rosters)
                if n_staffed and n_gone < pause.count:
                    found[which] = min(n_gone, found.get(which, n_gone))
    return found


def _turns(hours: Sequence[Hours], breaks: Sequence[tuple[int, Hours]]) -> list[tuple[Hours, ...]]:
    """By window, its breaks: day by day they go round, so that nobody goes again before everybody has gone.

    Break by break as written (its spans by their beginning), of the windows that are staffed then and not on
    another break those go that have had the fewest that day, the highest numbers first.
    """
    if not breaks:
        return [()] * len(hours)
    taken: list[list[list[Spans]]] = [[[()] * N_DAYS for _ in breaks] for _ in hours]
    for day in range(N_DAYS):
        gone: list[list[Span]] = [[] for _ in hours]
        spans = [(which, span) for which, (_, pause) in enumerate(breaks) for span in _of_day(pause, day)]
        for which, span in spans:
            free = [
                i
                for i, own in enumerate(hours)
                if _overlaps(span, _of_day(own, day)) and not _overlaps(span, gone[i])
            ]
            for i in sorted(free, key=lambda i: (len(gone[i]), -i))[: breaks[which][0]]:
                gone[i].append(span)
                taken[i][which][day] += (span,)
    return [
        tuple(
            replace(pause, by_weekday=tuple(days[:7]), adjusted=()).with_weekend(tuple(days[7:]))
            for (_, pause), days in zip(breaks, of_window, strict=True)
        )
        for of_window in taken
    ]


def _of_day(hours: Hours, day: int) -> Spans:
    return hours.by_weekday[day] if day < 7 else hours.adjusted_week()[day - 7]


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
