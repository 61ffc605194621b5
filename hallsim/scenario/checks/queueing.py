"""Checks of queue rules, reserved windows and tide windows."""

from __future__ import annotations

from hallsim.errors import did_you_mean
from hallsim.scenario.design.class_rules import CLASS_RULES
from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.design.limits import DEFAULT_PRIORITY
from hallsim.scenario.design.queueing import QueueRule, Tide
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.claims import SERVES, Claims, Work, window_work
from hallsim.scenario.serving.office_design import accepted_world, halls
from hallsim.scenario.serving.rosters import n_windows
from hallsim.scenario.world.world import World
from hallsim.text.message import Message, joined


def check_queueing(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Rules fit the classes there are; reserved windows are there, and for groups that exist."""
    _check_rule(design.rule, design, (*loc, "rule"), findings)
    for part, hall in halls(design):
        for group, windows in hall.windows.items():
            where = (*loc, *part, "windows", group)
            if windows.rule is not None:
                _check_rule(windows.rule, design, (*where, "rule"), findings)
            _check_reserved(world, windows, where, findings)
            if windows.lines != "ticket":
                _check_lines(hall, group, where, findings)
            if windows.tide is not None and not part:
                _check_tide(windows.tide, design, windows, (*where, "tide"), findings)
        here = world if not part else accepted_world(world, design.offices[part[-1]])
        _check_agreement(here, hall, (*loc, *part), findings)
    _check_at_once(design, loc, findings)


def _check_at_once(design: Design, loc: Loc, findings: Findings) -> None:
    """Where a clerk serves several visitors at once, nothing is said that is of one visitor at a window."""
    groups = [
        ((*loc, *part, "windows", group), spec)
        for part, hall in halls(design)
        for group, spec in hall.windows.items()
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
                (*where, "at_once"),
                "windows.at_once",
                Message("several visitors at once and {key} do not go together", key=key),
                Message("write visitors: 1, or drop {key}", key=key),
            )


def _check_rule(rule: QueueRule, design: Design, loc: Loc, findings: Findings) -> None:
    if rule.classes != "strict" and not design.priority:
        findings.problem(
            loc,
            "rule.classes",
            Message(
                "{classes} chooses between priority classes, but there is only one", classes=rule.classes
            ),
            Message("write for example priority: {elderly: 1}"),
        )
    if CLASS_RULES[rule.classes].key != "shares":
        return
    known = {str(level) for level in [*design.priority.values(), DEFAULT_PRIORITY]}
    for level in rule.shares:
        if level not in known:
            findings.unknown((*loc, "shares", level), level, Message("priority class"), sorted(known))
    findings.shares((*loc, "shares") if rule.shares else loc, dict(rule.shares), Message("priority classes"))


def _check_reserved(world: World, windows: Windows, loc: Loc, findings: Findings) -> None:
    for i, group in enumerate(windows.only):
        if group not in world.groups:
            findings.unknown((*loc, "only", i), group, Message("group of citizens"), world.groups)
    n = n_windows(windows)
    if windows.reserved is not None and windows.reserved > n:
        findings.problem(
            (*loc, "reserved"),
            "reserved.count",
            Message("{reserved} windows are reserved, but there are {n}", reserved=windows.reserved, n=n),
            Message("write reserved: {n} or less, or more windows", n=n),
        )
    if windows.reserved is not None and not windows.only:
        findings.problem(
            (*loc, "reserved"),
            "reserved.whom",
            Message("nothing says for whom these windows are reserved"),
            Message("write only: with groups of citizens"),
        )


def _check_tide(tide: Tide, design: Design, windows: Windows, loc: Loc, findings: Findings) -> None:
    if isinstance(tide.staff, str) and tide.staff not in design.cover:
        findings.problem(
            (*loc, "staff"),
            "tide.staff",
            Message("nobody opens these windows: there is no pool '{staff}' in the cover", staff=tide.staff),
            Message(
                "write cover: {{{staff}: 2}} in the design ({hint})",
                staff=tide.staff,
                hint=did_you_mean(tide.staff, design.cover),
            ),
        )
    elif not (design.cover[tide.staff] if isinstance(tide.staff, str) else tide.staff):
        findings.problem(
            (*loc, "staff"),
            "tide.nobody",
            Message("these windows have nobody to open them"),
            Message("write at least one clerk"),
        )
    if tide.close_at >= tide.open_at:
        findings.problem(
            (*loc, "close_at"),
            "tide.close_at",
            Message(
                "these windows would close at {close_at} waiting and open at {open_at}",
                close_at=tide.close_at,
                open_at=tide.open_at,
            ),
            Message(
                "write close_at: {number} or another number below open_at", number=max(0, tide.open_at // 2)
            ),
        )
    if windows.at_shift_end == "pause":
        findings.problem(
            (*loc[:-1], "at_shift_end"),
            "tide.pause",
            Message("a tide window cannot pause with its visitor"),
            Message("write finish or hand_back"),
        )


def _check_lines(design: Design, group: str, loc: Loc, findings: Findings) -> None:
    windows = design.windows[group]
    for key, is_set in (("helps", windows.helps), ("tide", windows.tide), ("rule", windows.rule)):
        if is_set:
            findings.problem(
                (*loc, key),
                "lines.key",
                Message("windows with lines of their own have no {key}", key=key),
                Message("write lines: ticket, or drop {key}", key=key),
            )


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
                (*loc, "windows", own[-1], "rule"),
                "rule.differs",
                Message(
                    "the windows {own} share a queue for {title}, but their rules differ",
                    own=joined(own),
                    title=work.title,
                ),
                Message("give them one rule, or let them serve different things"),
            )
        everybody = list(takers)
        lined = next((g for g in everybody if design.windows[g].lines != "ticket"), None)
        if lined is not None and len(everybody) > 1:
            findings.problem(
                (*loc, "windows", lined, "lines"),
                "lines.shared",
                Message(
                    "{title} has lines at '{lined}' and is served by {everybody}",
                    title=work.title,
                    lined=lined,
                    everybody=joined(everybody),
                ),
                Message("let one group of windows serve it, or write lines: ticket"),
            )
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
            (*loc, "windows", serving[-1][0], "only"),
            "reserved.unserved",
            Message(
                "every window that serves {title} is reserved, and none for {lost}",
                title=work.title,
                lost=lost[0],
            ),
            Message("leave some window open to everybody (reserved: fewer), or name the group under only"),
        )


def _is_open(windows: Windows) -> bool:
    n = n_windows(windows)
    return not windows.only or (windows.reserved is not None and windows.reserved < n)
