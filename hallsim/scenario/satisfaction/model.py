"""The model of satisfaction and what it was fitted to; all of it assumed unless a fit says otherwise."""

from __future__ import annotations

from hallsim.scenario.satisfaction.channels import Channels
from hallsim.scenario.satisfaction.items import Cuts
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DurationMs, LocalText, Number, Share, Whole


class Clerk(Model):
    """How friendly a clerk is, in points: falls with the load of the day, hours without a break, idleness."""

    base: Number = key(
        84.0,
        en="Points of a rested clerk at a normal load; enterprises of one survey gave 84.43 for attitude.",
        unit="points",
        example="84",
        ge=0,
        le=100,
    )
    tired_above: Share = key(
        "85%", en="Load of the day above which attitude falls.", unit="share", example="85%", ge=0, lt=1
    )
    tired_points: Number = key(
        30.0,
        en="Points lost at a load of 100 %, in proportion between.",
        unit="points",
        example="30",
        ge=0,
        le=100,
    )
    idle_below: Share = key(
        "10%", en="Load of the day below which it falls too (low morale).", unit="share", example="10%", gt=0
    )
    idle_points: Number = key(
        10.0,
        en="Points lost by who has nothing to do, in proportion between.",
        unit="points",
        example="10",
        ge=0,
        le=100,
    )
    hourly_points: Number = key(
        1.0,
        en="Points lost with every hour at the window without a break.",
        unit="points",
        example="1",
        ge=0,
        le=100,
    )


class Fit(Model):
    """What cut-points were fitted to, as `hallsim fit-satisfaction` writes it; designs change, not they."""

    source: LocalText | None = key(None, en="The survey.", example="enterprise survey 2024")
    n: Whole | None = key(None, en="How many answered it.", unit="people", example="210", ge=1, le=10_000_000)
    design: str | None = key(
        None, en="The design under which simulated shares equal the survey's.", example="by_department"
    )
    left_out: Number | None = key(
        None,
        en="How far off an indicator is, on average, when it is told from the others alone: the larger of "
        "the score's points and the rate's percentage points.",
        unit="points",
        example="6.5",
        ge=0,
        le=100,
    )
    cuts: dict[str, Cuts] = key(
        ...,
        en="Cut-points by indicator (or overall), in place of the assumed ones.",
        example="{attitude: [14.2, 17.9, 31, 60]}",
        min_length=1,
    )


class Satisfaction(Model):
    """What people would say of what they experience."""

    model: str = key(
        "levels",
        en="How experience becomes an answer: levels (one answer up to each cut-point) or logit (an "
        "ordered logit: the same experience is answered differently, around the same cut-points).",
        example="logit",
    )
    slope: Number = key(
        1.0,
        en="Factor on how strongly answers follow experience; no survey of shares alone tells it.",
        unit="factor",
        example="1 in 0.5..1.5",
        ge=0.1,
        le=10,
    )
    acceptable_wait: DurationMs = key(
        "20 min",
        en="Wait over all visits for a matter that citizens put up with.",
        unit="duration",
        example="20 min",
        ge=1_000,
        le=86_400_000,
    )
    acceptable_wait_enterprises: DurationMs = key(
        "15 min",
        en="The same of enterprises.",
        unit="duration",
        example="15 min",
        ge=1_000,
        le=86_400_000,
    )
    expected_workdays: Number = key(
        1.0,
        en="Time expected for a service without a limit.",
        unit="workdays",
        example="1",
        gt=0,
        le=1000,
    )
    weights: dict[str, Number] = key(
        {},
        en="Weights of the six indicators in the whole; 1 where absent, as no source gives any.",
        example="{queueing: 2, environment: 0.5}",
    )
    cuts: dict[str, Cuts] = key(
        {},
        en="Cut-points by indicator (or overall), of your own; assumed ones where absent.",
        example="{queueing: [0.25, 0.75, 1.5, 2.5]}",
    )
    clerk: Clerk = key(Clerk(), en="How friendly clerks are, by the state they are in.", example="{base: 80}")
    fits: dict[str, Fit] = key(
        {},
        en="Cut-points fitted to a survey, by who was asked: citizens, enterprises, or a group.",
        example="{enterprises: {n: 210, cuts: {attitude: [14.2, 17.9, 31, 60]}}}",
    )
    channels: Channels = key(
        Channels(),
        en="How the hall hears of it: who is asked, who answers, how that is off.",
        example="{button: {}, sms: {answers: 8%}}",
    )
