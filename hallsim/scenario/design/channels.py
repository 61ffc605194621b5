"""Guidance at the door, and channels of a hall that save citizens a visit or a window."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DistributionField, DurationMs, Share, SpanField, Whole


class Guide(Model):
    """Guide desk: every first visit passes it before a ticket for a window is taken."""

    count: Whole = key(1, en="How many guides.", unit="guides", example="2", ge=1, le=500)
    work: DistributionField = key(
        "1 min", en="Time with the guide, once a visit.", unit="duration", example="exponential(mean 1 min)"
    )
    catches: Share = key(
        "0%",
        en="Share of the missing documents that the guide finds; the citizen then goes home and comes "
        "back with them.",
        unit="share",
        example="60%",
    )
    wrong_window: Share = key(
        "0%",
        en="Share of the tickets for a wrong window that the guide prevents.",
        unit="share",
        example="80%",
    )


class Delivery(Model):
    """Certificates of promised services sent instead of collected."""

    share: Share = key("100%", en="Share of the certificates that are sent.", unit="share", example="60%")
    days: SpanField = key(
        "2 workdays",
        en="Time from the decision until the certificate arrives.",
        unit="duration",
        example="2 workdays",
    )


class DeskWork(Model):
    """Work at a desk that is not a step of an approval."""

    desk: str = key(..., en="Desk, a name under desks.", example="commerce")
    work: DistributionField = key("10 min", en="An officer's effort.", unit="duration", example="10 min")


class Online(Model):
    """Filing online: a successful filing is accepted without a visit."""

    success: Share = key(..., en="Probability that an attempt succeeds.", unit="share", example="70%")
    services: tuple[str, ...] = key(
        (),
        en="Services that may be filed online; those with `online: true` when absent.",
        example="[business_licence]",
    )
    eligible: Share = key(
        "100%",
        en="Share of the matters of these services that can be filed online.",
        unit="share",
        example="54%",
    )
    failure: Literal["visit", "retry"] = key(
        "visit", en="After a failure: come to the hall, or try once more first.", example="retry"
    )
    review: DeskWork | None = key(
        None,
        en="Check at a desk before acceptance; none when absent.",
        example="{desk: commerce, work: 5 min}",
    )


class PreReview(Model):
    """Documents checked remotely before the first visit, in the reviewers' time."""

    desk: str | None = key(
        None,
        en="Desk that reviews, a name under desks; that of the service's department when absent.",
        example="commerce",
    )
    work: DistributionField = key(
        "10 min", en="A reviewer's effort for a matter.", unit="duration", example="10 min"
    )
    catches: Share = key(
        "90%",
        en="Share of the missing documents that the review finds; they come with the first visit.",
        unit="share",
        example="90%",
    )
    share: Share = key(
        "100%", en="Share of the citizens with documents to bring who use it.", unit="share", example="50%"
    )


class Kiosks(Model):
    """Self-service terminals."""

    count: Whole = key(1, en="How many terminals.", unit="terminals", example="6", ge=1, le=5000)
    services: tuple[str, ...] = key(
        (), en="Services they offer; those with a `kiosk` time when absent.", example="[enquiry]"
    )
    helper: Share = key(
        "0%", en="Share of the failures that a helper beside them avoids.", unit="share", example="50%"
    )


class ChannelRules(Model):
    """What a design offers beside its windows."""

    guide: Guide | None = key(
        None, en="Guide desk at the door; none when absent.", example="{count: 2, catches: 50%}"
    )
    redirect: DurationMs = key(
        "1 min",
        en="Time at a wrong window until one is told the right one.",
        unit="duration",
        example="1 min",
        ge=0,
        le=28_800_000,
    )
    first_asked: Literal["new_ticket", "escort"] = key(
        "new_ticket",
        en="Who stood at a wrong window takes a new ticket, or is escorted and keeps the first place.",
        example="escort",
    )
    delivery: Delivery | None = key(
        None, en="Certificates sent by post; none when absent.", example="{days: 2 workdays}"
    )
    online: Online | None = key(None, en="Filing online; none when absent.", example="{success: 70%}")
    pre_review: PreReview | None = key(
        None, en="Online pre-review; none when absent.", example="{desk: commerce}"
    )
    kiosks: Kiosks | None = key(None, en="Self-service terminals; none when absent.", example="{count: 6}")
