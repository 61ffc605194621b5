"""What the windows of a design may decide."""

from __future__ import annotations

from hallsim.scenario.design import Design
from hallsim.scenario.service import Service


def windows_decide(design: Design, name: str, service: Service) -> bool:
    """Whether some window that serves (a stop of) a service may decide it: unless `decides` says less."""
    words = {"all", name, service.department}
    stops = {word for stop in service.route for word in (stop.name, f"{name}.{stop.name}")}
    serving = [
        windows
        for group, windows in design.windows.items()
        if (words | stops) & {*(windows.serves or (group,)), *windows.helps}
    ]
    return not serving or any(w.decides is None or words & set(w.decides) for w in serving)
