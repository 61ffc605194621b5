"""What hours, machines and trips cost: every default is an assumption, in yuan."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DurationMs, Number, Share, Yuan


class Costs(Model):
    """Prices; all defaults are assumptions of an ordinary city, not figures of a report."""

    clerk_per_hour: Number = key(
        40.0,
        en="Full cost of an hour of a clerk at a window (assumed).",
        zh="窗口人员每小时的全部成本（假定值）。",
        unit="yuan/h",
        example="45",
        ge=0,
        le=100_000,
    )
    by_kind: dict[str, Yuan] = key(
        {},
        en="Cost of an hour by kind of clerk, where it differs (kind under clerks).",
        zh="按人员类别（clerks 的 kind）另行规定的每小时成本。",
        unit="yuan/h",
        example="{contract: 28}",
    )
    overtime_premium: Share = key(
        "50%",
        en="Added to the cost of an hour of overtime (the labour law asks for at least half as much again).",
        zh="加班时薪的加成（劳动法规定不低于 50%）。",
        unit="share",
        example="100%",
    )
    officer_per_hour: Number = key(
        60.0,
        en="Full cost of an hour of an officer at a desk (assumed).",
        zh="审批人员每小时的全部成本（假定值）。",
        unit="yuan/h",
        example="55",
        ge=0,
        le=100_000,
    )
    kiosk_per_day: Number = key(
        50.0,
        en="Cost of a self-service terminal on each day the hall is open (assumed).",
        zh="自助终端每个开放日的成本（假定值）。",
        unit="yuan/day",
        example="80",
        ge=0,
        le=100_000,
    )
    citizen_hour: Number = key(
        25.0,
        en="Worth of an hour of a citizen's time, in the hall or on the way (assumed).",
        zh="群众一小时时间（在厅或在途）的价值（假定值）。",
        unit="yuan/h",
        example="30",
        ge=0,
        le=100_000,
    )
    trip: Number = key(
        10.0,
        en="Fares of one trip, there and back (assumed).",
        zh="一次来访往返的交通费（假定值）。",
        unit="yuan",
        example="6",
        ge=0,
        le=100_000,
    )
    trip_time: DurationMs = key(
        "60 min",
        en="Travel time of one trip, there and back (assumed).",
        zh="一次来访往返的路上时间（假定值）。",
        unit="duration",
        example="40 min",
        ge=0,
        le=86_400_000,
    )
