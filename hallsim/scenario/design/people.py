"""People behind the windows: what they know, and how tenure, training and many services change them."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Number, Share, Whole
from hallsim.scenario.values.hours import WeeklyHours


class Generalist(Model):
    """What it costs that one clerk handles many services."""

    time: Number = key(
        1.0, en="Factor on the work of every service.", unit="factor", example="1.15", ge=0.1, le=10
    )
    error: Share = key(
        "0%",
        en="Further probability that a visit must be repeated because of an error.",
        unit="share",
        example="2%",
    )
    time_per_service: Number = key(
        0.0,
        en="Work grows by this share for every service beyond the first that the window serves.",
        unit="share per service",
        example="0.005",
        ge=0,
        le=1,
    )
    error_per_service: Share = key(
        "0%",
        en="The error grows by this probability for every service beyond the first that the window serves.",
        unit="share",
        example="0.05%",
    )
    most: Whole | None = key(
        None,
        en="Services beyond this number cost nothing more; no limit when absent.",
        unit="services",
        example="30",
        ge=1,
        le=10_000,
    )


class NamedClerk(Model):
    """Somebody who staffs a window."""

    speed: Number = key(
        1.0,
        en="Work done per minute relative to the group's speed.",
        unit="factor",
        example="1.1",
        ge=0.05,
        le=20,
    )
    knows: tuple[str, ...] = key(
        (),
        en="Departments, services or stops the clerk can handle; everything the window serves when absent.",
        example="[commerce, tax_registration]",
    )
    tenure_months: Number | None = key(
        None,
        en="Months at the window, read by the design's tenure curve; an experienced clerk when absent.",
        unit="months",
        example="5",
        ge=0,
        le=600,
    )
    auxiliary: bool = key(
        False,
        en="May accept but not decide: an instant matter needs the signature of a clerk who may "
        "(see authorise).",
        example="true",
    )
    kind: str = key("clerk", en="Kind of clerk, for the costs by kind.", example="contract")


class Clerk(NamedClerk):
    """Identical clerks of a group."""

    count: Whole = key(
        1,
        en="How many windows of the group they staff, in order after the clerks listed before.",
        unit="windows",
        example="3",
        ge=1,
        le=5000,
    )


class Tenure(Model):
    """How months at the window change the work: learning first, weariness later."""

    learning_months: Number = key(
        0.0,
        en="Months of learning; the extra time and error of a beginner shrink to nothing over them.",
        unit="months",
        example="12",
        ge=0,
        le=120,
    )
    stay_months: Number | None = key(
        None,
        en="How long clerks stay at the windows (the rule of rotation): the tenure of everybody without "
        "tenure_months is drawn evenly from 0 to this, anew in every replication; experienced when absent.",
        unit="months",
        example="24",
        gt=0,
        le=600,
    )
    start_factor: Number = key(
        1.0,
        en="Factor on the work of a beginner on the first day.",
        unit="factor",
        example="1.4",
        ge=0.1,
        le=10,
    )
    start_error: Share = key(
        "0%", en="Further probability of an error of a beginner on the first day.", unit="share", example="4%"
    )
    weary_after_months: Number | None = key(
        None,
        en="Months after which a clerk grows weary; never when absent.",
        unit="months",
        example="96",
        ge=0,
        le=600,
    )
    weary_factor: Number = key(
        1.0, en="Factor on the work of a weary clerk.", unit="factor", example="1.15", ge=0.1, le=10
    )
    weary_error: Share = key(
        "0%", en="Further probability of an error of a weary clerk.", unit="share", example="2%"
    )


class Training(Model):
    """Hours of training away from the windows, and what they achieve."""

    hours: WeeklyHours = key(
        ..., en="When all clerks of the group are away in training.", example="{wed: 16:00-17:00}"
    )
    time: Number = key(
        1.0, en="Factor on the work of trained clerks.", unit="factor", example="0.95", ge=0.1, le=10
    )
    error: Number = key(
        1.0,
        en="Factor on the probability that a visit must be repeated because of an error (correction, "
        "generalist and tenure together).",
        unit="factor",
        example="0.5",
        ge=0,
        le=1,
    )
