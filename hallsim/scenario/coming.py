"""What a hall does about who comes when: letters, answers online and on the phone, appointments."""

from __future__ import annotations

from hallsim.scenario.base import Model, key
from hallsim.scenario.fields import Share, Workdays


class Reminders(Model):
    """Letters that bring citizens before the peak."""

    share: Share = key(
        "0%",
        en="Share of the citizens who would come on a day whose factors (weekdays, dates, after_holiday) "
        "multiply to more than 1, that come on an ordinary day before it instead.",
        zh="原本会在高峰日（到达系数大于 1）前来的群众中，改在此前平常日前来的比例。",
        unit="share",
        example="40%",
    )
    days: Workdays = key(
        "5 workdays",
        en="How far ahead they come at most; ordinary days within are equally likely.",
        zh="最多提前多少个工作日；其间各平常日等可能。",
        unit="workdays",
        example="5 workdays",
        ge=1,
    )
