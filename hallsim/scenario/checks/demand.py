"""Checks of what citizens bring: sources, shares, groups, returns."""

from __future__ import annotations

from collections.abc import Mapping

from hallsim.scenario.checks.effect.days import check_days
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.world.arrivals import KINDS, Arrivals
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.citizens import Group
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.world import World

_MIX_TOLERANCE = 0.05
"""Of all matters: a service whose number a day the groups make otherwise by more is told."""
_MAX_TOGETHER = 10_000


def check_demand(world: World, calendar: WorkingCalendar | None, findings: Findings) -> None:
    """Check sources, groups and the shares by which services and groups are drawn."""
    for i, source in enumerate(world.arrivals):
        _check_source(world, source, ("world", "arrivals", i), calendar, findings)
    sources = world.told_apart()
    free = [source for source in sources if source.service is None]
    mixes = {name: group.services for name, group in world.groups.items()}
    drawn = [
        source
        for source in free
        if not world.groups or any(not mix for name, mix in mixes.items() if source.group in (None, name))
    ]
    only = next(iter(world.services.values())).share if len(world.services) == 1 else None
    if only is not None:
        findings.shares(("world", "services"), {"": only}, "services", "事项")
    if len(world.services) > 1 and drawn:
        _check_services(world, findings)
    shares = {name: group.share for name, group in world.groups.items()}
    several = len(shares) > 1 or any(share is not None for share in shares.values())
    if several and any(source.group is None for source in sources):
        findings.shares(("world", "groups"), shares, "groups", "群体")
    _check_groups(world, findings)
    _check_mix(world, findings)


def _check_mix(world: World, findings: Findings) -> None:
    """Matters a day that the groups' own mixes make otherwise than the services say."""
    volume = world.volume_per_day()
    by_services = all(
        source.kind is None and source.group is None and source.service is None for source in world.arrivals
    )
    known = all(set(group.services) <= set(world.services) for group in world.groups.values())
    if not volume or not by_services or world.errands or not world.groups or not known:
        return
    stated = {name: service.per_day or 0.0 for name, service in world.services.items()}
    brought = world.mix().matters_of(world.arrivals[0]).sum(axis=0)
    made = dict(zip(stated, (volume * brought / brought.sum()).tolist(), strict=True))
    worst = max(stated, key=lambda of: abs(made[of] - stated[of]))
    if abs(made[worst] - stated[worst]) > _MIX_TOLERANCE * volume:
        findings.warning(
            ("world", "services", worst, "per_day"), "volume.mix",
            f"{worst}: {stated[worst]:g} matters a day are stated, the groups' own services make it "
            f"{made[worst]:.3g}",
            "let the groups' services agree with per_day, or drop services of the groups",
            f"{worst}：写明每日 {stated[worst]:g} 件，按各群体自己的 services 则为 {made[worst]:.3g} 件",
            "请使各群体的 services 与 per_day 一致，或删去群体的 services",
        )  # fmt: skip


def _check_services(world: World, findings: Findings) -> None:
    """Either shares that sum to 100 %, or a volume for every service."""
    without = [name for name, service in world.services.items() if service.per_day is None]
    if not without and not world.volume_per_day():
        findings.problem(
            ("world", "services"), "volume.zero", "no service is asked for: every per_day is 0",
            "give at least one service a per_day above 0", "没有任何事项有办件量：per_day 全为 0",
            "请至少给一个事项大于 0 的 per_day",
        )  # fmt: skip
    elif without and len(without) < len(world.services):
        findings.problem(
            ("world", "services", without[0]), "volume.missing",
            f"some services say per_day, but {', '.join(without[:5])} does not",
            "write per_day for every service, or share for every service",
            f"部分事项写了 per_day，但 {'、'.join(without[:5])} 没有写",
            "请每个事项都写 per_day，或都写 share",
        )  # fmt: skip
    elif without:
        shares = dict(zip(world.services, world.service_shares(), strict=True))
        findings.shares(("world", "services"), shares, "services", "事项")


def _check_source(
    world: World, source: Arrivals, loc: Loc, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    given = [kind for kind in KINDS if getattr(source, kind) not in (None, ())]
    by_services = source.kind is None and world.volume_per_day() is not None
    if by_services and len(world.arrivals) > 1:
        findings.problem(
            loc, "arrivals.kind",
            "several sources: the volumes of the services cannot be shared out among them",
            f"give each source one of {', '.join(KINDS)}",
            "有多个来源，无法分配各事项的办件量", f"请为每个来源给出其中之一：{'、'.join(KINDS)}",
        )  # fmt: skip
    elif len(given) != 1 and not by_services:
        en = f"{' and '.join(given)} are given together" if given else "nothing says how many citizens come"
        zh = f"同时给出了 {'、'.join(given)}" if given else "没有写到达多少群众"
        findings.problem(
            loc, "arrivals.kind", en, f"give exactly one of {', '.join(KINDS)}",
            zh, f"请恰好给出其中之一：{'、'.join(KINDS)}",
        )  # fmt: skip
    _check_names(world, source, loc, findings)
    for doubt in source.process().doubts(calendar):
        tell = findings.problem if doubt.stops else findings.warning
        tell((*loc, str(source.kind)), doubt.code, doubt.en, doubt.remedy, doubt.zh, doubt.remedy_zh)
    check_days(source, loc, calendar, findings)
    _check_numbers((*loc, "batch"), source.batch, "batch sizes", "批量", findings)


def _check_names(world: World, source: Arrivals, loc: Loc, findings: Findings) -> None:
    """The groups and services of whoever comes, said by the source or by what its kind reads."""
    parts = source.told_apart()
    for group in dict.fromkeys(part.group for part in parts):
        if group is not None and group not in world.groups:
            where = "group" if source.group == group else str(source.kind)
            if not _is_a_title((*loc, where), group, world.groups, findings):
                findings.unknown((*loc, where), group, "group", "群体", world.groups)
    for service in dict.fromkeys(part.service for part in parts):
        if service is not None and service not in world.services:
            where = "service" if source.service == service else str(source.kind)
            if not _is_a_title((*loc, where), service, world.services, findings):
                findings.unknown((*loc, where), service, "service", "事项", world.services)


def _is_a_title(loc: Loc, word: str, known: Mapping[str, Group | Service], findings: Findings) -> bool:
    """Whether a word, as ticket machines print it, is the title of something known, which is told."""
    titled = {text: name for name, one in known.items() if one.title for text in (one.title.en, one.title.zh)}
    if word not in titled:
        return False
    name = titled[word]
    findings.wrong_value(
        loc, "name.title", f"'{word}' is the title of '{name}', not its name", f"write {name}",
        f"'{word}' 是 '{name}' 的标题，不是其名称", f"请写 {name}",
    )  # fmt: skip
    return True


def _check_groups(world: World, findings: Findings) -> None:
    for name, group in world.groups.items():
        loc = ("world", "groups", name)
        for service in group.services:
            if service not in world.services:
                findings.unknown((*loc, "services", service), service, "service", "事项", world.services)
        if group.services:
            findings.shares((*loc, "services"), group.services, "services of this group", "该群体事项")
        _check_numbers((*loc, "matters"), group.matters, "numbers of matters", "办件数", findings)
        if name in world.services:
            findings.problem(
                loc, "name.double", f"'{name}' is the name of a group and of a service",
                "rename one of them, priority could not tell them apart",
                f"'{name}' 既是群体又是事项的名称", "请改名，否则 priority 无法区分",
            )  # fmt: skip
    balks = any(world.by_group("balk_at"))
    if world.citizens.balk_counts != "waiting" and not balks:
        findings.problem(
            ("world", "citizens", "balk_counts"), "balk.nobody", "nobody balks, so nothing is counted",
            "write for example balk_at: 5, or drop balk_counts",
            "没有人会因人多离开，无需计数", "例如写 balk_at: 5，或删去 balk_counts",
        )  # fmt: skip


def _check_numbers(
    loc: Loc, shares: Mapping[str, float], what: str, what_zh: str, findings: Findings
) -> None:
    for text in shares:
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MAX_TOGETHER):
            findings.problem(
                (*loc, text), "number", f"'{text[:20]}' is not a whole number from 1 to {_MAX_TOGETHER}",
                "write numbers and their shares, such as {1: 80%, 2: 20%}",
                f"'{text[:20]}' 不是 1 到 {_MAX_TOGETHER} 的整数", "请写数量及份额，例如 {1: 80%, 2: 20%}",
            )  # fmt: skip
    if shares:
        findings.shares(loc, shares, what, what_zh)
