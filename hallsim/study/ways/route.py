"""The way a matter walks under a design, as plain lines that a report can say in any language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from hallsim.study.ways.line import RouteLine
from hallsim.units import format_ms_of_day

if TYPE_CHECKING:
    from hallsim.hall.plan.itinerary import Itinerary
    from hallsim.hall.plan.model import Plan
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.scenario import Scenario


def way_names(scenario: Scenario, design: str, service: str) -> list[str]:
    """What the ways of a service under a design are called, the plain one first."""
    return list(_ways(scenario, design, service))


def _ways(scenario: Scenario, design: str, service: str) -> dict[str, int]:
    """Itinerary of each way of a service, by the way's name."""
    from hallsim.hall.plan.variants import way_name, ways

    index = list(scenario.world.services).index(service)
    found = enumerate(ways(scenario.world, scenario.designs[design]))
    return {way_name(way): number for number, way in found if way.service == index}


def route(scenario: Scenario, design: str, service: str, way: str = "hall") -> list[RouteLine]:
    """The lines of the itinerary of one way of a service.

    KeyError for an unknown design, service or way.
    """
    from hallsim.hall import build_plan

    plan = build_plan(scenario.world, scenario.designs[design])
    names = _ways(scenario, design, service)
    index = list(scenario.world.services).index(service)
    lines: list[RouteLine] = []
    if plan.network is None or plan.network.kinds[0].accepts[index]:
        lines += _way(plan, plan.itineraries[names[way]])
    for number, kind in enumerate(plan.network.kinds if plan.network else ()):
        if number and kind.accepts[index]:
            lines.append(RouteLine(depth=0, text="At the offices {office}", values={"office": kind.name}))
            there = plan.itineraries[kind.first_itinerary + int(kind.position[index])]
            lines += [replace(line, depth=line.depth + 1) for line in _way(_seen_from(plan, number), there)]
    lines += _company(scenario.designs[design], service, way)
    others = ", ".join(name for name in names if name != way)
    if others:
        lines.append(RouteLine(depth=0, text="Other ways under this design: {ways}", values={"ways": others}))
    return lines


def _seen_from(plan: Plan, kind: int) -> Plan:
    """The plan with the queues of the first office of a kind."""
    assert plan.network is not None
    site = next(site for site in plan.network.sites if site.kind == kind)
    tasks = [
        replace(task, queue=queue) if queue >= 0 else task
        for task, queue in zip(plan.tasks, site.queues[0], strict=True)
    ]
    return replace(plan, tasks=tuple(tasks))


def _way(plan: Plan, found: Itinerary) -> list[RouteLine]:
    """The lines of one itinerary."""
    from hallsim.study.ways.describe import Describer

    say = Describer(plan).lines
    lines: list[RouteLine] = []
    if found.before:
        lines += [RouteLine(depth=0, text="From afar, before the first visit"), *say(found.before, 1)]
    if found.is_visited:
        lines.append(RouteLine(depth=0, text="First visit"))
        lines += say((*found.first.entry, *found.first.stops), 1)
    else:
        lines.append(RouteLine(depth=0, text="No visit"))
    if found.second is not None:
        lines.append(RouteLine(depth=0, text="Second visit, with what the guide asked for"))
        lines += say(found.second.stops, 1)
    if plan.max_visits > 1 and found.is_visited:
        text = "While documents are missing or an error is found: come back (at most {n} visits)"
        lines.append(RouteLine(depth=0, text=text, values={"n": plan.max_visits}))
        lines += say(found.again.stops, 1)
    if found.after:
        lines.append(RouteLine(depth=0, text="After the visit"))
        lines += say(found.after, 1)
    return lines


def _company(design: Design, service: str, way: str) -> Iterator[RouteLine]:
    """Who else may walk this way, or with whom."""
    if way == "home":
        text = "At home a team judges the file; while anything is missing or wrong it comes again"
        yield RouteLine(depth=0, text=text)
    if not way.startswith("hall"):
        return
    for name, package in design.packages.items():
        if service in package.services:
            text = "In package {name} (with any of {services}): one notice, further visits together"
            with_whom = ", ".join(other for other in package.services if other != service)
            yield RouteLine(depth=0, text=text, values={"name": name, "services": with_whom})
    for name, kind in design.agents.items():
        if not kind.services or service in kind.services:
            text = (
                "Agents {name} walk it for {share} of their citizens: {at}, the last of every {n} open days"
            )
            values = {
                "name": name,
                "share": f"{kind.share:.0%}",
                "at": format_ms_of_day(kind.at),
                "n": kind.every,
            }
            yield RouteLine(depth=0, text=text, values=values)
