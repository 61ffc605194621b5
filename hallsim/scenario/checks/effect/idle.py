"""Checks of what is written and changes nothing: keys without what they need, and names nobody uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hallsim.errors import Place
from hallsim.scenario.checks.effect import entries, keys
from hallsim.scenario.checks.effect.facts import Facts, WorldFacts
from hallsim.scenario.checks.effect.keys import Reason, Row
from hallsim.scenario.design.catalogue import offered
from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.design.desks import Desk
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.parsing.located import leaf_places, place_of
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.world.world import World


def check_idle(scenario: Scenario, findings: Findings) -> None:
    """Tell every key that changes nothing, where it was written."""
    tally = _Tally(findings)
    designs = tuple(scenario.designs.values())
    _look_at_world(scenario.world, designs, tally)
    for name, design in scenario.designs.items():
        facts = Facts(world=offered(scenario.world, design.catalogue), designs=(design,), design=design)
        loc: Loc = ("designs", name)
        tally.look(keys.OF_DESIGNS, facts, design, loc)
        for windows, where in _groups(design, loc):
            tally.look(keys.OF_WINDOWS, facts, windows, where)
        for desk, where in _desks(design, loc):
            tally.look(keys.OF_DESKS, facts, desk, where)
        _look_at_entries(facts, scenario.world, loc, tally)
        _look_for_unused(facts, loc, tally)
    _look_at_channels(scenario, tally)
    tally.tell()


class _Tally:
    """Keys by where they were written, and whether they act in any design that takes something of them."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.acting: set[tuple[Reason, Place]] = set()
        self.idle: dict[tuple[Reason, Place], tuple[Loc, frozenset[tuple[Reason, Place]]]] = {}

    def look(self, rows: Iterable[Row], facts: WorldFacts, model: Any, loc: Loc) -> None:
        """Note the keys of a model that are written."""
        for row in rows:
            where = (*loc, *row.key.split("."))
            # what is taken away, or could not be read, is nothing
            if self.findings.written(where) and getattr(model, row.key.split(".")[0]) is not None:
                self.note(where, row.reason, row.acts(facts, model))

    def note(self, loc: Loc, reason: Reason, acts: bool) -> None:
        """Note a written key."""
        values = frozenset((reason, place) for place in leaf_places(self.findings.tree, loc))
        if acts:
            self.acting |= values
        else:
            self.idle.setdefault((reason, place_of(self.findings.tree, loc)), (loc, values))

    def tell(self) -> None:
        """Warn of what acts nowhere."""
        for (reason, _), (loc, values) in self.idle.items():
            if not values & self.acting:
                self.findings.idle(loc, reason.why, reason.remedy)


def _look_at_world(world: World, designs: tuple[Design, ...], tally: _Tally) -> None:
    facts = WorldFacts(world=world, designs=designs)
    for name, service in world.services.items():
        tally.look(keys.OF_SERVICES, facts, service, ("world", "services", name))
        for step_name, step in service.steps.items():
            tally.look(keys.OF_STEPS, facts, step, ("world", "services", name, "steps", step_name))
    tally.look(keys.OF_CITIZENS, facts, world.citizens, ("world", "citizens"))
    for name, group in world.groups.items():
        tally.look(keys.OF_GROUPS, facts, group, ("world", "groups", name))
    for i, source in enumerate(world.arrivals):
        tally.look(keys.OF_ARRIVALS, facts, source, ("world", "arrivals", i))
    owners = {service.department for service in world.services.values()}
    for name in world.departments:
        tally.note(("world", "departments", name), keys.UNUSED_DEPARTMENT, name in owners)


def _look_at_entries(facts: Facts, world: World, loc: Loc, tally: _Tally) -> None:
    """Agents, packages, offices, and what the design changes of services."""
    design = facts.design
    tables: list[tuple[str, list[Row], Mapping[str, Any]]] = [
        ("agents", entries.OF_AGENTS, design.agents),
        ("packages", entries.OF_PACKAGES, design.packages),
        ("offices", entries.OF_OFFICES, design.offices),
    ]
    for key, rows, parts in tables:
        for name, part in parts.items():
            tally.look(rows, facts, part, (*loc, key, name))
    for name, agent in design.agents.items():
        busy = agent.share > 0 and facts.cases_of(agent.services)
        tally.note((*loc, "agents", name), entries.IDLE_AGENTS, busy)
    for where, reason, acts in entries.changed_services(design, world):
        tally.note((*loc, *where), reason, acts)
    _look_at_every_desk(facts, loc, tally)


def _look_at_every_desk(facts: Facts, loc: Loc, tally: _Tally) -> None:
    """What is said of all desks, where some desk says nothing itself and it means something there."""
    at_bureaus = facts.design.authority is not None
    desks = list(_desks(facts.design, loc))
    for key in facts.design.every_desk.model_fields_set:
        takes = any(desk.meets is None and not _says(tally, key, where) for desk, where in desks)
        if desks:
            tally.note((*loc, "every_desk", key), keys.EVERY_DESK, takes or at_bureaus)
    if desks and tally.findings.written((*loc, "desk_hours")):
        takes = any(
            desk.meets is None and not desk.shifts and desk.hours is None and not desk.quiet_windows
            for desk, _ in desks
        )
        if not any(desk.quiet_windows for desk, _ in desks):
            tally.note((*loc, "desk_hours"), keys.EVERY_DESK, takes or at_bureaus)


def _says(tally: _Tally, key: str, where: Loc) -> bool:
    """Whether a desk says itself what every desk does."""
    return tally.findings.written((*where, key)) or (
        key == "hours" and tally.findings.written((*where, "shifts"))
    )


def _look_for_unused(facts: Facts, loc: Loc, tally: _Tally) -> None:
    """Clerks who sit nowhere, desks to which nothing leads."""
    seated = {name for windows in facts.groups() for name in windows.staff}
    used = facts.used_desks()
    for name in facts.design.clerks:
        tally.note((*loc, "clerks", name), keys.UNUSED_CLERK, name in seated)
    for _, where in _desks(facts.design, loc):
        tally.note(where, keys.UNUSED_DESK, where[-1] in used)


def _look_at_channels(scenario: Scenario, tally: _Tally) -> None:
    """Shares of citizens for what no design offers."""
    designs, world = scenario.designs.values(), scenario.world
    whom: list[Loc] = [("world", "citizens"), *(("world", "groups", name) for name in world.groups)]
    for (share, offer), reason in keys.OFFERS.items():
        offered = any(getattr(design, offer) is not None for design in designs)
        for loc in whom:
            if tally.findings.written((*loc, share)):
                tally.note((*loc, share), reason, offered)


def _groups(design: Design, loc: Loc) -> Iterator[tuple[Windows, Loc]]:
    """All groups of windows with their places, those of offices too."""
    for name, windows in design.windows.items():
        yield windows, (*loc, "windows", name)
    for office, spec in design.offices.items():
        for name, windows in spec.windows.items():
            yield windows, (*loc, "offices", office, "windows", name)


def _desks(design: Design, loc: Loc) -> Iterator[tuple[Desk, Loc]]:
    """All desks with their places, those of offices too."""
    for name, desk in design.desks.items():
        yield desk, (*loc, "desks", name)
    for office, spec in design.offices.items():
        for name, desk in spec.desks.items():
            yield desk, (*loc, "offices", office, "desks", name)
