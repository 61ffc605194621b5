"""How a hall steers arrivals: letters, answers online and on the phone."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DistributionField, Share, Whole, Workdays
from hallsim.scenario.values.hours import WeeklyHours


class Reminders(Model):
    """Letters that bring citizens before the peak."""

    share: Share = key(
        "0%",
        en="Share of the citizens who would come on a day whose factors (weekdays, dates, after_holiday) "
        "multiply to more than 1, that come on an ordinary day before it instead.",
        unit="share",
        example="40%",
    )
    days: Workdays = key(
        "5 workdays",
        en="How far ahead they come at most; ordinary days within are equally likely.",
        unit="workdays",
        example="5 workdays",
        ge=1,
        le=366,
    )


class Hotline(Model):
    """Lines on which enquiries are answered, so that a visit is not needed."""

    lines: Whole = key(
        ..., en="How many callers can be answered at the same time.", unit="lines", example="4", ge=1, le=1000
    )
    share: Share = key(
        "50%",
        en="Share of the citizens with nothing but enquiries who call when they would come; who is not "
        "answered comes to the hall.",
        unit="share",
        example="50%",
    )
    work: DistributionField = key(
        "exponential(mean 4 min)",
        en="How long a call takes once it is answered.",
        unit="duration",
        example="exponential(mean 4 min)",
    )
    patience: DistributionField | None = key(
        None,
        en="Longest wait on the line before giving up; endless (until the hours end) when absent.",
        unit="duration",
        example="exponential(mean 3 min)",
    )
    hours: WeeklyHours | None = key(
        None, en="When calls are taken; the design's opening when absent.", example="08:00-18:00"
    )
