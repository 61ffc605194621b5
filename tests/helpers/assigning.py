"""Assignments as tests write them: `PATH=VALUE`, `PATH=x1.3`."""

from hallsim.errors import Place
from hallsim.scenario.assumptions.assignments import Assignment


def written(text: str) -> Assignment:
    """What is set to a value, or multiplied by a factor."""
    path, _, value = text.partition("=")
    place = Place(file=text, line=1, column=1, snippet=text)
    if value.startswith("x"):
        return Assignment(path=path, factor=float(value[1:]), place=place)
    return Assignment(path=path, text=value, place=place)
