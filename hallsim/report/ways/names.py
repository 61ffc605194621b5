"""What the tasks and stations of a way are called in the boxes of its picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from hallsim.study.station_titles import station_titles
from hallsim.study.ways.line import RouteLine
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.values.fields import LocalText


def names_of(scenario: Scenario, design: str, lang: Lang) -> dict[str, str]:
    """Titles of tasks (service, service.stop, service.collect, service/step) and of stations."""
    found: dict[str, str] = {}
    for name, service in scenario.world.services.items():
        found[name] = _title(service.title, name, lang)
        found[f"{name}.collect"] = translate("{service}: collect", lang, service=found[name])
        for stop in service.route:
            found[f"{name}.{stop.name}"] = f"{found[name]}: {_plain(stop.name)}"
        for step, spec in service.steps.items():
            found[f"{name}/{step}"] = _title(spec.title, step, lang)
    hall = scenario.designs[design]
    titles = station_titles(scenario.world, hall)
    for name, plain in _stations(hall):
        found[name] = _title(titles.get(name), plain, lang)
    return found


def _stations(hall: Design) -> Iterator[tuple[str, str]]:
    """(name of a station in the route, name of its own) of windows, desks and offices."""
    yield from ((name, name) for name in hall.windows)
    yield from ((f"desk.{name}", name) for name in hall.desks)
    for office, own in hall.offices.items():
        yield office, office
        yield from ((f"{office}.{group}", group) for group in own.windows)
        yield from ((f"{office}.desk.{desk}", desk) for desk in own.desks)


def box_text(names: Mapping[str, str], lang: Lang) -> Callable[[RouteLine], str]:
    """How a line reads in a box: for work at a station the task, and below it who does it."""

    def say(line: RouteLine) -> str:
        stations = line.values.get("stations")
        if stations is None:
            values = {key: names.get(str(value), value) for key, value in line.values.items()}
            text = translate(line.text, lang, **values).rstrip(":：")
            return _plain(text.removeprefix("= ")) if line.kind == "moment" else text
        who = ", ".join(f"{n} × {names.get(station, station)}" for station, n in stations.items())
        who = who or (translate("at a meeting", lang) if line.values["meets"] else "∞")
        task = str(line.values["task"])
        return f"{names.get(task, task)}\n{who}"

    return say


def _title(title: LocalText | None, name: str, lang: Lang) -> str:
    return _plain(name) if title is None else title.get(lang)


def _plain(name: str) -> str:
    return name.replace("_", " ")
