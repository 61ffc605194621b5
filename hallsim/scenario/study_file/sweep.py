"""A study asked in options: what `--vary` and the others say, as the study file that would say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hallsim.errors import InputError, Place, Problem, WordedError
from hallsim.scenario.parsing.located import Located
from hallsim.scenario.study_file.model import MOST_POINTS, Factor, Points, StudyFile
from hallsim.scenario.study_file.read import WrittenStudy
from hallsim.scenario.whatif.variation import OPTION, Span, Variation, read_span, read_variations

NAMES: Final[Mapping[str, str]] = {
    "designs": "--designs", "worlds": "--worlds", "metrics": "--metrics", "pareto": "--pareto",
}  # fmt: skip
"""Options that list names, by the key they stand for."""


def written_sweep(
    file: Path, vary: Sequence[str], given: Mapping[str, Any], too_many: Callable[[Variation], Problem]
) -> WrittenStudy:
    """The study that options ask for, each part of it with the option as its place.

    Args:
        given: keys of a study file; `points` as its model.
        too_many: what is said of more values than a study has points at most, none of which is written out.

    Raises:
        InputError: options of `vary` that cannot be read.
    """
    points: Points = given.get("points") or Points()
    problems: list[Problem] = []
    spans = {text: span for text in vary if points.kind == "latin_hypercube" for span in _span(text)}
    read = iter(read_variations([text for text in vary if text not in spans], problems))
    if problems:
        raise InputError(problems)
    said = {_path(text): f"{OPTION} {text}" for text in vary}
    factors: dict[str, Factor] = {}
    for text in vary:
        if text in spans:
            factors[_path(text)] = _factor(_path(text), span=spans[text])
        else:
            one = next(read)
            if len(one.values) > MOST_POINTS:
                problems.append(too_many(one))
                continue
            factors[one.path] = _factor(one.path, values=tuple(one.values))
    if problems:
        raise InputError(problems)
    keys = {key: value for key, value in given.items() if value is not None}
    study = StudyFile.model_construct(
        **{**_defaults(), "hallsim": 1, "scenario": file.name, "factors": factors, **keys, "points": points}
    )
    return WrittenStudy(study=study, path=file, tree=_tree(said, keys), files={})


def _defaults() -> dict[str, Any]:
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in StudyFile.model_fields.items()
        if not field.is_required()
    }


def _path(text: str) -> str:
    return text.partition("=")[0].strip()


def _span(text: str) -> list[Span]:
    """The two ends where nothing else is said: a Latin hypercube takes any value between them."""
    try:
        return [read_span(text.partition("=")[2])]
    except WordedError:
        return []


def _factor(path: str, values: tuple[str, ...] | None = None, span: Span | None = None) -> Factor:
    return Factor.model_construct(path=(path,), values=values, range=span, levels=3, title=None)


def _tree(said: Mapping[str, str], keys: Mapping[str, Any]) -> Located:
    """A tree of which every value stands at its option; `said`: those of the factors by path."""
    factors = {path: _said(option, {"path": path}) for path, option in said.items()}
    found = {"factors": Located(value=dict(factors), place=_place(OPTION), key_places=_places(factors))}
    for key, option in NAMES.items():
        if keys.get(key):
            found[key] = _said(f"{option} {','.join(keys[key])}", None)
    found["points"] = _said("--points", None)
    return Located(value=dict(found), place=_place("sweep"), key_places=_places(found))


def _said(option: str, keys: Mapping[str, str] | None) -> Located:
    place = _place(option)
    value = None if keys is None else {key: Located(value=text, place=place) for key, text in keys.items()}
    return Located(value=value, place=place, key_places=dict.fromkeys(keys or (), place))


def _places(nodes: Mapping[str, Located]) -> dict[str, Place]:
    return {key: node.place for key, node in nodes.items()}


def _place(option: str) -> Place:
    return Place(file=option, line=1, column=1, said=True)
