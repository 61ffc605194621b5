"""`include:` — files below a scenario file, never outside its folder."""

from __future__ import annotations

import os.path
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from hallsim.errors import InputError, Place, Problem, problem
from hallsim.os_errors import real_path
from hallsim.scenario.language.merge import merge
from hallsim.scenario.parsing.located import Located, kind_of
from hallsim.text.message import Message

INCLUDE = "include"
MAX_FILES = 64

# Reads the file at a path, called by a name in problems, into a tree whose root is a mapping.
ReadFile = Callable[[Path, str], Located]


def read_with_includes(path: Path, read_file: ReadFile) -> Located:
    """The tree of the file `path` over everything it includes; the key `include` is gone.

    Raises InputError with the problems of all files at once.
    """
    reader = _Includer(real_path(path.parent), read_file)
    tree = reader.read(path, str(path), ())
    if reader.problems or tree is None:
        raise InputError(reader.problems)
    return tree


class _Includer:
    """One reading of a scenario: which files are done, what is wrong so far."""

    def __init__(self, root: Path, read_file: ReadFile) -> None:
        self.root = root
        self.read_file = read_file
        self.problems: list[Problem] = []
        self.done: dict[Path, Located | None] = {}

    def read(self, path: Path, name: str, chain: tuple[Path, ...]) -> Located | None:
        """The file over its includes, read once however often it is named; None when it cannot be read."""
        real = real_path(path)
        if real in self.done:
            return self.done[real]
        self.done[real] = None
        try:
            tree = self.read_file(path, name)
        except InputError as error:
            self.problems.extend(error.problems)
            return None
        self.done[real] = self.apply(tree, path, name, (*chain, real))
        return self.done[real]

    def apply(self, tree: Located, path: Path, name: str, chain: tuple[Path, ...]) -> Located:
        """`tree` laid over its includes.

        Precedence, highest first: the file itself, the last file it includes, … the first file it includes;
        each of these already stands over its own includes.  `merge` says how two files meet.
        """
        named = tree.get(INCLUDE)
        if named is None or not isinstance(tree.value, dict):
            return tree
        rest = {key: item for key, item in tree.value.items() if key != INCLUDE}
        places = {key: place for key, place in tree.key_places.items() if key != INCLUDE}
        own = replace(tree, value=rest, key_places=places)
        below: Located | None = None
        for entry in self.entries(named):
            found = self.included(entry, path.parent, name, chain)
            if found is not None:
                below = found if below is None else merge(below, found)
        return own if below is None else merge(below, own)

    def entries(self, named: Located) -> list[Located]:
        """The file names that `include` lists, each a text; says so when one is something else."""
        listed = named.value if isinstance(named.value, list) else [named]
        for entry in listed:
            if not isinstance(entry.value, str):
                what = kind_of(entry)
                self.refuse(
                    entry.place,
                    "include.kind",
                    Message("include lists file names; this is {what}", what=what),
                    Message("write include: [common.yaml]"),
                )
        return [entry for entry in listed if isinstance(entry.value, str)]

    def included(self, entry: Located, folder: Path, name: str, chain: tuple[Path, ...]) -> Located | None:
        """The tree of one included file, or None with the reason among the problems."""
        wanted = str(entry.value)
        try:
            real = real_path(folder / wanted)
            outside = Path(wanted).is_absolute() or bool(PureWindowsPath(wanted).drive)
            outside = outside or not real.is_relative_to(self.root)
            missing = not outside and not real.exists()
        except (OSError, ValueError, RuntimeError):
            real, outside, missing = folder, False, True
        if outside:
            self.refuse(
                entry.place,
                "include.outside",
                Message("'{wanted}' lies outside the scenario's folder", wanted=wanted),
                Message("include only files beside the scenario or below its folder"),
            )
            return None
        if missing:
            self.refuse(
                entry.place,
                "include.missing",
                Message("there is no file '{wanted}' to include", wanted=wanted),
                Message("the name is relative to the file that includes it"),
            )
            return None
        if real in chain:
            ring = [*chain[chain.index(real) :], real]
            text = " → ".join(os.path.relpath(file, self.root) for file in ring)
            self.refuse(
                entry.place,
                "include.cycle",
                Message("these files include one another: {text}", text=text),
                Message("one of them must not include the next"),
            )
            return None
        if len(self.done) >= MAX_FILES and real not in self.done:
            self.refuse(
                entry.place,
                "include.many",
                Message("more than {max_files} files are included", max_files=MAX_FILES),
                Message("put them together"),
            )
            return None
        return self.read(folder / wanted, os.path.normpath(Path(name).parent / wanted), chain)

    def refuse(self, place: Place, code: str, said: Message, advice: Message) -> None:
        """Note one more problem."""
        self.problems.append(problem(place, code, said, advice))
