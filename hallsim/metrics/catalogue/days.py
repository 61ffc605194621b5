"""Metrics of where the days go: the parts of the lead time, and how long files wait at a step.

All in working days of the world, as lead times are; by service, desk and step as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.attribution.lead_parts import LEAD_PARTS, lead_parts
from hallsim.metrics.attribution.yardstick import Yardstick, working_time
from hallsim.metrics.catalogue.matters import lead_first, lead_first_min, reached
from hallsim.metrics.definition.files import begun, gone, left_ms
from hallsim.metrics.definition.mechanism import Mechanism
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import FILES, FILES_A_DAY, TO_BE_IN_HAND
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.split import Values
from hallsim.metrics.definition.statistic import Duration, count, per_day
from hallsim.metrics.definition.weighed import WeighedMean
from hallsim.text.message import Message


def day_id(part: str) -> str:
    """The metric of a part of the lead time."""
    return f"days_{part}"


DAY_METRICS: Final = tuple(map(day_id, LEAD_PARTS))
DAY_TOTAL: Final = day_id("total")
"""What they add up to: the lead time from the first visit."""


def _yardstick(s: Sample) -> Yardstick:
    return s.once("working time", lambda: working_time(s.trace.days))


def _of_part(part: str) -> WeighedMean:
    """Working days of a case that belong to a part, of the cases in hand."""
    return _in_hand(lambda s, rows: np.asarray(_parts(s)[part][rows] / max(s.trace.days.workday_ms, 1)))


def _parts(s: Sample) -> Mapping[str, Int]:
    """By part (all matters,) milliseconds of working time."""
    return s.once("lead parts", lambda: lead_parts(s.reader, s.begun_ms, _yardstick(s)))


def _in_hand(days: Values) -> WeighedMean:
    """The mean of those in hand; who was cut off weighs in, for the whole as for its parts."""
    return WeighedMean(days, lead_first_min, reached("in_hand_ms"))


def _wait_days(s: Sample, rows: Int) -> Real:
    """(tickets,) working days from a file's arrival at a desk until work on it begins, or so far; once more
    where it makes way for another.
    """
    return s.once("days waited at desks", lambda: _waited(s))[rows]


def _waited(s: Sample) -> Real:
    days = _days_until(s, np.arange(len(s.first_issue)), s.reader.waited_to)
    return np.asarray(np.bincount(s.first_issue, weights=days, minlength=len(days)), np.float64)


def _stay_days(s: Sample, rows: Int) -> Real:
    """(tickets,) working days from a file's arrival at a desk until it leaves it, or so far."""
    return _days_until(s, rows, s.once("files left", lambda: left_ms(s)))


def _days_until(s: Sample, rows: Int, until: Int) -> Real:
    passed = _yardstick(s)
    since = s.trace.tickets["issue_ms"][rows]
    return np.asarray((passed(until[rows]) - passed(since)) / max(s.trace.days.workday_ms, 1))


def _part(part: str, needs: Mechanism, label: Message, description: Message) -> Metric:
    """Of a part alone neither way is better: a citizen who leaves the hall sooner is longer away."""
    return metric(
        day_id(part), "workdays", "neutral", TO_BE_IN_HAND, _of_part(part), label, description, needs=needs
    )


def _of_files(id: str, statistic: Duration, label: Message, description: Message) -> Metric:
    return metric(id, "workdays", "lower", FILES, statistic, label, description, needs="officers")


DAYS: tuple[Metric, ...] = (
    metric(
        DAY_TOTAL,
        "workdays",
        "lower",
        TO_BE_IN_HAND,
        _in_hand(lead_first),
        Message("Days: in all"),
        (
            Message(
                "What the following parts add up to: lead_first_visit_mean where every case is followed to"
                " its end."
            )
        ),
        needs="approvals",
    ),
    _part(
        "work",
        "officers",
        Message("Days: an officer at work"),
        Message("Part of the lead time in which an officer works on the file, mean of the cases in hand."),
    ),
    _part(
        "desk_queue",
        "officers",
        Message("Days: queue at a desk"),
        Message("Part of the lead time in which the file waits although an officer of the desk is there."),
    ),
    _part(
        "desk_closed",
        "officers",
        Message("Days: desk closed"),
        Message("Part of the lead time in which the file waits at a desk where no officer is there."),
    ),
    _part(
        "meeting",
        "meetings",
        Message("Days: meeting"),
        Message("Part of the lead time in which the file waits for a meeting, or is heard."),
    ),
    _part(
        "inspection",
        "inspections",
        Message("Days: inspection"),
        Message("Part of the lead time for a team: waiting for it, its way, the time on site."),
    ),
    _part(
        "step",
        "approvals",
        Message("Days: steps without an officer"),
        (
            Message(
                "Part of the lead time that steps take by themselves: notices, checks, elapsed times, the "
                "hand-off to the desks."
            )
        ),
    ),
    _part(
        "courier",
        "couriers",
        Message("Days: courier"),
        Message("Part of the lead time in which papers wait for a courier, or travel."),
    ),
    _part(
        "correction",
        "sending back",
        Message("Days: back with the citizen"),
        Message("Part of the lead time in which a desk has sent the file back, or a fee is not paid."),
    ),
    _part(
        "documents",
        "approvals",
        Message("Days: until accepted"),
        (
            Message(
                "Part of the lead time from the first visit to acceptance outside the hall, mostly until "
                "missing documents are brought."
            )
        ),
    ),
    _part(
        "collecting",
        "approvals",
        Message("Days: until collected"),
        Message("Part of the lead time from the decision on: until collected or delivered."),
    ),
    _part(
        "hall",
        "approvals",
        Message("Days: in the hall"),
        Message("Part of the lead time in which the citizen is in the hall for the case."),
    ),
    metric(
        "n_files",
        "number",
        "neutral",
        FILES,
        count(),
        Message("Files at desks"),
        Message("Files that came to a desk, a meeting or a team, each step and each return a file."),
        needs="officers",
    ),
    metric(
        "files_per_day",
        "per_day",
        "neutral",
        FILES_A_DAY,
        per_day(),
        Message("Files at desks a day"),
        Message("Files that come to a desk, a meeting or a team, per working day of the world."),
        needs="officers",
    ),
    _of_files(
        "desk_wait_days",
        Duration(_wait_days, begun),
        Message("Wait of a file, working days"),
        Message("Mean time from a file's arrival at a desk or for a meeting until work on it begins."),
    ),
    _of_files(
        "desk_wait_days_p90",
        Duration(_wait_days, begun, 0.9),
        Message("Wait of a file, 90th percentile"),
        Message("Nine of ten files wait no longer at a desk or for a meeting."),
    ),
    _of_files(
        "desk_stay_days",
        Duration(_stay_days, gone),
        Message("Stay of a file, working days"),
        Message("Mean time from a file's arrival at a desk or for a meeting until it leaves it."),
    ),
)
