"""What the windows of a design may decide."""

from __future__ import annotations

from hallsim.scenario.design.design import Design
from hallsim.scenario.serving.claims import taken_words, words_of, words_of_part
from hallsim.scenario.world.service import Service


def windows_decide(design: Design, name: str, service: Service) -> bool:
    """Whether some window that serves (a stop of) a service may decide it: unless `decides` says less."""
    claimed = words_of_part(name, service)
    serving = [spec for group, spec in design.windows.items() if claimed & taken_words(group, spec)]
    return not serving or any(
        spec.decides is None or words_of(name, service) & set(spec.decides) for spec in serving
    )
