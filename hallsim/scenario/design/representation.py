"""Packages of matters, agents who go for citizens, and teams that visit homes."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import (
    ClockMs,
    Number,
    Share,
    SpanField,
    TaskLaw,
    Whole,
    Workdays,
)
from hallsim.scenario.values.hours import WeeklyHours


class Package(Model):
    """Related services lodged as one: one notice for all their documents, one visit for all."""

    services: tuple[str, ...] = key(
        ...,
        en="Its services; a citizen who brings two of them or more lodges these as one.",
        example="[business_licence, food_permit, tax_registration]",
    )
    saving: Share = key(
        "0%",
        en="Share of the work at the windows that each service after the first saves.",
        unit="share",
        example="30%",
    )
    shared_documents: Whole = key(
        0,
        en="Documents that the services have in common, asked for once: each further service's first ones "
        "are dropped.",
        unit="documents",
        example="2",
        ge=0,
        le=40,
    )


class Agent(Model):
    """Agents (village points, nanny service) who take files to the hall and bring back certificates."""

    count: Whole = key(
        1,
        en="How many agents; each serves an even part of the citizens.",
        unit="agents",
        example="20",
        ge=1,
        le=100_000,
    )
    share: Share = key(
        "100%",
        en="Share of the citizens (of the groups) who hand their matters over.",
        unit="share",
        example="40%",
    )
    groups: tuple[str, ...] = key((), en="Groups of citizens they serve; all when absent.", example="[rural]")
    services: tuple[str, ...] = key(
        (),
        en="Services they take; all cases when absent. Who brings anything else comes in person.",
        example="[pension, medical_insurance]",
    )
    every: Workdays = key(
        "1 workday",
        en="They go to the hall on every n-th of its open days, if there is anything to take.",
        unit="workdays",
        example="5 workdays",
        ge=1,
        le=366,
    )
    batch: Whole | None = key(
        None,
        en="Files with which they go earlier, at the next time of setting out; never when absent.",
        unit="files",
        example="10",
        ge=1,
        le=10_000,
    )
    at: ClockMs = key("09:30", en="When they arrive at the hall.", example="09:30")
    catches: Share = key(
        "0%",
        en="Share of the missing documents that they find before they set out; they are then brought along.",
        unit="share",
        example="70%",
    )
    hand_over: SpanField = key(
        "0 min",
        en="Time from their leaving the hall until the citizen has the certificate.",
        unit="duration",
        example="1 workday",
    )


class HomeService(Model):
    """Teams that serve citizens at home or in their business park: no trip, the team's time instead."""

    teams: Whole = key(1, en="How many teams.", unit="teams", example="2", ge=1, le=5000)
    travel: TaskLaw = key(
        "30 min", en="Travel of one call-out, there and back.", unit="duration", example="uniform(20, 60 min)"
    )
    time: Number = key(
        1.0,
        en="Factor on the work at the window when it is done at home.",
        unit="factor",
        example="1.2",
        ge=0.05,
        le=20,
    )
    share: Share = key(
        "100%", en="Share of the citizens (of the groups) who ask for it.", unit="share", example="30%"
    )
    groups: tuple[str, ...] = key(
        (), en="Groups of citizens it is for; all when absent.", example="[elderly]"
    )
    services: tuple[str, ...] = key(
        (),
        en="Services it covers; all cases when absent. Who brings anything else comes to the hall.",
        example="[pension]",
    )
    hours: WeeklyHours | None = key(
        None,
        en="When the teams work; the design's opening when absent. A call-out begun is finished.",
        example="[09:00-12:00, 13:30-17:00]",
    )


class CompanyRules(Model):
    """What a design offers to citizens who would lodge a package, send an agent, or be visited."""

    packages: dict[str, Package] = key(
        {},
        en="Packages of related services; a bare list is its services.",
        example="{restaurant: [business_licence, food_permit]}",
    )
    agents: dict[str, Agent] = key(
        {},
        en="Kinds of agents who go to the hall for others; a bare number is the count.",
        example="{village: {count: 20, groups: [rural], share: 40%, every: 5 workdays}}",
    )
    home_service: HomeService | None = key(
        None,
        en="Teams that come to the citizens; a bare number is the teams.",
        example="{teams: 2, groups: [elderly], travel: 40 min}",
    )
