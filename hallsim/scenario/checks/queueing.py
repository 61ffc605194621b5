"""Checks of queue rules, reserved windows and tide windows."""

from __future__ import annotations

from hallsim.errors import did_you_mean
from hallsim.scenario.design.class_rules import CLASS_RULES
from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.design.limits import DEFAULT_PRIORITY
from hallsim.scenario.design.queueing import QueueRule, Tide
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.claims import SERVES, Claims, Work, window_work
from hallsim.scenario.serving.rosters import n_windows
from hallsim.scenario.world.world import World


def check_queueing(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Rules fit the classes there are; reserved windows are there, and for groups that exist."""
    _check_rule(design.rule, design, (*loc, "rule"), findings)
    for group, windows in design.windows.items():
        where = (*loc, "windows", group)
        if windows.rule is not None:
            _check_rule(windows.rule, design, (*where, "rule"), findings)
        _check_reserved(world, windows, where, findings)
        if windows.lines != "ticket":
            _check_lines(design, group, where, findings)
        if windows.tide is not None:
            _check_tide(windows.tide, design, windows, (*where, "tide"), findings)
    _check_at_once(design, loc, findings)
    _check_agreement(world, design, loc, findings)


def _check_at_once(design: Design, loc: Loc, findings: Findings) -> None:
    """Where a clerk serves several visitors at once, nothing is said that is of one visitor at a window."""
    offices = design.offices.items()
    groups = [((*loc, "windows", group), spec) for group, spec in design.windows.items()]
    groups += [
        ((*loc, "offices", name, "windows", group), spec)
        for name, office in offices
        for group, spec in office.windows.items()
    ]
    for where, windows in groups:
        alone = {
            "lines": windows.lines != "ticket",
            "tide": windows.tide is not None,
            "idle_work": windows.idle_work is not None,
            "interrupt": (windows.rule or design.rule).interrupt != "none",
            "absence": design.absence.share > 0,
        }
        for key in (key for key, used in alone.items() if used and windows.at_once.visitors > 1):
            findings.problem(
                (*where, "at_once"), "windows.at_once",
                f"several visitors at once and {key} do not go together",
                f"write visitors: 1, or drop {key}",
                f"同时接待多人不能与 {key} 并用", f"请写 visitors: 1，或删去 {key}",
            )  # fmt: skip


def _check_rule(rule: QueueRule, design: Design, loc: Loc, findings: Findings) -> None:
    if rule.classes != "strict" and not design.priority:
        findings.problem(
            loc, "rule.classes", f"{rule.classes} chooses between priority classes, but there is only one",
            "write for example priority: {elderly: 1}",
            f"{rule.classes} 在优先级之间选择，但只有一个级别", "例如写 priority: {elderly: 1}",
        )  # fmt: skip
    if CLASS_RULES[rule.classes].key != "shares":
        return
    known = {str(level) for level in [*design.priority.values(), DEFAULT_PRIORITY]}
    for level in rule.shares:
        if level not in known:
            findings.unknown((*loc, "shares", level), level, "priority class", "优先级", sorted(known))
    findings.shares((*loc, "shares") if rule.shares else loc, dict(rule.shares), "priority classes", "优先级")


def _check_reserved(world: World, windows: Windows, loc: Loc, findings: Findings) -> None:
    for i, group in enumerate(windows.only):
        if group not in world.groups:
            findings.unknown((*loc, "only", i), group, "group of citizens", "群体", world.groups)
    n = n_windows(windows)
    if windows.reserved is not None and windows.reserved > n:
        findings.problem(
            (*loc, "reserved"), "reserved.count",
            f"{windows.reserved} windows are reserved, but there are {n}",
            f"write reserved: {n} or less, or more windows",
            f"预留 {windows.reserved} 个专窗，但只有 {n} 个窗口", f"请写 reserved: {n} 或更少，或增加窗口",
        )  # fmt: skip
    if windows.reserved is not None and not windows.only:
        findings.problem(
            (*loc, "reserved"), "reserved.whom", "nothing says for whom these windows are reserved",
            "write only: with groups of citizens", "没有写明为谁预留窗口", "请写 only：群体名称",
        )  # fmt: skip


def _check_tide(tide: Tide, design: Design, windows: Windows, loc: Loc, findings: Findings) -> None:
    if isinstance(tide.staff, str) and tide.staff not in design.cover:
        findings.problem(
            (*loc, "staff"), "tide.staff",
            f"nobody opens these windows: there is no pool '{tide.staff}' in the cover",
            f"write cover: {{{tide.staff}: 2}} in the design ({did_you_mean(tide.staff, design.cover)})",
            f"无人开窗：cover 中没有人员池 '{tide.staff}'",
            f"请在方案中写 cover: {{{tide.staff}: 2}}（{did_you_mean(tide.staff, design.cover, 'zh')}）",
        )  # fmt: skip
    elif not (design.cover[tide.staff] if isinstance(tide.staff, str) else tide.staff):
        findings.problem(
            (*loc, "staff"), "tide.nobody", "these windows have nobody to open them",
            "write at least one clerk", "潮汐窗口没有人员", "请至少写 1 人",
        )  # fmt: skip
    if tide.close_at >= tide.open_at:
        findings.problem(
            (*loc, "close_at"), "tide.close_at",
            f"these windows would close at {tide.close_at} waiting and open at {tide.open_at}",
            f"write close_at: {max(0, tide.open_at // 2)} or another number below open_at",
            f"等候 {tide.close_at} 人关闭而 {tide.open_at} 人打开，相互矛盾",
            f"请写 close_at: {max(0, tide.open_at // 2)} 或其他小于 open_at 的数",
        )  # fmt: skip
    if windows.at_shift_end == "pause":
        findings.problem(
            (*loc[:-1], "at_shift_end"), "tide.pause", "a tide window cannot pause with its visitor",
            "write finish or hand_back", "潮汐窗口不能暂停办理", "请写 finish 或 hand_back",
        )  # fmt: skip


def _check_lines(design: Design, group: str, loc: Loc, findings: Findings) -> None:
    windows = design.windows[group]
    for key, is_set in (("helps", windows.helps), ("tide", windows.tide), ("rule", windows.rule)):
        if is_set:
            findings.problem(
                (*loc, key), "lines.key", f"windows with lines of their own have no {key}",
                f"write lines: ticket, or drop {key}",
                f"各排一队的窗口不能有 {key}", f"请写 lines: ticket，或删去 {key}",
            )  # fmt: skip


def _check_agreement(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Windows that share a queue agree on its rule; every group of citizens is served everywhere."""
    told: set[tuple[str, ...]] = set()
    claims = Claims(design.windows)
    rule = {g: (spec.rule or design.rule).model_dump_json() for g, spec in design.windows.items()}
    for work in window_work(world):
        takers = claims.takers(work)
        own = tuple(group for group, rank in takers.items() if rank == SERVES)
        if len({rule[g] for g in own}) > 1 and own not in told:
            told.add(own)
            findings.problem(
                (*loc, "windows", own[-1], "rule"), "rule.differs",
                f"the windows {', '.join(own)} share a queue for {work.title}, but their rules differ",
                "give them one rule, or let them serve different things",
                f"窗口组 {'、'.join(own)} 共用 {work.title} 的队列，但规则不同", "请统一规则，或受理不同事项",
            )  # fmt: skip
        everybody = list(takers)
        lined = next((g for g in everybody if design.windows[g].lines != "ticket"), None)
        if lined is not None and len(everybody) > 1:
            findings.problem(
                (*loc, "windows", lined, "lines"), "lines.shared",
                f"{work.title} has lines at '{lined}' and is served by {', '.join(everybody)}",
                "let one group of windows serve it, or write lines: ticket",
                f"{work.title} 在 '{lined}' 各排一队，却由 {'、'.join(everybody)} 共同受理",
                "请只由一组窗口受理，或写 lines: ticket",
            )  # fmt: skip
        _check_admitted(work, everybody, world, design, loc, findings)


def _check_admitted(
    work: Work, groups: list[str], world: World, design: Design, loc: Loc, findings: Findings
) -> None:
    serving = [(group, design.windows[group]) for group in groups]
    if not serving or any(_is_open(windows) for _, windows in serving):
        return
    admitted = {group for _, windows in serving for group in windows.only}
    lost = [group for group in (tuple(world.groups) or ("citizens",)) if group not in admitted]
    if lost:
        findings.problem(
            (*loc, "windows", serving[-1][0], "only"), "reserved.unserved",
            f"every window that serves {work.title} is reserved, and none for {lost[0]}",
            "leave some window open to everybody (reserved: fewer), or name the group under only",
            f"受理 {work.title} 的窗口全是专窗，而 {lost[0]} 无处可去",
            "请留出不限群体的窗口（减少 reserved），或在 only 中写上该群体",
        )  # fmt: skip


def _is_open(windows: Windows) -> bool:
    n = n_windows(windows)
    return not windows.only or (windows.reserved is not None and windows.reserved < n)
