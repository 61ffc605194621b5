"""Guidance at the door, and channels of a hall that save citizens a visit or a window."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DistributionField, DurationMs, Share, SpanField, Whole


class Guide(Model):
    """Guide desk: every first visit passes it before a ticket for a window is taken."""

    count: Whole = key(1, en="How many guides.", zh="导办人数。", unit="guides", example="2", ge=1, le=500)
    work: DistributionField = key(
        "1 min",
        en="Time with the guide, once a visit.",
        zh="每次来访的导办时间。",
        unit="duration",
        example="exponential(mean 1 min)",
    )
    catches: Share = key(
        "0%",
        en="Share of the missing documents that the guide finds; the citizen then goes home and comes "
        "back with them.",
        zh="导办发现缺失材料的比例；群众当即回去补齐后再来。",
        unit="share",
        example="60%",
    )
    wrong_window: Share = key(
        "0%",
        en="Share of the tickets for a wrong window that the guide prevents.",
        zh="避免取错号的比例。",
        unit="share",
        example="80%",
    )


class Delivery(Model):
    """Certificates of promised services sent instead of collected."""

    share: Share = key(
        "100%",
        en="Share of the certificates that are sent.",
        zh="邮寄送达的比例。",
        unit="share",
        example="60%",
    )
    days: SpanField = key(
        "2 workdays",
        en="Time from the decision until the certificate arrives.",
        zh="办结到送达的时间。",
        unit="duration",
        example="2 workdays",
    )


class DeskWork(Model):
    """Work at a desk that is not a step of an approval."""

    desk: str = key(
        ..., en="Desk, a name under desks.", zh="审批科室（desks 中的名称）。", example="commerce"
    )
    work: DistributionField = key(
        "10 min", en="An officer's effort.", zh="工作量。", unit="duration", example="10 min"
    )


class Online(Model):
    """Filing online: a successful filing is accepted without a visit."""

    success: Share = key(
        ...,
        en="Probability that an attempt succeeds.",
        zh="一次网上申报成功的概率。",
        unit="share",
        example="70%",
    )
    services: tuple[str, ...] = key(
        (),
        en="Services that may be filed online; those with `online: true` when absent.",
        zh="可网上办理的事项；不写则为 online: true 的事项。",
        example="[business_licence]",
    )
    eligible: Share = key(
        "100%",
        en="Share of the matters of these services that can be filed online.",
        zh="上述事项中可网上申报的办件比例。",
        unit="share",
        example="54%",
    )
    failure: Literal["visit", "retry"] = key(
        "visit",
        en="After a failure: come to the hall, or try once more first.",
        zh="失败后：visit 到厅办理；retry 先再试一次。",
        example="retry",
    )
    review: DeskWork | None = key(
        None,
        en="Check at a desk before acceptance; none when absent.",
        zh="受理前在科室审查；不写则无。",
        example="{desk: commerce, work: 5 min}",
    )


class PreReview(Model):
    """Documents checked remotely before the first visit, in the reviewers' time."""

    desk: str | None = key(
        None,
        en="Desk that reviews, a name under desks; that of the service's department when absent.",
        zh="预审科室（desks 中的名称）；不写则为事项所属部门的科室。",
        example="commerce",
    )
    work: DistributionField = key(
        "10 min",
        en="A reviewer's effort for a matter.",
        zh="每件预审工作量。",
        unit="duration",
        example="10 min",
    )
    catches: Share = key(
        "90%",
        en="Share of the missing documents that the review finds; they come with the first visit.",
        zh="预审发现缺失材料的比例；群众首次来访即带齐。",
        unit="share",
        example="90%",
    )
    share: Share = key(
        "100%",
        en="Share of the citizens with documents to bring who use it.",
        zh="需提交材料的群众中使用预审的比例。",
        unit="share",
        example="50%",
    )


class Kiosks(Model):
    """Self-service terminals."""

    count: Whole = key(
        1, en="How many terminals.", zh="自助终端台数。", unit="terminals", example="6", ge=1, le=5000
    )
    services: tuple[str, ...] = key(
        (),
        en="Services they offer; those with a `kiosk` time when absent.",
        zh="可办事项；不写则为给出 kiosk 时间的事项。",
        example="[enquiry]",
    )
    helper: Share = key(
        "0%",
        en="Share of the failures that a helper beside them avoids.",
        zh="旁边有人协助时避免的失败比例。",
        unit="share",
        example="50%",
    )


class ChannelRules(Model):
    """What a design offers beside its windows."""

    guide: Guide | None = key(
        None,
        en="Guide desk at the door; none when absent.",
        zh="导办台；不写则无。",
        example="{count: 2, catches: 50%}",
    )
    redirect: DurationMs = key(
        "1 min",
        en="Time at a wrong window until one is told the right one.",
        zh="排错窗口时被告知正确窗口所需时间。",
        unit="duration",
        example="1 min",
        ge=0,
        le=28_800_000,
    )
    first_asked: Literal["new_ticket", "escort"] = key(
        "new_ticket",
        en="Who stood at a wrong window takes a new ticket, or is escorted and keeps the first place.",
        zh="排错窗口后：new_ticket 重新取号；escort 首问负责，由人引领并保留原号次序。",
        example="escort",
    )
    delivery: Delivery | None = key(
        None,
        en="Certificates sent by post; none when absent.",
        zh="证照邮寄；不写则无。",
        example="{days: 2 workdays}",
    )
    online: Online | None = key(
        None, en="Filing online; none when absent.", zh="网上申报；不写则无。", example="{success: 70%}"
    )
    pre_review: PreReview | None = key(
        None, en="Online pre-review; none when absent.", zh="网上预审；不写则无。", example="{desk: commerce}"
    )
    kiosks: Kiosks | None = key(
        None, en="Self-service terminals; none when absent.", zh="自助终端；不写则无。", example="{count: 6}"
    )
