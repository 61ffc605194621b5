"""The keys of designs and windows about people."""

from __future__ import annotations

from typing import Annotated

from hallsim.scenario.design.attendance import Absence, Outages
from hallsim.scenario.design.costs import Costs
from hallsim.scenario.design.people import Clerk, NamedClerk, Tenure, Training
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import ClockMs, DistributionField, DurationMs, Number, mean_between


class StaffedWindows(Model):
    """Who staffs a group of windows."""

    clerks: tuple[Clerk, ...] = key(
        (),
        en="Who staffs the windows, in the order of their numbers; the rest are ordinary clerks.",
        zh="窗口人员（按窗口编号依次安排），其余为普通人员。",
        example="[{count: 2, tenure_months: 5}, {count: 4, auxiliary: true}]",
    )
    staff: tuple[str, ...] = key(
        (),
        en="Named clerks at the windows, in the order of their numbers; the rest are ordinary clerks.",
        zh="实名窗口人员（按窗口编号依次安排），其余为普通人员。",
        example="[li, wang]",
    )
    speed_cv: Number = key(
        0.0,
        en="Spread between clerks: each clerk's work is multiplied by a lognormal factor of mean 1 and this "
        "coefficient of variation, drawn anew in every replication.",
        zh="人员间差异：每人的办理时间乘以均值为 1 的对数正态系数，此为其变异系数（每次重复重新抽取）。",
        unit="cv",
        example="0.2",
        ge=0,
        le=3,
    )
    fatigue: Number = key(
        0.0,
        en="Work grows by this share for every hour on duty since the shift began or the last break ended.",
        zh="自上岗或上次休息结束起，每在岗一小时办理时间增加的比例。",
        unit="share per hour",
        example="0.03",
        ge=0,
        le=1,
    )
    training: Training | None = key(
        None,
        en="Hours off-line for training and what they buy; none when absent.",
        zh="离岗培训的时间与效果；不写则无。",
        example="{hours: {wed: 16:00-17:00}, error: 0.5}",
    )

    idle_work: Annotated[DistributionField, mean_between("1 s", "8 h")] | None = key(
        None,
        en="A window without visitors does pieces of back-office work of this length, one after another, and "
        "is not interrupted; none when absent.",
        zh="窗口无人时做后台工作，每件时长如此，做完一件前不接待；不写则无。",
        unit="duration",
        example="exponential(mean 4 min)",
    )


class StaffRules(Model):
    """What a design says about its people."""

    clerks: dict[str, NamedClerk] = key(
        {},
        en="Clerks by name, for the staff of windows.",
        zh="实名窗口人员，供 windows 的 staff 引用。",
        example="{li: {tenure_months: 5}, wang: {knows: commerce}}",
    )
    tenure: Tenure = key(
        Tenure(),
        en="How tenure changes time and errors of clerks with tenure_months.",
        zh="任职时间如何影响（写明 tenure_months 的）人员的办理时间与差错。",
        example="{learning_months: 12, start_factor: 1.4, weary_after_months: 96, weary_factor: 1.15}",
    )
    authorise: DurationMs = key(
        "3 min",
        en="Work of the deciding clerk who signs an instant matter that an auxiliary clerk accepted.",
        zh="有权人员签发辅助人员所受理即办件的时间。",
        unit="duration",
        example="3 min",
        ge=0,
        le=28_800_000,
    )
    tickets_until: ClockMs | None = key(
        None,
        en="Clock time from which no tickets are issued any more: who comes later is turned away, who is "
        "inside is served; until the last closing when absent.",
        zh="停止取号的时间：之后到厅者不再受理，厅内群众照常办完；不写则到闭厅为止。",
        example="16:30",
    )
    costs: Costs = key(
        Costs(),
        en="What hours, machines and trips cost, in yuan; the defaults are assumptions.",
        zh="工时、设备与来访的成本（元）；默认值均为假定。",
        example="{clerk_per_hour: 45, by_kind: {contract: 28}}",
    )
    absence: Absence = key(
        Absence(),
        en="Clerks at windows who do not come on some days, and who stands in; a bare share is the share.",
        zh="窗口人员缺勤与顶岗；只写比例即 share。",
        example="{share: 5%, lasts: 3, cover: 2, cover_delay: 1 workday}",
    )
    outages: Outages | None = key(
        None,
        en="The system fails at times; never when absent.",
        zh="系统故障；不写则不会发生。",
        example="{between: exponential(mean 40 h), length: exponential(mean 30 min)}",
    )
