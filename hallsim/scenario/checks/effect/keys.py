"""Which keys change nothing unless something else is there: one row a key; `idle` walks the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hallsim.scenario.design.class_rules import CLASS_RULES
from hallsim.scenario.design.design import has_classes
from hallsim.scenario.design.disciplines import DISCIPLINES
from hallsim.scenario.world.approval_steps import Step
from hallsim.text.message import Message


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a key changes nothing, and what to write for it to have an effect."""

    why: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class Row:
    """A key (path below the model, with dots), when it acts by `Facts` and its model, and why not."""

    key: str
    acts: Callable[[Any, Any], bool]
    reason: Reason


def _of_orders() -> list[Row]:
    """Orders of a queue that look at what nobody has."""
    by_slot = rows(
        "rule.order",
        lambda f, m: m.rule is None or m.rule.order != "earliest_appointment" or f.has_bookers(),
        Message("nobody has an appointment"),
        Message("write appointments: {capacity: 12}, and books for the citizens"),
    )
    by_return = rows(
        "rule.order",
        lambda f, m: m.rule is None or m.rule.order != "returning_first" or f.has_rejections(),
        Message("nobody comes again because something was missing or wrong"),
        Message("write documents or correction for a service"),
    )
    return [*by_slot, *by_return]


def _n_inspections(steps: Iterable[Step]) -> int:
    return sum(step.kind == "inspection" for step in steps)


def rows(keys: str, acts: Callable[[Any, Any], bool], why: Message, remedy: Message) -> list[Row]:
    """Rows of several keys (between blanks) that need the same."""
    return [Row(key, acts, Reason(why, remedy)) for key in keys.split()]


def _of_class_rules() -> list[Row]:
    """The number of a rule between classes acts where that is the rule of the design, or of the windows."""

    def row(name: str, key: str) -> list[Row]:
        return rows(
            f"rule.{key}",
            lambda f, m: m.rule is not None and m.rule.classes == name,
            Message("the rule is not {name}", name=name),
            Message("write classes: {name}", name=name),
        )

    return [found for name, rule in CLASS_RULES.items() if rule.key for found in row(name, rule.key)]


OF_DESIGNS: list[Row] = [
    *rows("notice", lambda f, d: f.has_notices(),
           Message("no service has two documents, of which a notice could leave one out"),
           Message("write documents: {required: 5, missing: 12%} for a service")),
    *rows("notice guides shared_data guide.catches pre_review.catches", lambda f, d: f.has_documents(),
           Message("no document can be missing"),
           Message("write documents: {required: 5, missing: 12%} for a service")),
    *rows("redirect first_asked guide.wrong_window", lambda f, d: f.world.citizens.wrong_window > 0,
           Message("nobody takes a ticket of a wrong queue"),
           Message("write citizens: {wrong_window: 8%} in the world")),
    *rows("no_form.error", lambda f, d: any(s.correction for s in f.world.services.values()),
           Message("no service has errors to correct"), Message("write correction: 3% for a service")),
    *rows("authorise", lambda f, d: f.has_auxiliary(),
           Message("no clerk is auxiliary"), Message("write auxiliary: true for a clerk")),
    *rows("tenure", lambda f, d: f.has_tenure(),
           Message("nobody's months at the window are known"),
           Message("write tenure_months for clerks, or stay_months")),
    *rows("hand_off", lambda f, d: any(s.decision == "promised" for s in f.world.services.values()),
           Message("no service is promised"), Message("write decision: promised for a service")),
    *rows("desk_hours every_desk", lambda f, d: any(True for _ in f.desks()) or d.authority is not None,
           Message("there are no desks"), Message("write for example desks: {fire: 2}")),
    *rows("approval", lambda f, d: bool(f.trees),
           Message("no service has an approval"), Message("write approval and steps for a service")),
    *rows("approval.stages", lambda f, d: d.approval.mode == "stages",
           Message("the approvals do not run in stages"), Message("write mode: stages")),
    *rows("approval.main approval.lines", lambda f, d: d.approval.mode == "lines",
           Message("the approvals do not run in lines"), Message("write mode: lines")),
    *rows("approval.services", lambda f, d: d.approval.mode not in ("as_written", "lines"),
           Message("it says for which services another order holds, and there is none"),
           Message("write mode: parallel")),
    *rows("approval.corrections approval.returns", lambda f, d: any(step.returns for step in f.steps),
           Message("no step sends files back"), Message("write returns: 15% for a step")),
    *rows("approval.refuses", lambda f, d: any(step.refuses for step in f.steps),
           Message("no step refuses files"), Message("write refuses: 3% for a step")),
    *rows("approval.needed", lambda f, d: any(step.needed < 1 for step in f.steps),
           Message("every step is needed by all files"), Message("write needed: 40% for a step")),
    *rows("approval.payments", lambda f, d: any(step.kind == "payment" for step in f.steps),
           Message("no step is a payment"), Message("write kind: payment for a step")),
    *rows("approval.inspections",
           lambda f, d: any(_n_inspections(steps) > 1 for steps in f.steps_by_service.values()),
           Message("no approval has two inspections"),
           Message("write kind: inspection for two steps of a service")),
    *rows("approval.on_refusal", lambda f, d: f.has_branches(),
           Message("no steps run side by side"), Message("write mode: parallel")),
    *rows("reminders", lambda f, d: f.has_peak_days(),
           Message("no day is busier than others"),
           Message("write weekdays: {mon: 1.3} for a source of arrivals")),
    *rows("choice", lambda f, d: bool(d.offices),
           Message("there is no office beside the main hall"), Message("write offices")),
    *rows("cover", lambda f, d: any(w.tide and isinstance(w.tide.staff, str) for w in d.windows.values()),
           Message("no tide windows are opened by a pool"),
           Message("write tide: {open_at: 10, staff: NAME} for windows")),
    *rows("packages", lambda f, d: f.may_bring_several(),
           Message("every citizen brings one matter"),
           Message("write errands, or matters: {1: 80%, 2: 20%} for a group")),
    *rows("absence.lasts absence.checks absence.cover absence.cover_delay absence.deputies",
           lambda f, d: d.absence.share > 0,
           Message("no clerk is ever absent"), Message("write share: 5%")),
    *rows("supervision", lambda f, d: f.is_anybody_absent(),
           Message("nobody is ever absent"), Message("write absence: 5%")),
    *rows("limits.after_deemed", lambda f, d: d.limits.deemed is not None,
           Message("nothing is deemed approved"), Message("write deemed: 100%")),
    *rows("calling.wait calling.recalls calling.missed calling.requeues",
           lambda f, d: d.calling is not None and d.calling.no_show > 0,
           Message("everybody comes when called"), Message("write no_show: 4%")),
    *rows("rule priority", lambda f, d: f.has_tickets() or f.has_classes_at_desks(),
           Message("people stand in lines of their own at all windows, first come first served"),
           Message("write lines: ticket")),
    *rows("appointments.mix", lambda f, d: f.has_tickets() or d.appointments.mix == "equal",
           Message("people stand in lines of their own at all windows, first come first served"),
           Message("write lines: ticket")),
    *_of_orders(),
    *rows("appointments.grace appointments.late", lambda f, d: f.misses_the_slot("late"),
           Message("everybody who booked is on time"),
           Message("write citizens: {punctuality: {late: 5 min, sd: 10 min}} in the world")),
    *rows("appointments.grace", lambda f, d: d.appointments.late != "keep",
           Message("who is late keeps the slot"), Message("write late: walk_in")),
    *rows("appointments.not_before_slot", lambda f, d: f.misses_the_slot("early"),
           Message("nobody who booked comes early"),
           Message("write citizens: {punctuality: {early: 5 min, sd: 10 min}} in the world")),
    *rows("pre_review", lambda f, d: any(s.documents.required for s in f.world.services.values()),
           Message("no service requires documents"), Message("write documents: {required: 5, missing: 12%}")),
    *rows("no_form", lambda f, d: f.cases_of(d.no_form.services),
           Message("it is of cases, and these are enquiries"), Message("name other services")),
    *rows("home_service", lambda f, d: d.home_service.share > 0 and f.cases_of(d.home_service.services),
           Message("nobody asks for it"), Message("write a share above 0, and services that are cases")),
    *rows("authority.knows authority.told",
           lambda f, d: any(d.authority.entered(name) < 1 for name in f.cases()),
           Message("every case has entered the hall"), Message("write entry: 60%")),
    *rows("authority.travel authority.work authority.issue authority.bureau",
           lambda f, d: f.powers_are_partial(),
           Message("every case has entered the hall and is decided there"),
           Message("write entry: 60%, or decide: 50%")),
    *rows("delivery", lambda f, d: d.delivery.share > 0 and (f.collects_later() or d.authority is not None),
           Message("no certificate of a promised service is sent"),
           Message("write a share above 0, and collect for a promised service")),
    *rows("absence.cover_delay", lambda f, d: d.absence.cover != 0,
           Message("nobody stands in for the absent"), Message("write cover: 2")),
    *rows("tenure.start_factor tenure.start_error", lambda f, d: d.tenure.learning_months > 0,
           Message("nobody learns"), Message("write learning_months: 12")),
    *rows("tenure.learning_months", lambda f, d: d.tenure.start_factor != 1 or d.tenure.start_error > 0,
           Message("a beginner is as good as anybody"), Message("write start_factor: 1.4")),
    *rows("tenure.weary_factor tenure.weary_error", lambda f, d: d.tenure.weary_after_months is not None,
           Message("nobody grows weary"), Message("write weary_after_months: 96")),
    *rows("tenure.weary_after_months", lambda f, d: d.tenure.weary_factor != 1 or d.tenure.weary_error > 0,
           Message("the weary are as good as anybody"), Message("write weary_factor: 1.15")),
    *rows("choice.unattended",
           lambda f, d: any(o.name_plate and o.name_plate.attended < 1 for o in d.offices.values()),
           Message("every office is attended when it should be open"),
           Message("write name_plate: 35% for an office")),
    *rows("approval.mode", lambda f, d: any(len(steps) > 1 for steps in f.steps_by_service.values()),
           Message("no approval has several steps"), Message("write a second step")),
    *rows("approval.services",
           lambda f, d: not set(d.approval.services).isdisjoint(f.steps_by_service),
           Message("none of these services has an approval"), Message("name services with an approval")),
    *rows("limits.services",
           lambda f, d: d.limits.factor != 1 or d.limits.warn is not None or d.limits.deemed is not None,
           Message("limits are as the catalogue has them"), Message("write factor, warn or deemed")),
    *rows("limits", lambda f, d: not d.limits.services or f.have_limits(d.limits.services),
           Message("none of these services has a limit"), Message("name promised services with a limit")),
    *rows("costs.kiosk_per_day", lambda f, d: d.kiosks is not None,
           Message("there are no terminals"), Message("write kiosks: 6")),
    *rows("costs.officer_per_hour", lambda f, d: f.are_officers_paid(),
           Message("there are no officers at desks"), Message("write for example desks: {fire: 2}")),
    *rows("costs.trip costs.trip_time", lambda f, d: not f.world.places,
           Message("the places say what ways cost"), Message("write travel and to_parent of the places")),
    *rows("costs.overtime_premium", lambda f, d: not f.is_always_staffed(),
           Message("nobody's shift ever ends"), Message("write an opening")),
    *_of_class_rules(),
]  # fmt: skip

OF_WINDOWS: list[Row] = [
    *rows("help_from", lambda f, w: bool(w.helps),
           Message("these windows help nobody"), Message("write helps: [registry]")),
    *rows("bundle_saving", lambda f, w: f.may_bring_several(),
           Message("every citizen brings one matter"),
           Message("write errands, or matters: {1: 80%, 2: 20%} for a group")),
    *rows("generalist.most",
           lambda f, w: w.generalist.time_per_service > 0 or w.generalist.error_per_service > 0,
           Message("nothing grows with the number of services"), Message("write time_per_service: 0.005")),
    *_of_orders(),
    *rows("helps", lambda f, w: not w.serves or not set(w.helps) <= set(w.serves),
           Message("these windows serve all of it themselves"), Message("name other services")),
    *rows("only", lambda f, w: not set(f.world.groups) <= set(w.only),
           Message("it names every group of citizens"), Message("name fewer groups")),
    *rows("at_shift_end", lambda f, w: not f.is_always_staffed(),
           Message("no shift or break ever begins while the hall is open day and night"),
           Message("write hours or breaks")),
    *rows("at_close", lambda f, w: f.closes(),
           Message("the hall never closes"), Message("write an opening")),
    *rows("training.error", lambda f, w: f.has_rejections(),
           Message("no visit is repeated because of an error"),
           Message("write correction: 3% for a service")),
    *_of_class_rules(),
]  # fmt: skip

OF_DESKS: list[Row] = [
    *rows("officers hours speed shifts", lambda f, d: d.meets is None,
           Message("the desk hears its files at meetings"), Message("drop meets")),
    *rows("discipline", lambda f, d: (has_classes(f.design) or not DISCIPLINES[d.discipline].by_class)
           and (f.has_limits() or not DISCIPLINES[d.discipline].by_due),
           Message("all files are alike there"),
           Message("write priority: {elderly: 1}, or limit for a service")),
    *rows("absence.lasts", lambda f, d: d.absence.share > 0,
           Message("nobody is ever absent there"), Message("write share: 5%")),
]  # fmt: skip

OF_SERVICES: list[Row] = [
    *rows("supplement",
           lambda f, s: f.world.max_visits() > 1 or any(step.returns for step in s.steps.values()),
           Message("nobody comes a second time before the decision"),
           Message("write documents or correction")),
    *rows("documents.required",
           lambda f, s: s.documents.missing > 0 or any(d.pre_review is not None for d in f.designs),
           Message("none is ever missing"), Message("write missing: 12%")),
    *rows("online", lambda f, s: any(d.online is not None and not d.online.services for d in f.designs),
           Message("no design has filing online for such services"),
           Message("write online: {success: 70%} in a design")),
    *rows("kiosk", lambda f, s: any(d.kiosks is not None for d in f.designs),
           Message("no design has terminals"), Message("write kiosks: 6 in a design")),
    *rows("progress", lambda f, s: any(d.progress_query > 0 for d in f.designs),
           Message("no design answers such enquiries online"),
           Message("write progress_query: 50% in a design")),
    *rows("no_show", lambda f, s: f.anybody("books") and any(d.appointments is not None for d in f.designs),
           Message("nobody books"), Message("write books: 60% for the citizens, appointments in a design")),
    *rows("documents.missing", lambda f, s: s.documents.required > 0,
           Message("no document is required"), Message("write required: 5")),
]  # fmt: skip


def _comes_again(c: Any) -> bool:
    """Whether some share of those not served comes again."""
    rule = c.comes_again
    return rule is None or any(rule.share_of(why) for why in ("turned_away", "sent_home", "left", "balked"))


_OF_WHOEVER_COMES_AGAIN: list[Row] = [
    *rows("return_after", lambda f, c: f.comes_again(),
           Message("nobody comes a second time"),
           Message("write documents, correction or collect for a service")),
]  # fmt: skip
_OF_WHOEVER_COMES_AGAIN += [
    *rows("comes_again.after comes_again.most", lambda f, c: _comes_again(c),
           Message("nobody who was not served comes again"), Message("write share: 80%")),
    *rows("comes_again.left", lambda f, c: f.anybody("patience"),
           Message("nobody loses patience"), Message("write patience: exponential(mean 60 min)")),
    *rows("comes_again.balked", lambda f, c: f.anybody("balk_at"),
           Message("nobody balks"), Message("write balk_at: {10: 30%}")),
    *rows("flexible", lambda f, c: f.closes(),
           Message("no hall is ever closed"), Message("write an opening")),
]  # fmt: skip
OF_GROUPS: list[Row] = [
    *_OF_WHOEVER_COMES_AGAIN,
    *rows("missing_factor", lambda f, c: f.has_documents(),
           Message("no document can be missing"),
           Message("write documents: {required: 5, missing: 12%} for a service")),
    *rows("no_show punctuality", lambda f, c: any(f.world.by_group("books")),
           Message("nobody books"), Message("write books: 60%")),
]  # fmt: skip
OF_CITIZENS: list[Row] = [
    *_OF_WHOEVER_COMES_AGAIN,
    *rows("wrong_window", lambda f, c: f.may_mistake_the_window(),
           Message("there is one queue for everything"), Message("write several groups of windows")),
    *rows("max_visits", lambda f, c: f.has_rejections() or any(step.returns for step in f.steps),
           Message("no visit is rejected"), Message("write documents or correction for a service")),
    *rows("collect_after", lambda f, c: f.collects(),
           Message("no certificate is collected"), Message("write collect: 4 min for a service")),
    *rows("no_show punctuality", lambda f, c: any(f.world.by_group("books")),
           Message("nobody books"), Message("write books: 60%")),
]  # fmt: skip
OF_ARRIVALS: list[Row] = [
    *rows("profile", lambda f, a: a.kind in ("per_day", None),
           Message("something else says when in the day they come"), Message("give per_day")),
]  # fmt: skip

OF_STEPS: list[Row] = [
    *rows("clock", lambda f, s: f.has_limits() or s.kind in ("review", "inspection"),
           Message("no promised service has a limit"), Message("write limit: 10 workdays for the service")),
    *rows("again resume", lambda f, s: s.returns > 0,
           Message("the step sends no file back"), Message("write returns: 15%")),
]  # fmt: skip


UNUSED_DEPARTMENT = Reason(
    Message("no service belongs to this department"), Message("write it under department of a service")
)
UNUSED_CLERK = Reason(
    Message("this clerk sits at no window"), Message("write the name under staff of windows")
)
UNUSED_DESK = Reason(Message("no work leads to this desk"), Message("write it under desk of a step"))
EVERY_DESK = Reason(Message("every desk says it itself, or meets"), Message("leave it out at a desk"))
OFFERS: dict[tuple[str, str], Reason] = {
    ("books", "appointments"): Reason(
        Message("no design takes appointments"), Message("write appointments: {capacity: 12} in a design")
    ),
    ("online", "online"): Reason(
        Message("no design has filing online"), Message("write online: {success: 70%} in a design")
    ),
    ("kiosk", "kiosks"): Reason(Message("no design has terminals"), Message("write kiosks: 6 in a design")),
}  # fmt: skip
"""(share of the citizens, what a design must offer for it to matter)."""
