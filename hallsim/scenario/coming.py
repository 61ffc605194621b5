"""What a hall does about who comes when: letters, answers online and on the phone, appointments."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.base import Model, key
from hallsim.scenario.fields import DistributionField, DurationMs, Share, Whole, Workdays
from hallsim.scenario.hours import WeeklyHours


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


class Appointments(Model):
    """Slots that citizens book; who would book, fails to come or comes late is the world's."""

    services: tuple[str, ...] = key(
        (),
        en="Services that can be booked; all when absent. Who brings anything else comes without booking.",
        zh="可预约的事项；不写为全部。还带有其他事项者不预约。",
        example="[licence]",
    )
    capacity: Whole = key(
        ...,
        en="How many citizens may book each period.",
        zh="每个时段的预约名额。",
        unit="citizens",
        example="12",
        ge=0,
        le=10000,
    )
    period: DurationMs = key(
        "30 min",
        en="Length of a period; everybody booked for it is told its beginning.",
        zh="预约时段的长度；同一时段的人约在其开始时刻。",
        unit="duration",
        example="30 min",
        ge=60_000,
        le=86_400_000,
    )
    together: Whole | None = key(
        None,
        en="How many may book the first period of each stretch of hours (Bailey's rule: 2 while capacity is "
        "1); capacity when absent.",
        zh="每段办公时间首个时段的名额（贝利规则：capacity 为 1 时取 2）；不写则同 capacity。",
        unit="citizens",
        example="2",
        ge=0,
        le=10000,
    )
    hours: WeeklyHours | None = key(
        None,
        en="When slots are offered; the design's opening when absent.",
        zh="可预约的时间；不写则同 opening。",
        example="[09:00-11:30, 13:30-16:30]",
    )
    lead: Workdays = key(
        "1 workday",
        en="How many working days before the slot one must book at the latest.",
        zh="至少提前多少个工作日预约。",
        unit="workdays",
        example="1 workday",
        ge=0,
        le=60,
    )
    within: Workdays = key(
        "10 workdays",
        en="How many working days beyond lead citizens book ahead at most; who finds no slot comes without.",
        zh="在 lead 之外最多往后约多少个工作日；约不到者直接到厅。",
        unit="workdays",
        example="10 workdays",
        ge=0,
        le=250,
    )
    mix: Literal["equal", "booked_first"] = key(
        "equal",
        en="How booked and walk-in tickets mix: equal (in the order in which tickets are drawn), "
        "booked_first (on the visit they booked, in class 1).",
        zh="预约号与现场号：equal 按取号先后；booked_first 预约者在该次来访中为第 1 级。",
        example="booked_first",
    )


class Hotline(Model):
    """Lines on which enquiries are answered, so that a visit is not needed."""

    lines: Whole = key(
        ...,
        en="How many callers can be answered at the same time.",
        zh="同时可接听的线路数。",
        unit="lines",
        example="4",
        ge=1,
        le=1000,
    )
    share: Share = key(
        "50%",
        en="Share of the citizens with nothing but enquiries who call when they would come; who is not "
        "answered comes to the hall.",
        zh="只有咨询的群众中先打热线的比例；未接通者到厅。",
        unit="share",
        example="50%",
    )
    work: DistributionField = key(
        "exponential(mean 4 min)",
        en="How long a call takes once it is answered.",
        zh="接通后的通话时长。",
        unit="duration",
        example="exponential(mean 4 min)",
    )
    patience: DistributionField | None = key(
        None,
        en="Longest wait on the line before giving up; endless (until the hours end) when absent.",
        zh="在线等待的耐心；不写为一直等到热线下班。",
        unit="duration",
        example="exponential(mean 3 min)",
    )
    hours: WeeklyHours | None = key(
        None,
        en="When calls are taken; the design's opening when absent.",
        zh="热线服务时间；不写则同 opening。",
        example="08:00-18:00",
    )
