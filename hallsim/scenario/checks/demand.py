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
from hallsim.text.message import Message, joined

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
        findings.shares(("world", "services"), {"": only}, Message("services"))
    if len(world.services) > 1 and drawn:
        _check_services(world, findings)
    shares = {name: group.share for name, group in world.groups.items()}
    several = len(shares) > 1 or any(share is not None for share in shares.values())
    if several and any(source.group is None for source in sources):
        findings.shares(("world", "groups"), shares, Message("groups"))
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
            ("world", "services", worst, "per_day"),
            "volume.mix",
            Message(
                "{worst}: {stated:g} matters a day are stated, the groups' own services make it {made:.3g}",
                worst=worst,
                stated=stated[worst],
                made=made[worst],
            ),
            Message("let the groups' services agree with per_day, or drop services of the groups"),
        )


def _check_services(world: World, findings: Findings) -> None:
    """Either shares that sum to 100 %, or a volume for every service."""
    without = [name for name, service in world.services.items() if service.per_day is None]
    if not without and not world.volume_per_day():
        findings.problem(
            ("world", "services"),
            "volume.zero",
            Message("no service is asked for: every per_day is 0"),
            Message("give at least one service a per_day above 0"),
        )
    elif without and len(without) < len(world.services):
        findings.problem(
            ("world", "services", without[0]),
            "volume.missing",
            Message("some services say per_day, but {without} does not", without=joined(without[:5])),
            Message("write per_day for every service, or share for every service"),
        )
    elif without:
        shares = dict(zip(world.services, world.service_shares(), strict=True))
        findings.shares(("world", "services"), shares, Message("services"))


def _check_source(
    world: World, source: Arrivals, loc: Loc, calendar: WorkingCalendar | None, findings: Findings
) -> None:
    given = [kind for kind in KINDS if getattr(source, kind) not in (None, ())]
    by_services = source.kind is None and world.volume_per_day() is not None
    if by_services and len(world.arrivals) > 1:
        findings.problem(
            loc,
            "arrivals.kind",
            Message("several sources: the volumes of the services cannot be shared out among them"),
            Message("give each source one of {kinds}", kinds=joined(KINDS)),
        )
    elif len(given) != 1 and not by_services:
        findings.problem(
            loc,
            "arrivals.kind",
            Message("{given} are given together", given=joined(given, Message(" and ", "list")))
            if given
            else Message("nothing says how many citizens come"),
            Message("give exactly one of {kinds}", kinds=joined(KINDS)),
        )
    _check_names(world, source, loc, findings)
    for doubt in source.process().doubts(calendar):
        tell = findings.problem if doubt.stops else findings.warning
        tell((*loc, str(source.kind)), doubt.code, doubt.said, doubt.advice)
    check_days(source, loc, calendar, findings)
    _check_numbers((*loc, "batch"), source.batch, Message("batch sizes"), findings)


def _check_names(world: World, source: Arrivals, loc: Loc, findings: Findings) -> None:
    """The groups and services of whoever comes, said by the source or by what its kind reads."""
    parts = source.told_apart()
    for group in dict.fromkeys(part.group for part in parts):
        if group is not None and group not in world.groups:
            where = "group" if source.group == group else str(source.kind)
            if not _is_a_title((*loc, where), group, world.groups, findings):
                findings.unknown((*loc, where), group, Message("group"), world.groups)
    for service in dict.fromkeys(part.service for part in parts):
        if service is not None and service not in world.services:
            where = "service" if source.service == service else str(source.kind)
            if not _is_a_title((*loc, where), service, world.services, findings):
                findings.unknown((*loc, where), service, Message("service"), world.services)


def _is_a_title(loc: Loc, word: str, known: Mapping[str, Group | Service], findings: Findings) -> bool:
    """Whether a word, as ticket machines print it, is the title of something known, which is told."""
    titled = {text: name for name, one in known.items() if one.title for text in (one.title.en, one.title.zh)}
    if word not in titled:
        return False
    name = titled[word]
    findings.wrong_value(
        loc,
        "name.title",
        Message("'{word}' is the title of '{name}', not its name", word=word, name=name),
        Message("write {name}", name=name),
    )
    return True


def _check_groups(world: World, findings: Findings) -> None:
    for name, group in world.groups.items():
        loc = ("world", "groups", name)
        for service in group.services:
            if service not in world.services:
                findings.unknown((*loc, "services", service), service, Message("service"), world.services)
        if group.services:
            findings.shares((*loc, "services"), group.services, Message("services of this group"))
        _check_numbers((*loc, "matters"), group.matters, Message("numbers of matters"), findings)
        if name in world.services:
            findings.problem(
                loc,
                "name.double",
                Message("'{name}' is the name of a group and of a service", name=name),
                Message("rename one of them, priority could not tell them apart"),
            )
    balks = any(world.by_group("balk_at"))
    if world.citizens.balk_counts != "waiting" and not balks:
        findings.problem(
            ("world", "citizens", "balk_counts"),
            "balk.nobody",
            Message("nobody balks, so nothing is counted"),
            Message("write for example balk_at: 5, or drop balk_counts"),
        )


def _check_numbers(loc: Loc, shares: Mapping[str, float], what: Message, findings: Findings) -> None:
    for text in shares:
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MAX_TOGETHER):
            findings.problem(
                (*loc, text),
                "number",
                Message(
                    "'{text}' is not a whole number from 1 to {max_together}",
                    text=text[:20],
                    max_together=_MAX_TOGETHER,
                ),
                Message("write numbers and their shares, such as {1: 80%, 2: 20%}"),
            )
    if shares:
        findings.shares(loc, shares, what)
