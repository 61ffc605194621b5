"""A scenario file read, checked and frozen, with the place of everything in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hallsim.errors import InputError, Place, Position, Problem
from hallsim.scenario.assumptions.assignments import Assignment, assign, resolved_tree
from hallsim.scenario.assumptions.assumptions import Basis, bases
from hallsim.scenario.checks.named_worlds import check_worlds
from hallsim.scenario.language.csv_nodes import with_tables
from hallsim.scenario.language.findings import Findings
from hallsim.scenario.language.model_errors import problems_of
from hallsim.scenario.language.reader import read_scenario, read_text
from hallsim.scenario.language.salvage import salvage
from hallsim.scenario.language.shorthand import spell_out
from hallsim.scenario.parsing.located import Located, node_at, place_of, to_plain
from hallsim.scenario.parsing.table import ReadTables
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.values.fields import parse_date
from hallsim.scenario.values.ranges import Inline, take_ranges
from hallsim.scenario.world.calendar_model import Calendar
from hallsim.text.message import Message
from hallsim.units import UnitError


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file a scenario was read from, for the manifest of a run."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that was set for a question: where, what stood there, what stands there now.

    `also`: the designs and worlds that take it over; `said`: the option, `loc`: where it stands.
    """

    path: str
    before: str
    after: str
    also: tuple[str, ...] = ()
    said: str = ""
    loc: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        more = f" (→ {', '.join(self.also)})" if self.also else ""
        return f"{self.path}{more}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenScenario:
    """A scenario as it was read: the tree with short spellings written out, before `based_on`.

    Attributes:
        tree: every value with its place, without the ranges.
        inline: the ranges that stood beside numbers.
        raw: the YAML files that were read, by file name.
        tables: what has been read of CSV files.
        assigned: what was set or scaled since; `settings` tells of it what a person asked for, `asked` holds
            that as `--set` takes it.
    """

    name: str
    path: Path | None
    tree: Located
    inline: tuple[Inline, ...]
    raw: Mapping[str, bytes] = field(repr=False)
    tables: ReadTables = field(repr=False)
    assigned: tuple[Assignment, ...] = ()
    settings: tuple[Setting, ...] = ()
    asked: tuple[str, ...] = ()

    def contents(self) -> dict[str, bytes]:
        """Every file that was read, by its name."""
        folder = self.path.parent if self.path else Path()
        return dict(self.raw) | {str(folder / file): found for file, found in self.tables.files.items()}


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
        written: the same before `based_on`, for assignments.
        bases: what its numbers rest on: given, fitted, assumed within a range.
    """

    scenario: Scenario
    name: str
    path: Path | None
    tree: Located
    files: tuple[InputFile, ...]
    warnings: tuple[Problem, ...]
    written: WrittenScenario = field(repr=False)
    bases: tuple[Basis, ...] = ()

    def place_of(self, loc: Sequence[str | int]) -> Place:
        """Where the value at `loc` was written; of the longest part of `loc` that was."""
        return place_of(self.tree, loc)

    def hashes(self) -> dict[str, str]:
        """sha256 by file name, relative to the scenario's folder: a copy of the folder has the same."""
        found = {self._short(file.name): file.sha256 for file in self.files}
        if self.written.assigned:
            told = repr([a.told() for a in self.written.assigned])
            found["(--set)"] = hashlib.sha256(told.encode()).hexdigest()
        return found

    def inputs(self) -> dict[str, bytes]:
        """The files themselves, by the same names: a folder with them is a copy of the scenario."""
        if self.path is None:
            return {self.main_file(): content for content in self.written.raw.values()}
        return {self._short(file): content for file, content in self.written.contents().items()}

    def main_file(self) -> str:
        """The name of the scenario's own file among the inputs."""
        return self._short(str(self.path)) if self.path is not None else "scenario.yaml"

    def _short(self, name: str) -> str:
        home, path = self.path.parent if self.path is not None else Path(), Path(name)
        return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.name


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


def with_assignments(
    source: LoadedScenario, assignments: Sequence[Assignment], *, is_world: bool = False
) -> LoadedScenario:
    """The scenario as if the assignments had been written into it, read and checked again.

    Args:
        is_world: one of the worlds that the ranges allow; ranges and evidence are not looked at again.

    Raises:
        InputError: a path that matches nothing, or what the scenario cannot be with these values.
    """
    problems: list[Problem] = []
    tree = assign(source.written.tree, assignments, problems)
    written = replace(source.written, tree=tree, assigned=(*source.written.assigned, *assignments))
    return _built(written, problems, is_world=is_world)


def _load(tree: Located, name: str, path: Path | None, raw: dict[str, bytes]) -> LoadedScenario:
    problems: list[Problem] = []
    tree, inline = take_ranges(tree, problems)
    tables = ReadTables()
    folder = path.parent if path else None
    told = len(problems)
    tree = with_tables(tree, folder, tables.files, problems)
    if len(problems) > told:
        raise InputError(problems)  # without its rows the rest cannot be judged
    spelled = spell_out(tree, problems)
    written = WrittenScenario(
        name=name, path=path, tree=spelled, inline=tuple(inline), raw=raw, tables=tables
    )
    return _built(written, problems)


def _built(written: WrittenScenario, problems: list[Problem], *, is_world: bool = False) -> LoadedScenario:
    told = len(problems)
    resolved = resolved_tree(written.tree, problems)
    all_designs = len(problems) == told
    folder = written.path.parent if written.path else None
    context = {"folder": folder, "tables": written.tables, "start": _start(resolved)}
    scenario, warnings = _checked(resolved, problems, context, all_designs, is_world=is_world)
    findings = Findings(resolved)
    found: tuple[Basis, ...] = ()
    if not is_world:
        found = bases(scenario, _kept(written), written.tree, bool(written.assigned), findings)
    if findings.problems:
        raise InputError(findings.problems)
    loaded = LoadedScenario(
        scenario=scenario,
        name=written.name,
        path=written.path,
        tree=resolved,
        files=tuple(InputFile(name=name, sha256=_sha256(raw)) for name, raw in written.contents().items()),
        warnings=warnings,
        written=written,
        bases=found,
    )
    _try_ends(loaded)
    return loaded


def _checked(
    tree: Located, problems: list[Problem], context: dict[str, Any], all_designs: bool, *, is_world: bool
) -> tuple[Scenario, tuple[Problem, ...]]:
    """The models of a resolved tree and what looks unintended.  InputError with all problems."""
    plain = to_plain(tree)
    try:
        scenario = Scenario.model_validate(plain, context=context)
    except ValidationError as error:
        rest = salvage(plain, error, context)
        more = check_worlds(rest, tree).problems if rest is not None and not problems else ()
        wrong = problems_of(error, tree)
        rest_told = _without_ranges_of(problems, wrong)
        raise InputError([*rest_told, *_own(wrong, all_designs), *more]) from None
    found = check_worlds(scenario, tree, is_world=is_world)
    problems.extend(_own(found.problems, all_designs))
    if problems:
        raise InputError(problems)
    return scenario, found.warnings


def _without_ranges_of(problems: Sequence[Problem], wrong: Sequence[Problem]) -> list[Problem]:
    """The problems without those of ranges whose number is wrong itself, which is told already."""
    places = {found.place for found in wrong}
    return [found for found in problems if found.code != "range" or found.place not in places]


def _start(tree: Located) -> date | None:
    """The first day of the calendar; None where it is not written as one, which the models tell."""
    node = node_at(tree, ("world", "calendar", "start"))
    try:
        return Calendar().start if node is None else parse_date(node.value)
    except UnitError:
        return None


def _kept(written: WrittenScenario) -> list[Inline]:
    """The ranges whose numbers still stand: one that was set to something else has no range any more."""
    if not written.assigned:
        return list(written.inline)
    places = _places(written.tree)
    return [one for one in written.inline if one.place.position in places]


def _try_ends(source: LoadedScenario) -> None:
    """InputError when the scenario cannot be what its own ranges allow: all at one end, then at the other."""
    varied = [basis for basis in source.bases if basis.is_varied]
    for share, end in ((0.0, Message("lower", "end")), (1.0, Message("upper", "end"))) if varied else ():
        values = [basis.value(share) for basis in varied]
        moved = [a for basis, value in zip(varied, values, strict=True) for a in basis.assignments(value)]
        try:
            with_assignments(source, moved, is_world=True)
        except InputError as error:
            raise InputError(
                [
                    replace(
                        wrong,
                        place=wrong.place or varied[0].place,
                        said=Message(
                            "with every assumption at the {end} end of its range: {said}",
                            end=end,
                            said=wrong.said,
                        ),
                        advice=Message("narrow the range; {advice}", advice=wrong.advice),
                    )
                    for wrong in error.problems
                ]
            ) from None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _own(problems: Iterable[Problem], all_designs: bool) -> list[Problem]:
    """The problems that do not come of designs left out: no design at all, no desk that meets for a step."""
    return [
        found
        for found in problems
        if all_designs
        or not (found.code == "step.empty" or (found.place and found.place.path == ("designs",)))
    ]


def _places(node: Located) -> set[Position]:
    """Where the texts and numbers of a tree were written."""
    if isinstance(node.value, dict | list):
        items = node.value.values() if isinstance(node.value, dict) else node.value
        return set().union(*map(_places, items))
    return {node.place.position}


def _file_names(node: Located) -> set[str]:
    names = {node.place.file}
    if isinstance(node.value, dict):
        return names.union(*(_file_names(item) for item in node.value.values()))
    if isinstance(node.value, list):
        return names.union(*(_file_names(item) for item in node.value))
    return names
