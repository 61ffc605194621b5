"""The steps of an approval: what each needs, what comes of it, and what happens then."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DistributionField, LocalText, Share

AT_A_DESK = ("review", "inspection")
MAX_EXAMINATIONS = 8
"""A step is examined so often at most; the last time it passes or is refused."""


class Step(Model):
    """One step of an approval, worked at a department's desk unless its kind needs none."""

    title: LocalText | None = key(None, en="Name shown to people.", example="{en: Fire safety, zh: 消防审核}")
    kind: Literal["review", "inspection", "notice", "automatic", "payment"] = key(
        "review",
        en="review: a desk works on the file (or hears it at a meeting); inspection: a team goes to the "
        "site; notice: a public notice or an expert's opinion takes its time; automatic: a check "
        "without officers; payment: the citizen pays a fee.",
        example="inspection",
    )
    desk: str | None = key(
        None,
        en="Desk (a name under the design's desks) of the step; the service's department when absent.",
        example="fire",
    )
    work: DistributionField | None = key(
        None,
        en="An officer's effort, in working time; on site, for an inspection; at the window, for a payment.",
        unit="duration",
        example="gamma(mean 40 min, cv 0.8)",
    )
    elapsed: DistributionField | None = key(
        None,
        en="Time that passes after the work without occupying an officer. Given in workdays: on the world's "
        "workdays (calendar.workday_from, workday), whatever is open. Else on the desk's calendar; for a "
        "notice, an automatic check or until the citizen pays, day and night.",
        unit="duration",
        example="lognormal(mean 2 workdays, cv 1)",
    )
    needed: Share = key(
        "100%",
        en="Share of the files that need this step; the others pass it over.",
        unit="share",
        example="40%",
    )
    returns: Share = key(
        "0%",
        en="Probability at each examination that the file is sent back: the limit's clock stops until the "
        "citizen has corrected it.",
        unit="share",
        example="15%",
    )
    refuses: Share = key(
        "0%", en="Probability at each examination that the matter is refused.", unit="share", example="3%"
    )
    resume: str | None = key(
        None,
        en="Step from which a corrected file goes on; the step that sent it back when absent.",
        example="intake",
    )
    again: DistributionField | None = key(
        None,
        en="Effort of every further examination of the same file; as work when absent.",
        unit="duration",
        example="15 min",
    )
    clock: Literal["running", "stopped"] = key(
        "running",
        en="Whether the limit's clock runs or stands still during a notice, an automatic check or a payment.",
        example="stopped",
    )

    def is_plain(self) -> bool:
        """Whether the step is only worked on: needed by every file, and always passed."""
        certain = self.needed == 1 and not self.returns and not self.refuses
        return self.kind == "review" and certain and self.resume is None


def desk_of(step: Step, department: str) -> str | None:
    """The desk at which a step is worked; None for a kind without one."""
    return (step.desk or department) if step.kind in AT_A_DESK else None
