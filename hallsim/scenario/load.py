"""A scenario file read, checked and frozen, with the place of everything in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from hallsim.errors import InputError, Place, Problem
from hallsim.scenario.checks import check_scenario
from hallsim.scenario.located import Located, place_of, to_plain
from hallsim.scenario.merge import resolve_based_on
from hallsim.scenario.model_errors import problems_of
from hallsim.scenario.salvage import salvage
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.shorthand import spell_out
from hallsim.scenario.yaml_reader import read_scenario, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file a scenario was read from, for the manifest of a run."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedScenario:
    """A checked scenario.

    Attributes:
        scenario: world, designs and run defaults.
        name: file name, or the name given with a text.
        path: None for a scenario given as text.
        tree: every value with its place, short spellings written out and `based_on` resolved.
        files: what was read: the file, its includes, its CSV files.
        warnings: what is allowed but looks unintended.
    """

    scenario: Scenario
    name: str
    path: Path | None
    tree: Located
    files: tuple[InputFile, ...]
    warnings: tuple[Problem, ...]

    def place_of(self, loc: Sequence[str | int]) -> Place:
        """Where the value at `loc` was written; of the longest part of `loc` that was."""
        return place_of(self.tree, loc)


def load_scenario(path: str | Path) -> LoadedScenario:
    """Read and check a scenario file.  Raises InputError with every problem found."""
    path = Path(path)
    tree = read_scenario(path)
    names = sorted(_file_names(tree) | {str(path)})
    texts = {name: Path(name).read_bytes() for name in names}
    return _load(tree, str(path), path, texts)


def load_text(text: str, name: str = "<text>") -> LoadedScenario:
    """Read and check a scenario given as text; it can name no other file.  Raises InputError."""
    return _load(read_text(text, name), name, None, {name: text.encode()})


def _load(tree: Located, name: str, path: Path | None, raw: dict[str, bytes]) -> LoadedScenario:
    problems: list[Problem] = []
    tree = spell_out(tree, problems)
    told = len(problems)
    tree = _resolved(tree, problems)
    all_designs = len(problems) == told
    csv_files: dict[str, bytes] = {}
    context = {"folder": path.parent if path else None, "files": csv_files}
    plain = to_plain(tree)
    try:
        scenario = Scenario.model_validate(plain, context=context)
    except ValidationError as error:
        rest = salvage(plain, error, context)
        more = check_scenario(rest, tree).problems if rest is not None and not problems else ()
        raise InputError([*problems, *_own(problems_of(error, tree), all_designs), *more]) from None
    found = check_scenario(scenario, tree)
    problems.extend(_own(found.problems, all_designs))
    if problems:
        raise InputError(problems)
    folder = path.parent if path else Path()
    raw = raw | {str(folder / file): content for file, content in csv_files.items()}
    files = tuple(InputFile(name=n, sha256=hashlib.sha256(content).hexdigest()) for n, content in raw.items())
    return LoadedScenario(
        scenario=scenario, name=name, path=path, tree=tree, files=files, warnings=found.warnings
    )  # fmt: skip


def _resolved(tree: Located, problems: list[Problem]) -> Located:
    """The tree with each design laid over the one it is based on; those without one are left out."""
    designs = tree.get("designs")
    if designs is None or not isinstance(tree.value, dict):
        return tree
    return replace(tree, value=tree.value | {"designs": resolve_based_on(designs, problems)})


def _own(problems: Iterable[Problem], all_designs: bool) -> list[Problem]:
    """The problems that do not come of designs left out: no design at all, no desk that meets for a step."""
    return [
        found
        for found in problems
        if all_designs
        or not (found.code == "step.empty" or (found.place and found.place.path == ("designs",)))
    ]


def _file_names(node: Located) -> set[str]:
    names = {node.place.file}
    if isinstance(node.value, dict):
        return names.union(*(_file_names(item) for item in node.value.values()))
    if isinstance(node.value, list):
        return names.union(*(_file_names(item) for item in node.value))
    return names
