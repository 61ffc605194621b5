"""Which keys change nothing unless something else is there: one row a key; `idle` walks the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hallsim.scenario.design.class_rules import CLASS_RULES
from hallsim.scenario.design.design import has_classes
from hallsim.scenario.design.disciplines import DISCIPLINES
from hallsim.scenario.world.approval_steps import Step


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a key changes nothing, and what to write for it to have an effect; both languages."""

    why: str
    remedy: str
    why_zh: str
    remedy_zh: str


@dataclass(frozen=True, slots=True)
class Row:
    """A key (path below the model, with dots), when it acts by `Facts` and its model, and why not."""

    key: str
    acts: Callable[[Any, Any], bool]
    reason: Reason


def _n_inspections(steps: Iterable[Step]) -> int:
    return sum(step.kind == "inspection" for step in steps)


def _rows(
    keys: str, acts: Callable[[Any, Any], bool], why: str, remedy: str, why_zh: str, remedy_zh: str
) -> list[Row]:
    """Rows of several keys (between blanks) that need the same."""
    return [Row(key, acts, Reason(why, remedy, why_zh, remedy_zh)) for key in keys.split()]


def _of_class_rules() -> list[Row]:
    """The number of a rule between classes acts where that is the rule of the design, or of the windows."""

    def row(name: str, key: str) -> list[Row]:
        return _rows(
            f"rule.{key}", lambda f, m: m.rule is not None and m.rule.classes == name,
            f"the rule is not {name}", f"write classes: {name}", f"规则不是 {name}", f"写 classes: {name}",
        )  # fmt: skip

    return [found for name, rule in CLASS_RULES.items() if rule.key for found in row(name, rule.key)]


OF_DESIGNS: list[Row] = [
    *_rows("notice guides shared_data guide.catches pre_review.catches", lambda f, d: f.has_documents(),
           "no document can be missing", "write documents: {required: 5, missing: 12%} for a service",
           "没有材料会缺失", "在事项中写 documents: {required: 5, missing: 12%}"),
    *_rows("redirect first_asked guide.wrong_window", lambda f, d: f.world.citizens.wrong_window > 0,
           "nobody takes a ticket of a wrong queue", "write citizens: {wrong_window: 8%} in the world",
           "没有群众取错号", "在 world 中写 citizens: {wrong_window: 8%}"),
    *_rows("no_form.error", lambda f, d: any(s.correction for s in f.world.services.values()),
           "no service has errors to correct", "write correction: 3% for a service",
           "没有事项会因差错返工", "在事项中写 correction: 3%"),
    *_rows("authorise", lambda f, d: f.has_auxiliary(),
           "no clerk is auxiliary", "write auxiliary: true for a clerk",
           "没有辅助人员", "在人员中写 auxiliary: true"),
    *_rows("tenure", lambda f, d: f.has_tenure(),
           "nobody's months at the window are known", "write tenure_months for clerks, or stay_months",
           "没有写任何人的任职月数", "为人员写 tenure_months，或写 stay_months"),
    *_rows("hand_off", lambda f, d: any(s.decision == "promised" for s in f.world.services.values()),
           "no service is promised", "write decision: promised for a service",
           "没有承诺件", "在事项中写 decision: promised"),
    *_rows("desk_hours every_desk", lambda f, d: any(True for _ in f.desks()) or d.authority is not None,
           "there are no desks", "write for example desks: {fire: 2}",
           "没有审批科室", "写 desks: {fire: 2} 等"),
    *_rows("approval", lambda f, d: bool(f.trees),
           "no service has an approval", "write approval and steps for a service",
           "没有事项写了审批流程", "在事项中写 approval 和 steps"),
    *_rows("approval.stages", lambda f, d: d.approval.mode == "stages",
           "the approvals do not run in stages", "write mode: stages",
           "审批不是分阶段进行", "写 mode: stages"),
    *_rows("approval.main approval.lines", lambda f, d: d.approval.mode == "lines",
           "the approvals do not run in lines", "write mode: lines", "审批不是主线加辅线", "写 mode: lines"),
    *_rows("approval.services", lambda f, d: d.approval.mode not in ("as_written", "lines"),
           "it says for which services another order holds, and there is none", "write mode: parallel",
           "没有另外的审批方式可用于这些事项", "写 mode: parallel"),
    *_rows("approval.corrections approval.returns", lambda f, d: any(step.returns for step in f.steps),
           "no step sends files back", "write returns: 15% for a step",
           "没有环节退回补正", "在环节中写 returns: 15%"),
    *_rows("approval.refuses", lambda f, d: any(step.refuses for step in f.steps),
           "no step refuses files", "write refuses: 3% for a step",
           "没有环节不予许可", "在环节中写 refuses: 3%"),
    *_rows("approval.needed", lambda f, d: any(step.needed < 1 for step in f.steps),
           "every step is needed by all files", "write needed: 40% for a step",
           "所有环节都是每件必经", "在环节中写 needed: 40%"),
    *_rows("approval.payments", lambda f, d: any(step.kind == "payment" for step in f.steps),
           "no step is a payment", "write kind: payment for a step",
           "没有缴费环节", "在环节中写 kind: payment"),
    *_rows("approval.inspections",
           lambda f, d: any(_n_inspections(steps) > 1 for steps in f.steps_by_service.values()),
           "no approval has two inspections", "write kind: inspection for two steps of a service",
           "没有事项有两个以上踏勘环节", "把同一事项的两个环节写为 kind: inspection"),
    *_rows("approval.on_refusal", lambda f, d: f.has_branches(),
           "no steps run side by side", "write mode: parallel", "没有并联的环节", "写 mode: parallel"),
    *_rows("reminders", lambda f, d: f.has_peak_days(),
           "no day is busier than others", "write weekdays: {mon: 1.3} for a source of arrivals",
           "没有高峰日", "在 arrivals 中写 weekdays: {mon: 1.3}"),
    *_rows("choice", lambda f, d: bool(d.offices),
           "there is no office beside the main hall", "write offices", "主大厅之外没有机构", "写 offices"),
    *_rows("cover", lambda f, d: any(w.tide and isinstance(w.tide.staff, str) for w in d.windows.values()),
           "no tide windows are opened by a pool", "write tide: {open_at: 10, staff: NAME} for windows",
           "没有潮汐窗口使用人员池", "在窗口组中写 tide: {open_at: 10, staff: 名称}"),
    *_rows("delivery", lambda f, d: f.collects() or d.authority is not None,
           "no certificate is collected", "write collect: 4 min for a service",
           "没有需要领取的证照", "在事项中写 collect: 4 min"),
    *_rows("packages", lambda f, d: f.may_bring_several(),
           "every citizen brings one matter", "write errands, or matters: {1: 80%, 2: 20%} for a group",
           "每位群众只办一件", "写 errands，或在群体中写 matters: {1: 80%, 2: 20%}"),
    *_rows("absence.lasts absence.checks absence.cover absence.cover_delay absence.deputies",
           lambda f, d: d.absence.share > 0,
           "no clerk is ever absent", "write share: 5%", "没有人缺勤", "写 share: 5%"),
    *_rows("supervision", lambda f, d: f.is_anybody_absent(),
           "nobody is ever absent", "write absence: 5%", "没有人缺勤", "写 absence: 5%"),
    *_rows("limits.after_deemed", lambda f, d: d.limits.deemed is not None,
           "nothing is deemed approved", "write deemed: 100%", "没有默许", "写 deemed: 100%"),
    *_rows("calling.wait calling.recalls calling.missed calling.requeues",
           lambda f, d: d.calling is not None and d.calling.no_show > 0,
           "everybody comes when called", "write no_show: 4%", "叫号人人到位", "写 no_show: 4%"),
    *_of_class_rules(),
]  # fmt: skip

OF_WINDOWS: list[Row] = [
    *_rows("help_from", lambda f, w: bool(w.helps),
           "these windows help nobody", "write helps: [registry]", "本组不帮办", "写 helps: [registry]"),
    *_rows("bundle_saving", lambda f, w: f.may_bring_several(),
           "every citizen brings one matter", "write errands, or matters: {1: 80%, 2: 20%} for a group",
           "每位群众只办一件", "写 errands，或在群体中写 matters: {1: 80%, 2: 20%}"),
    *_rows("generalist.most",
           lambda f, w: w.generalist.time_per_service > 0 or w.generalist.error_per_service > 0,
           "nothing grows with the number of services", "write time_per_service: 0.005",
           "没有随事项数增加的代价", "写 time_per_service: 0.005"),
    *_of_class_rules(),
]  # fmt: skip

OF_DESKS: list[Row] = [
    *_rows("officers hours speed shifts", lambda f, d: d.meets is None,
           "the desk hears its files at meetings", "drop meets", "该科室以会议形式审议", "删去 meets"),
    *_rows("discipline",
           lambda f, d: (has_classes(f.design) or not DISCIPLINES[d.discipline].by_class)
           and (f.has_limits() or not DISCIPLINES[d.discipline].by_due),
           "all files are alike there", "write priority: {elderly: 1}, or limit for a service",
           "案卷没有先后之分", "写 priority: {elderly: 1}，或在事项中写 limit"),
    *_rows("absence.lasts", lambda f, d: d.absence.share > 0,
           "nobody is ever absent there", "write share: 5%", "没有人缺勤", "写 share: 5%"),
]  # fmt: skip

OF_SERVICES: list[Row] = [
    *_rows("supplement",
           lambda f, s: f.world.max_visits() > 1 or any(step.returns for step in s.steps.values()),
           "nobody comes a second time before the decision", "write documents or correction",
           "受理前没有人会再来", "写 documents 或 correction"),
    *_rows("documents.missing", lambda f, s: s.documents.required > 0,
           "no document is required", "write required: 5", "不需要材料", "写 required: 5"),
]  # fmt: skip

_OF_WHOEVER_COMES_AGAIN: list[Row] = [
    *_rows("return_after", lambda f, c: f.comes_again(),
           "nobody comes a second time", "write documents, correction or collect for a service",
           "没有人会再来", "在事项中写 documents、correction 或 collect"),
]  # fmt: skip
OF_GROUPS: list[Row] = [
    *_OF_WHOEVER_COMES_AGAIN,
    *_rows("missing_factor", lambda f, c: f.has_documents(),
           "no document can be missing", "write documents: {required: 5, missing: 12%} for a service",
           "没有材料会缺失", "在事项中写 documents: {required: 5, missing: 12%}"),
    *_rows("no_show punctuality", lambda f, c: any(f.world.by_group("books")),
           "nobody books", "write books: 60%", "没有群众预约", "写 books: 60%"),
]  # fmt: skip
OF_CITIZENS: list[Row] = [
    *_OF_WHOEVER_COMES_AGAIN,
    *_rows("collect_after", lambda f, c: f.collects(),
           "no certificate is collected", "write collect: 4 min for a service",
           "没有需要领取的证照", "在事项中写 collect: 4 min"),
    *_rows("no_show punctuality", lambda f, c: any(f.world.by_group("books")),
           "nobody books", "write books: 60%", "没有群众预约", "写 books: 60%"),
]  # fmt: skip
OF_ARRIVALS: list[Row] = [
    *_rows("profile", lambda f, a: a.kind in ("per_day", None),
           "something else says when in the day they come", "give per_day",
           "到达时刻已另行给出", "改用 per_day"),
]  # fmt: skip

OF_STEPS: list[Row] = [
    *_rows("again resume", lambda f, s: s.returns > 0,
           "the step sends no file back", "write returns: 15%", "该环节不退回补正", "写 returns: 15%"),
]  # fmt: skip


UNUSED_DEPARTMENT = Reason(
    "no service belongs to this department", "write it under department of a service",
    "没有事项属于该部门", "在事项的 department 中写上",
)  # fmt: skip
UNUSED_CLERK = Reason(
    "this clerk sits at no window", "write the name under staff of windows",
    "该人员没有安排到窗口", "在窗口组的 staff 中写上",
)  # fmt: skip
UNUSED_DESK = Reason(
    "no work leads to this desk", "write it under desk of a step",
    "没有业务送到该科室", "在环节的 desk 中写上",
)  # fmt: skip
OFFERS: dict[tuple[str, str], Reason] = {
    ("books", "appointments"): Reason(
        "no design takes appointments", "write appointments: {capacity: 12} in a design",
        "没有方案开放预约", "在方案中写 appointments: {capacity: 12}",
    ),
    ("online", "online"): Reason(
        "no design has filing online", "write online: {success: 70%} in a design",
        "没有方案开放网上申报", "在方案中写 online: {success: 70%}",
    ),
    ("kiosk", "kiosks"): Reason(
        "no design has terminals", "write kiosks: 6 in a design",
        "没有方案设自助终端", "在方案中写 kiosks: 6",
    ),
}  # fmt: skip
"""(share of the citizens, what a design must offer for it to matter)."""
