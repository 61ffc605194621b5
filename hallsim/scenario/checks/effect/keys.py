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


def _n_inspections(steps: Iterable[Step]) -> int:
    return sum(step.kind == "inspection" for step in steps)


def _rows(keys: str, acts: Callable[[Any, Any], bool], why: Message, remedy: Message) -> list[Row]:
    """Rows of several keys (between blanks) that need the same."""
    return [Row(key, acts, Reason(why, remedy)) for key in keys.split()]


def _of_class_rules() -> list[Row]:
    """The number of a rule between classes acts where that is the rule of the design, or of the windows."""

    def row(name: str, key: str) -> list[Row]:
        return _rows(
            f"rule.{key}",
            lambda f, m: m.rule is not None and m.rule.classes == name,
            Message("the rule is not {name}", name=name),
            Message("write classes: {name}", name=name),
        )

    return [found for name, rule in CLASS_RULES.items() if rule.key for found in row(name, rule.key)]


OF_DESIGNS: list[Row] = [
    *_rows("notice guides shared_data guide.catches pre_review.catches", lambda f, d: f.has_documents(),
           Message("no document can be missing"),
           Message("write documents: {required: 5, missing: 12%} for a service")),
    *_rows("redirect first_asked guide.wrong_window", lambda f, d: f.world.citizens.wrong_window > 0,
           Message("nobody takes a ticket of a wrong queue"),
           Message("write citizens: {wrong_window: 8%} in the world")),
    *_rows("no_form.error", lambda f, d: any(s.correction for s in f.world.services.values()),
           Message("no service has errors to correct"), Message("write correction: 3% for a service")),
    *_rows("authorise", lambda f, d: f.has_auxiliary(),
           Message("no clerk is auxiliary"), Message("write auxiliary: true for a clerk")),
    *_rows("tenure", lambda f, d: f.has_tenure(),
           Message("nobody's months at the window are known"),
           Message("write tenure_months for clerks, or stay_months")),
    *_rows("hand_off", lambda f, d: any(s.decision == "promised" for s in f.world.services.values()),
           Message("no service is promised"), Message("write decision: promised for a service")),
    *_rows("desk_hours every_desk", lambda f, d: any(True for _ in f.desks()) or d.authority is not None,
           Message("there are no desks"), Message("write for example desks: {fire: 2}")),
    *_rows("approval", lambda f, d: bool(f.trees),
           Message("no service has an approval"), Message("write approval and steps for a service")),
    *_rows("approval.stages", lambda f, d: d.approval.mode == "stages",
           Message("the approvals do not run in stages"), Message("write mode: stages")),
    *_rows("approval.main approval.lines", lambda f, d: d.approval.mode == "lines",
           Message("the approvals do not run in lines"), Message("write mode: lines")),
    *_rows("approval.services", lambda f, d: d.approval.mode not in ("as_written", "lines"),
           Message("it says for which services another order holds, and there is none"),
           Message("write mode: parallel")),
    *_rows("approval.corrections approval.returns", lambda f, d: any(step.returns for step in f.steps),
           Message("no step sends files back"), Message("write returns: 15% for a step")),
    *_rows("approval.refuses", lambda f, d: any(step.refuses for step in f.steps),
           Message("no step refuses files"), Message("write refuses: 3% for a step")),
    *_rows("approval.needed", lambda f, d: any(step.needed < 1 for step in f.steps),
           Message("every step is needed by all files"), Message("write needed: 40% for a step")),
    *_rows("approval.payments", lambda f, d: any(step.kind == "payment" for step in f.steps),
           Message("no step is a payment"), Message("write kind: payment for a step")),
    *_rows("approval.inspections",
           lambda f, d: any(_n_inspections(steps) > 1 for steps in f.steps_by_service.values()),
           Message("no approval has two inspections"),
           Message("write kind: inspection for two steps of a service")),
    *_rows("approval.on_refusal", lambda f, d: f.has_branches(),
           Message("no steps run side by side"), Message("write mode: parallel")),
    *_rows("reminders", lambda f, d: f.has_peak_days(),
           Message("no day is busier than others"),
           Message("write weekdays: {mon: 1.3} for a source of arrivals")),
    *_rows("choice", lambda f, d: bool(d.offices),
           Message("there is no office beside the main hall"), Message("write offices")),
    *_rows("cover", lambda f, d: any(w.tide and isinstance(w.tide.staff, str) for w in d.windows.values()),
           Message("no tide windows are opened by a pool"),
           Message("write tide: {open_at: 10, staff: NAME} for windows")),
    *_rows("delivery", lambda f, d: f.collects() or d.authority is not None,
           Message("no certificate is collected"), Message("write collect: 4 min for a service")),
    *_rows("packages", lambda f, d: f.may_bring_several(),
           Message("every citizen brings one matter"),
           Message("write errands, or matters: {1: 80%, 2: 20%} for a group")),
    *_rows("absence.lasts absence.checks absence.cover absence.cover_delay absence.deputies",
           lambda f, d: d.absence.share > 0,
           Message("no clerk is ever absent"), Message("write share: 5%")),
    *_rows("supervision", lambda f, d: f.is_anybody_absent(),
           Message("nobody is ever absent"), Message("write absence: 5%")),
    *_rows("limits.after_deemed", lambda f, d: d.limits.deemed is not None,
           Message("nothing is deemed approved"), Message("write deemed: 100%")),
    *_rows("calling.wait calling.recalls calling.missed calling.requeues",
           lambda f, d: d.calling is not None and d.calling.no_show > 0,
           Message("everybody comes when called"), Message("write no_show: 4%")),
    *_of_class_rules(),
]  # fmt: skip

OF_WINDOWS: list[Row] = [
    *_rows("help_from", lambda f, w: bool(w.helps),
           Message("these windows help nobody"), Message("write helps: [registry]")),
    *_rows("bundle_saving", lambda f, w: f.may_bring_several(),
           Message("every citizen brings one matter"),
           Message("write errands, or matters: {1: 80%, 2: 20%} for a group")),
    *_rows("generalist.most",
           lambda f, w: w.generalist.time_per_service > 0 or w.generalist.error_per_service > 0,
           Message("nothing grows with the number of services"), Message("write time_per_service: 0.005")),
    *_of_class_rules(),
]  # fmt: skip

OF_DESKS: list[Row] = [
    *_rows("officers hours speed shifts", lambda f, d: d.meets is None,
           Message("the desk hears its files at meetings"), Message("drop meets")),
    *_rows("discipline", lambda f, d: (has_classes(f.design) or not DISCIPLINES[d.discipline].by_class)
           and (f.has_limits() or not DISCIPLINES[d.discipline].by_due),
           Message("all files are alike there"),
           Message("write priority: {elderly: 1}, or limit for a service")),
    *_rows("absence.lasts", lambda f, d: d.absence.share > 0,
           Message("nobody is ever absent there"), Message("write share: 5%")),
]  # fmt: skip

OF_SERVICES: list[Row] = [
    *_rows("supplement",
           lambda f, s: f.world.max_visits() > 1 or any(step.returns for step in s.steps.values()),
           Message("nobody comes a second time before the decision"),
           Message("write documents or correction")),
    *_rows("documents.missing", lambda f, s: s.documents.required > 0,
           Message("no document is required"), Message("write required: 5")),
]  # fmt: skip

_OF_WHOEVER_COMES_AGAIN: list[Row] = [
    *_rows("return_after", lambda f, c: f.comes_again(),
           Message("nobody comes a second time"),
           Message("write documents, correction or collect for a service")),
]  # fmt: skip
OF_GROUPS: list[Row] = [
    *_OF_WHOEVER_COMES_AGAIN,
    *_rows("missing_factor", lambda f, c: f.has_documents(),
           Message("no document can be missing"),
           Message("write documents: {required: 5, missing: 12%} for a service")),
    *_rows("no_show punctuality", lambda f, c: any(f.world.by_group("books")),
           Message("nobody books"), Message("write books: 60%")),
]  # fmt: skip
OF_CITIZENS: list[Row] = [
    *_OF_WHOEVER_COMES_AGAIN,
    *_rows("collect_after", lambda f, c: f.collects(),
           Message("no certificate is collected"), Message("write collect: 4 min for a service")),
    *_rows("no_show punctuality", lambda f, c: any(f.world.by_group("books")),
           Message("nobody books"), Message("write books: 60%")),
]  # fmt: skip
OF_ARRIVALS: list[Row] = [
    *_rows("profile", lambda f, a: a.kind in ("per_day", None),
           Message("something else says when in the day they come"), Message("give per_day")),
]  # fmt: skip

OF_STEPS: list[Row] = [
    *_rows("again resume", lambda f, s: s.returns > 0,
           Message("the step sends no file back"), Message("write returns: 15%")),
]  # fmt: skip


UNUSED_DEPARTMENT = Reason(
    Message("no service belongs to this department"), Message("write it under department of a service")
)
UNUSED_CLERK = Reason(
    Message("this clerk sits at no window"), Message("write the name under staff of windows")
)
UNUSED_DESK = Reason(Message("no work leads to this desk"), Message("write it under desk of a step"))
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
