"""Checks of what is written and changes nothing: keys without what they need, and names nobody uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hallsim.errors import Place
from hallsim.scenario.checks.effect import keys
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
    _look_at_world(scenario.world, tally)
    for name, design in scenario.designs.items():
        facts = Facts(world=offered(scenario.world, design.catalogue), design=design)
        loc: Loc = ("designs", name)
        tally.look(keys.OF_DESIGNS, facts, design, loc)
        for windows, where in _groups(design, loc):
            tally.look(keys.OF_WINDOWS, facts, windows, where)
        for desk, where in _desks(design, loc):
            tally.look(keys.OF_DESKS, facts, desk, where)
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
            if self.findings.written(where):
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


def _look_at_world(world: World, tally: _Tally) -> None:
    facts = WorldFacts(world=world)
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


def _look_for_unused(facts: Facts, loc: Loc, tally: _Tally) -> None:
    """Clerks who sit nowhere, desks to which nothing leads."""
    seated = {name for windows in facts.groups() for name in windows.staff}
    used = facts.used_desks()
    for name in facts.design.clerks:
        tally.note((*loc, "clerks", name), keys.UNUSED_CLERK, name in seated)
    for name in facts.design.desks:
        tally.note((*loc, "desks", name), keys.UNUSED_DESK, name in used)


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
