"""An entry of the catalogue: counter work, documents, decision, approval."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.values.fields import DistributionField, Join, LocalText, Number, Share, Whole, Workdays
from hallsim.scenario.world.approval_steps import Step
from hallsim.scenario.world.channel_use import ServiceChannels


class Documents(Model):
    """Documents a service requires, each of which may be missing."""

    required: Whole = key(
        0, en="How many documents the service requires.", unit="documents", example="5", ge=0, le=40
    )
    missing: Share = key(
        "0%",
        en="Probability that each of them, by itself, is missing at the first visit. If all you know is that "
        "12% of the citizens lack something, write {required: 1, missing: 12%}.",
        unit="share",
        example="12%",
    )


class RouteStop(Model):
    """One stop of a visit that passes several windows one after another."""

    name: str = key(
        ..., en="Name of the stop; windows serve it as service.stop or by this name.", example="cashier"
    )
    work: DistributionField = key(
        ..., en="Work at this stop.", unit="duration", example="exponential(mean 2 min)"
    )
    needed: Share = key(
        "100%",
        en="Share of the matters that need this stop; the others pass over it. All need the first stop.",
        unit="share",
        example="60%",
    )
    when: Literal["accepted", "always"] = key(
        "accepted",
        en="On which visit it is walked: accepted (the one on which the matter is accepted), or always (the "
        "first; what is missing or wrong is found after the last such stop). The first is always walked.",
        example="always",
    )


class ApprovalTree(Model):
    """A series-parallel tree of steps: a leaf names a step, a group holds sub-trees."""

    step: str | None = key(None, en="A step, by its name under steps.", example="check")
    serial: tuple[ApprovalTree, ...] = key(
        (), en="Parts that run one after another.", example="[check, sign]"
    )
    parallel: tuple[ApprovalTree, ...] = key(
        (), en="Parts that run at the same time.", example="[fire, planning]"
    )
    join: Join = key(
        "all",
        en="A parallel group is over when all its parts are, the first one is, or so many (a number) are.",
        example="first",
    )

    @property
    def n_needed(self) -> int:
        """Parts of a parallel group that are over when the group is."""
        if self.join == "first":
            return 1
        return len(self.parallel) if self.join == "all" else min(self.join, len(self.parallel))

    @property
    def is_race(self) -> bool:
        """Whether a group may be over without some of its parts."""
        return self.join == "first" or self.n_needed < len(self.parallel)


class Service(ServiceChannels):
    """An entry of the hall's catalogue."""

    title: LocalText | None = key(
        None, en="Name shown to people.", example="{en: Business licence, zh: 营业执照}"
    )
    department: str = key("hall", en="Department that owns the service.", example="commerce")
    kind: Literal["case", "enquiry"] = key(
        "case",
        en="A case ends in a certificate; an enquiry does not count as a matter lodged.",
        example="enquiry",
    )
    progress: bool = key(
        False, en="An enquiry that only asks how a matter stands, and can be answered online.", example="true"
    )
    no_show: Share | None = key(
        None,
        en="Share of those who booked for it that do not come; as for the citizen's group, or "
        "citizens.no_show, when absent.",
        unit="share",
        example="20%",
    )
    share: Share | None = key(
        None,
        en="Share of the matters that citizens bring (shares of all services sum to 100 %).",
        unit="share",
        example="31%",
    )
    per_day: Number | None = key(
        None,
        en="Matters on an ordinary working day, instead of share; every service then says it, and a source "
        "of arrivals that gives no number brings their sum.",
        unit="matters per day",
        example="52.5",
        ge=0,
        le=1_000_000,
    )
    counter: DistributionField = key(
        "12 min",
        en="Work at the window at the first visit.",
        unit="duration",
        example="lognormal(mean 12 min, cv 0.7)",
    )
    supplement: DistributionField | None = key(
        None,
        en="Work at the window at every later visit for documents or corrections, drawn anew each time; by "
        "the law of counter (with a route, of its first stop) when absent.",
        unit="duration",
        example="lognormal(mean 10 min, cv 0.7)",
    )
    collect: DistributionField | None = key(
        None,
        en="Work at the output window when the certificate is collected; no collecting when absent.",
        unit="duration",
        example="lognormal(mean 4 min, cv 0.5)",
    )
    route: tuple[RouteStop, ...] = key(
        (),
        en="Stops of a visit that passes several windows (replaces counter).",
        example="[{name: triage, work: exponential(mean 30 s)}]",
    )
    decision: Literal["instant", "promised"] = key(
        "instant",
        en="instant: decided during the visit; promised: accepted with a limit in working days.",
        example="promised",
    )
    limit: Workdays | None = key(
        None, en="Promised working days from acceptance to decision.", unit="workdays", example="10 workdays"
    )
    approval: ApprovalTree | None = key(
        None,
        en="Steps behind the counter, in serial and parallel groups.",
        example="{serial: [check, {parallel: [fire, planning]}]}",
    )
    steps: dict[str, Step] = key(
        {}, en="The steps that approval names.", example="{check: {desk: commerce, work: 20 min}}"
    )
    documents: Documents = key(Documents(), en="Required documents.", example="{required: 5, missing: 12%}")
    correction: Share = key(
        "0%",
        en="Probability that a visit must be repeated because of an error found afterwards.",
        unit="share",
        example="3%",
    )

    def n_stops_before_judgement(self) -> int:
        """Stops of the route that every first visit passes, before what is missing or wrong is found."""
        return 1 + max((i for i, stop in enumerate(self.route) if stop.when == "always"), default=0)

    def first_work(self) -> Distribution:
        """Work at the first window of a visit: the first stop of the route, or the counter."""
        return self.route[0].work if self.route else self.counter

    def supplement_work(self) -> Distribution:
        """Work at the window at every later visit."""
        return self.supplement or self.first_work()
