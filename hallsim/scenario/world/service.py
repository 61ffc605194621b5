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
        0,
        en="How many documents the service requires.",
        zh="所需材料份数。",
        unit="documents",
        example="5",
        ge=0,
        le=40,
    )
    missing: Share = key(
        "0%",
        en="Probability that each of them, by itself, is missing at the first visit. If all you know is that "
        "12% of the citizens lack something, write {required: 1, missing: 12%}.",
        zh="首次到厅时每份材料各自缺失的概率。若只知道 12% 的人缺材料：{required: 1, missing: 12%}。",
        unit="share",
        example="12%",
    )


class RouteStop(Model):
    """One stop of a visit that passes several windows one after another."""

    name: str = key(
        ...,
        en="Name of the stop; windows serve it as service.stop or by this name.",
        zh="环节名称；窗口可按“事项.环节”或该名称受理。",
        example="cashier",
    )
    work: DistributionField = key(
        ...,
        en="Work at this stop.",
        zh="该环节的办理时间。",
        unit="duration",
        example="exponential(mean 2 min)",
    )
    needed: Share = key(
        "100%",
        en="Share of the matters that need this stop; the others pass over it. All need the first stop.",
        zh="需要此环节的办件比例，其余跳过；第一个环节总是需要。",
        unit="share",
        example="60%",
    )
    when: Literal["accepted", "always"] = key(
        "accepted",
        en="On which visit it is walked: accepted (the one on which the matter is accepted), or always (the "
        "first; what is missing or wrong is found after the last such stop). The first is always walked.",
        zh="何时经过此环节：accepted 受理之后（在受理的那次来访）；always 首次来访必经"
        "（最后一个这样的环节之后才判断是否缺材料、有差错）。第一个环节总是必经。",
        example="always",
    )


class ApprovalTree(Model):
    """A series-parallel tree of steps: a leaf names a step, a group holds sub-trees."""

    step: str | None = key(
        None, en="A step, by its name under steps.", zh="环节，即 steps 中的名称。", example="check"
    )
    serial: tuple[ApprovalTree, ...] = key(
        (), en="Parts that run one after another.", zh="依次进行的部分。", example="[check, sign]"
    )
    parallel: tuple[ApprovalTree, ...] = key(
        (), en="Parts that run at the same time.", zh="同时进行的部分。", example="[fire, planning]"
    )
    join: Join = key(
        "all",
        en="A parallel group is over when all its parts are, the first one is, or so many (a number) are.",
        zh="并联部分何时结束：全部完成（all），最先一个完成（first），或完成若干个（写数目）。",
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
        None, en="Name shown to people.", zh="显示名称。", example="{en: Business licence, zh: 营业执照}"
    )
    department: str = key("hall", en="Department that owns the service.", zh="所属部门。", example="commerce")
    kind: Literal["case", "enquiry"] = key(
        "case",
        en="A case ends in a certificate; an enquiry does not count as a matter lodged.",
        zh="case 为办件；enquiry 为咨询，不计入办件。",
        example="enquiry",
    )
    progress: bool = key(
        False,
        en="An enquiry that only asks how a matter stands, and can be answered online.",
        zh="仅查询办理进度的咨询，可在网上查询。",
        example="true",
    )
    no_show: Share | None = key(
        None,
        en="Share of those who booked for it that do not come; as for the citizen's group, or "
        "citizens.no_show, when absent.",
        zh="预约此事项后爽约的比例；不写则同群体或 citizens.no_show。",
        unit="share",
        example="20%",
    )
    share: Share | None = key(
        None,
        en="Share of the matters that citizens bring (shares of all services sum to 100 %).",
        zh="占全部办件的份额（各事项合计 100%）。",
        unit="share",
        example="31%",
    )
    per_day: Number | None = key(
        None,
        en="Matters on an ordinary working day, instead of share; every service then says it, and a source "
        "of arrivals that gives no number brings their sum.",
        zh="普通工作日的办件量（代替 share）；须每个事项都写，未写数量的到达来源即取其合计。",
        unit="matters per day",
        example="52.5",
        ge=0,
        le=1_000_000,
    )
    counter: DistributionField = key(
        "12 min",
        en="Work at the window at the first visit.",
        zh="首次到窗口的办理时间。",
        unit="duration",
        example="lognormal(mean 12 min, cv 0.7)",
    )
    supplement: DistributionField | None = key(
        None,
        en="Work at the window at every later visit for documents or corrections, drawn anew each time; by "
        "the law of counter (with a route, of its first stop) when absent.",
        zh="补正来访的办理时间，每次重新抽取；不写则同 counter（有 route 时同其第一个环节）。",
        unit="duration",
        example="lognormal(mean 10 min, cv 0.7)",
    )
    collect: DistributionField | None = key(
        None,
        en="Work at the output window when the certificate is collected; no collecting when absent.",
        zh="领证时的办理时间；不写则无需领证。",
        unit="duration",
        example="lognormal(mean 4 min, cv 0.5)",
    )
    route: tuple[RouteStop, ...] = key(
        (),
        en="Stops of a visit that passes several windows (replaces counter).",
        zh="一次来访依次经过的多个窗口环节（代替 counter）。",
        example="[{name: triage, work: exponential(mean 30 s)}]",
    )
    decision: Literal["instant", "promised"] = key(
        "instant",
        en="instant: decided during the visit; promised: accepted with a limit in working days.",
        zh="instant 即办件；promised 承诺件。",
        example="promised",
    )
    limit: Workdays | None = key(
        None,
        en="Promised working days from acceptance to decision.",
        zh="承诺时限（自受理起的工作日）。",
        unit="workdays",
        example="10 workdays",
    )
    approval: ApprovalTree | None = key(
        None,
        en="Steps behind the counter, in serial and parallel groups.",
        zh="审批流程：串联与并联的环节树。",
        example="{serial: [check, {parallel: [fire, planning]}]}",
    )
    steps: dict[str, Step] = key(
        {},
        en="The steps that approval names.",
        zh="审批环节定义。",
        example="{check: {desk: commerce, work: 20 min}}",
    )
    documents: Documents = key(
        Documents(), en="Required documents.", zh="所需材料。", example="{required: 5, missing: 12%}"
    )
    correction: Share = key(
        "0%",
        en="Probability that a visit must be repeated because of an error found afterwards.",
        zh="因差错需再来更正的概率（每次来访）。",
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
