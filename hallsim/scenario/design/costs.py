"""What hours, machines and trips cost: every default is an assumption, in yuan."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DurationMs, Number, Share, Yuan


class Costs(Model):
    """Prices; all defaults are assumptions of an ordinary city, not figures of a report."""

    clerk_per_hour: Number = key(
        40.0,
        en="Full cost of an hour of a clerk at a window (assumed).",
        unit="yuan/h",
        example="45",
        ge=0,
        le=100_000,
    )
    by_kind: dict[str, Yuan] = key(
        {},
        en="Cost of an hour by kind of clerk, where it differs (kind under clerks).",
        unit="yuan/h",
        example="{contract: 28}",
    )
    overtime_premium: Share = key(
        "50%",
        en="Added to the cost of an hour of overtime (the labour law asks for at least half as much again).",
        unit="share",
        example="100%",
    )
    officer_per_hour: Number = key(
        60.0,
        en="Full cost of an hour of an officer at a desk (assumed).",
        unit="yuan/h",
        example="55",
        ge=0,
        le=100_000,
    )
    kiosk_per_day: Number = key(
        50.0,
        en="Cost of a self-service terminal on each day the hall is open (assumed).",
        unit="yuan/day",
        example="80",
        ge=0,
        le=100_000,
    )
    citizen_hour: Number = key(
        25.0,
        en="Worth of an hour of a citizen's time, in the hall or on the way (assumed).",
        unit="yuan/h",
        example="30",
        ge=0,
        le=100_000,
    )
    trip: Number = key(
        10.0, en="Fares of one trip, there and back (assumed).", unit="yuan", example="6", ge=0, le=100_000
    )
    trip_time: DurationMs = key(
        "60 min",
        en="Travel time of one trip, there and back (assumed).",
        unit="duration",
        example="40 min",
        ge=0,
        le=86_400_000,
    )
