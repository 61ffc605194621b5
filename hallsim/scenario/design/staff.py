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
        example="[{count: 2, tenure_months: 5}, {count: 4, auxiliary: true}]",
    )
    staff: tuple[str, ...] = key(
        (),
        en="Named clerks at the windows, in the order of their numbers; the rest are ordinary clerks.",
        example="[li, wang]",
    )
    speed_cv: Number = key(
        0.0,
        en="Spread between clerks: each clerk's work is multiplied by a lognormal factor of mean 1 and this "
        "coefficient of variation, drawn anew in every replication.",
        unit="cv",
        example="0.2",
        ge=0,
        le=3,
    )
    fatigue: Number = key(
        0.0,
        en="Work grows by this share for every hour on duty since the shift began or the last break ended.",
        unit="share per hour",
        example="0.03",
        ge=0,
        le=1,
    )
    training: Training | None = key(
        None,
        en="Hours off-line for training and what they buy; none when absent.",
        example="{hours: {wed: 16:00-17:00}, error: 0.5}",
    )

    idle_work: Annotated[DistributionField, mean_between("1 s", "8 h")] | None = key(
        None,
        en="A window without visitors does pieces of back-office work of this length, one after another, and "
        "is not interrupted; none when absent.",
        unit="duration",
        example="exponential(mean 4 min)",
    )


class StaffRules(Model):
    """What a design says about its people."""

    clerks: dict[str, NamedClerk] = key(
        {},
        en="Clerks by name, for the staff of windows.",
        example="{li: {tenure_months: 5}, wang: {knows: commerce}}",
    )
    tenure: Tenure = key(
        Tenure(),
        en="How tenure changes time and errors of clerks with tenure_months.",
        example="{learning_months: 12, start_factor: 1.4, weary_after_months: 96, weary_factor: 1.15}",
    )
    authorise: DurationMs = key(
        "3 min",
        en="Work of the deciding clerk who signs an instant matter that an auxiliary clerk accepted.",
        unit="duration",
        example="3 min",
        ge=0,
        le=28_800_000,
    )
    tickets_until: ClockMs | None = key(
        None,
        en="Clock time from which no tickets are issued any more: who comes later is turned away, who is "
        "inside is served; until the last closing when absent.",
        example="16:30",
    )
    costs: Costs = key(
        Costs(),
        en="What hours, machines and trips cost, in yuan; the defaults are assumptions.",
        example="{clerk_per_hour: 45, by_kind: {contract: 28}}",
    )
    absence: Absence = key(
        Absence(),
        en="Clerks at windows who do not come on some days, and who stands in; a bare share is the share.",
        example="{share: 5%, lasts: 3, cover: 2, cover_delay: 1 workday}",
    )
    outages: Outages | None = key(
        None,
        en="The system fails at times; never when absent.",
        example="{between: exponential(mean 40 h), length: exponential(mean 30 min)}",
    )
