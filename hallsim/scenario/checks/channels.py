"""Checks of guides, online filing, terminals and delivery against the world."""

from __future__ import annotations

from hallsim.errors import did_you_mean
from hallsim.scenario.design.design import Design
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.world import World


def check_channels(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """Names of services and desks, and channels that nobody could use."""
    for key in ("online", "kiosks"):
        rule = getattr(design, key)
        for i, word in enumerate(rule.services if rule is not None else ()):
            if word not in world.services:
                findings.unknown((*loc, key, "services", i), word, "service", "事项", world.services)
    review = design.online.review if design.online is not None else None
    _check_desk(design, None if review is None else review.desk, (*loc, "online", "review", "desk"), findings)
    if design.pre_review is not None:
        _check_desk(design, design.pre_review.desk, (*loc, "pre_review", "desk"), findings)
        if design.pre_review.desk is None:
            asked = [s.department for s in world.services.values() if s.documents.required]
            for desk in dict.fromkeys(asked):
                _check_desk(design, desk, (*loc, "pre_review"), findings)
    if design.online is not None:
        _check_online(world, design, (*loc, "online"), findings)
    if design.kiosks is not None:
        _check_kiosks(world, design, (*loc, "kiosks"), findings)
    for word, used in (("guide", design.guide), ("kiosk", design.kiosks)):
        if used is not None and word in design.windows:
            findings.problem(
                (*loc, "windows", word), "windows.reserved", f"windows cannot be called '{word}' here",
                "choose another name", f"此处窗口组不能叫 '{word}'", "请换一个名称",
            )  # fmt: skip


def _check_desk(design: Design, desk: str | None, loc: Loc, findings: Findings) -> None:
    if desk is not None and desk not in design.desks:
        findings.problem(
            loc, "desk.unknown", f"there is no desk '{desk}' to review",
            f"write desks: {{{desk}: 2}} ({did_you_mean(desk, design.desks)})",
            f"没有科室 '{desk}' 来审查",
            f"请写 desks: {{{desk}: 2}}（{did_you_mean(desk, design.desks, 'zh')}）",
        )  # fmt: skip


def _check_online(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    rule = design.online
    if rule is not None and not rule.services and not any(s.online for s in world.services.values()):
        findings.problem(
            loc, "online.nothing", "no service may be filed online",
            "write online: true for services, or list them under services",
            "没有可网上申报的事项", "请在事项中写 online: true，或在 services 中列出",
        )  # fmt: skip
    if not any(world.by_group("online")):
        findings.warning(
            loc, "online.nobody", "nobody is able and willing to file online",
            "write for example citizens: {online: 60%} in the world",
            "没有群众能够且愿意网上申报", "例如在 world 中写 citizens: {online: 60%}",
        )  # fmt: skip


def _check_kiosks(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    rule = design.kiosks
    timed = [name for name, service in world.services.items() if service.kiosk is not None]
    for i, word in enumerate(rule.services if rule is not None else ()):
        if word in world.services and word not in timed:
            findings.problem(
                (*loc, "services", i), "kiosk.time", f"nothing says how long {word} takes at a terminal",
                f"write kiosk: 4 min for {word}", f"没有写 {word} 的自助办理时间",
                f"请为 {word} 写 kiosk: 4 min",
            )  # fmt: skip
    if not timed:
        findings.problem(
            loc, "kiosk.nothing", "no service can be had at a terminal",
            "write kiosk: 4 min for some service",
            "没有可自助办理的事项", "请为某些事项写 kiosk: 4 min",
        )  # fmt: skip
    elif not any(world.by_group("kiosk")):
        findings.warning(
            loc, "kiosk.nobody", "nobody succeeds at a terminal",
            "write for example citizens: {kiosk: 80%} in the world",
            "没有群众能成功使用自助终端", "例如在 world 中写 citizens: {kiosk: 80%}",
        )  # fmt: skip
