"""A study file read: strict YAML with places, short spellings, tables, every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, get_origin

from pydantic import BaseModel, ValidationError

from hallsim.errors import InputError, Place, Problem
from hallsim.scenario.language.csv_nodes import rows_of_table
from hallsim.scenario.language.keys import model_of, options_of
from hallsim.scenario.language.model_errors import problems_of
from hallsim.scenario.language.reader import read_scenario
from hallsim.scenario.parsing.located import Located, place_of, to_plain, value_place
from hallsim.scenario.study_file.model import Expectation, Factor, Points, StudyFile
from hallsim.scenario.targets.target import Target
from hallsim.scenario.whatif.settings import flow_text

_BARE: Final[dict[type[BaseModel], str]] = {Points: "kind", Target: "hold"}
"""The key that a word alone stands for."""
_AS_WRITTEN: Final = {
    (StudyFile, "set"), (Factor, "values"), (Factor, "range"), (Points, "rows"), (Expectation, "at"),
}  # fmt: skip
"""Keys whose values `--set` reads: they are kept as they were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenStudy:
    """A study file and where everything in it was written.

    Attributes:
        tree: short spellings written out.
        files: bytes of the file and of its tables, by name.
    """

    study: StudyFile
    path: Path
    tree: Located = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)

    def place_of(self, *loc: str | int) -> Place:
        """Where the key at `loc` was written; of the longest part of `loc` that was."""
        return place_of(self.tree, loc)

    def value_place(self, *loc: str | int) -> Place:
        """Where the value at `loc` was written."""
        return value_place(self.tree, loc)

    @property
    def scenario_path(self) -> Path:
        """The scenario file that the study is about."""
        return self.path.parent / self.study.scenario


def read_study(path: str | Path) -> WrittenStudy:
    """The study file at `path`.  InputError with everything that is wrong with it by itself."""
    path = Path(path)
    tree = read_scenario(path)
    files = {str(path): path.read_bytes()}
    problems: list[Problem] = []
    tables: dict[str, bytes] = {}
    tree = _with_rows(_spelled(tree, StudyFile), path.parent, tables, problems)
    files |= {str(path.parent / name): content for name, content in tables.items()}
    try:
        study = StudyFile.model_validate(to_plain(tree))
    except ValidationError as error:
        raise InputError([*problems, *problems_of(error, tree, StudyFile)]) from None
    if problems:
        raise InputError(problems)
    return WrittenStudy(study=study, path=path, tree=tree, files=files)


def _spelled(node: Located, model: type[BaseModel]) -> Located:
    """A mapping of keys with its short spellings written out."""
    if not isinstance(node.value, dict):
        return _under(_BARE[model], node) if model in _BARE and node.value is not None else node
    items = dict(node.value)
    for name, written in model.model_fields.items():
        if name in items:
            as_text = (model, name) in _AS_WRITTEN
            items[name] = _texts(items[name]) if as_text else _value(items[name], written.annotation)
    return replace(node, value=items)


def _texts(node: Located) -> Located:
    """Values as texts, as they were written: each entry of a mapping, of a list, of a list of mappings."""
    if isinstance(node.value, dict):
        return node if "csv" in node.value else _each(node, _text)
    if isinstance(node.value, list):
        rows = any(isinstance(item.value, dict) for item in node.value)
        return _each(node, _texts if rows else _text)
    return _text(node)


def _each(node: Located, change: Callable[[Located], Located]) -> Located:
    value = node.value
    if isinstance(value, dict):
        return replace(node, value={name: change(item) for name, item in value.items()})
    assert isinstance(value, list)
    return replace(node, value=[change(item) for item in value])


def _text(node: Located) -> Located:
    return node if node.value is None else replace(node, value=flow_text(node))


def _value(node: Located, annotation: object) -> Located:
    for kind in options_of(annotation):
        if get_origin(kind) is tuple and node.value is not None:
            inner = model_of(kind.__args__[0])
            listed = node if isinstance(node.value, list) or node.get("csv") else _listed(node)
            if inner is None or not isinstance(listed.value, list):
                return listed
            return replace(listed, value=[_spelled(item, inner) for item in listed.value])
        if get_origin(kind) is dict and isinstance(node.value, dict):
            if model_of(kind.__args__[1]) is not Factor:
                return node
            return replace(node, value={name: _factor(item, name, node) for name, item in node.value.items()})
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return _spelled(node, kind)
    return node


def _factor(node: Located, name: str, owner: Located) -> Located:
    """A factor; values alone stand under the path that they are of, and so may a mapping without a path."""
    if not isinstance(node.value, dict):
        node = _under("values", node)
    node = _spelled(node, Factor)
    if isinstance(node.value, dict) and "path" not in node.value:
        place = owner.key_places.get(name, node.place)
        path = _listed(Located(value=name, place=place, text=name))
        node = replace(node, value=node.value | {"path": path}, key_places=node.key_places | {"path": place})
    return node


def _under(key: str, node: Located) -> Located:
    return Located(value={key: node}, place=node.place, key_places={key: node.place})


def _listed(node: Located) -> Located:
    return Located(value=[node], place=node.place)


def _with_rows(tree: Located, folder: Path, tables: dict[str, bytes], problems: list[Problem]) -> Located:
    """The tree with the rows of a table where one is named."""
    points = tree.get("points")
    rows = points.get("rows") if points is not None else None
    if points is None or rows is None or rows.get("csv") is None:
        return tree
    assert isinstance(points.value, dict)
    assert isinstance(tree.value, dict)
    found = rows_of_table(rows, folder, tables, problems)
    assert isinstance(found.value, list)
    found = replace(found, value=[_texts(row) for row in found.value])
    return replace(tree, value=tree.value | {"points": replace(points, value=points.value | {"rows": found})})
