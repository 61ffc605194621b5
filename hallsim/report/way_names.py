"""What the tasks and stations of a way are called in the boxes of its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hallsim.errors import Lang
from hallsim.report.messages import translate
from hallsim.study.route import RouteLine

if TYPE_CHECKING:
    from hallsim.scenario.fields import LocalText
    from hallsim.scenario.scenario import Scenario


def names_of(scenario: Scenario, design: str, lang: Lang) -> dict[str, str]:
    """Titles of tasks (service, service.stop, service.collect, service/step) and of stations."""
    departments = scenario.world.departments
    found: dict[str, str] = {}
    for name, service in scenario.world.services.items():
        found[name] = _title(service.title, name, lang)
        found[f"{name}.collect"] = translate("{service}: collect", lang, service=found[name])
        for stop in service.route:
            found[f"{name}.{stop.name}"] = f"{found[name]}: {_plain(stop.name)}"
        for step, spec in service.steps.items():
            found[f"{name}/{step}"] = _title(spec.title, step, lang)
    hall = scenario.designs[design]
    for name, windows in hall.windows.items():
        found[name] = _title(windows.title or departments.get(name), name, lang)
    for name, desk in hall.desks.items():
        found[f"desk.{name}"] = _title(desk.title or departments.get(name), name, lang)
    for name, office in hall.offices.items():
        found[name] = _title(office.title, name, lang)
        for group, windows in office.windows.items():
            found[f"{name}.{group}"] = _title(windows.title, group, lang)
        for desk_name, desk in office.desks.items():
            found[f"{name}.desk.{desk_name}"] = _title(
                desk.title or departments.get(desk_name), desk_name, lang
            )
    return found


def box_text(names: Mapping[str, str], lang: Lang) -> Callable[[RouteLine], str]:
    """How a line reads in a box: for work at a station the task, and below it who does it."""

    def say(line: RouteLine) -> str:
        stations = line.values.get("stations")
        if stations is None:
            values = {key: names.get(str(value), value) for key, value in line.values.items()}
            text = translate(line.text, lang, **values).rstrip(":：")
            return _plain(text.removeprefix("= ")) if text.startswith("= ") else text
        who = ", ".join(f"{n} × {names.get(station, station)}" for station, n in stations.items())
        who = who or (translate("at a meeting", lang) if line.values["meets"] else "∞")
        task = str(line.values["task"])
        return f"{names.get(task, task)}\n{who}"

    return say


def _title(title: LocalText | None, name: str, lang: Lang) -> str:
    return _plain(name) if title is None else title.get(lang)


def _plain(name: str) -> str:
    return name.replace("_", " ")
