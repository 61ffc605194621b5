"""Strict YAML with positions: the only file that knows the yaml library.

The tree is built from the parser's events, one at a time and without recursion (`tree.py`), so that depth,
size and aliases are refused before anything is expanded.

The parser is the one in Python, although the one in C is ten times as quick: the C one is not in every
installation, reads on before it tells what it has read, and newer ones stop deep nesting by themselves, so
that what a planner reads would differ from machine to machine.  A scenario of 6 kB takes 10 ms.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from yaml.scanner import ScannerError

from hallsim.errors import InputError, Place, problem
from hallsim.full_width import full_width
from hallsim.scenario.language.include import INCLUDE, read_with_includes
from hallsim.scenario.parsing.located import Located, kind_of, place_of, to_plain
from hallsim.scenario.parsing.scanner import PlainTextLoader
from hallsim.scenario.parsing.source import check_text, read_source
from hallsim.scenario.parsing.syntax import Complaint, Mark, escape_problem, syntax_problem
from hallsim.scenario.parsing.tree import TreeBuilder
from hallsim.text.message import Message

__all__ = ["Located", "parse_yaml", "place_of", "read_scenario", "read_text", "to_plain"]

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which only escapes can name."""


def read_scenario(path: str | Path) -> Located:
    """The tree of a scenario file with its includes applied; the root is a mapping.  Raises InputError."""

    def read_file(file: Path, name: str) -> Located:
        return _mapping(parse_yaml(read_source(file, name), name))

    return read_with_includes(Path(path), read_file)


def read_text(text: str, name: str = "<text>") -> Located:
    """The tree of a scenario given as text; the root is a mapping, and `include` is refused.  InputError."""
    tree = _mapping(parse_yaml(text, name))
    if tree.get(INCLUDE) is not None:
        raise InputError(
            problem(
                tree.key_places[INCLUDE],
                "include.text",
                Message("include works only in files"),
                Message("save the scenario as a file, or put the content here"),
            )
        )
    return tree


def _mapping(tree: Located) -> Located:
    """`tree`, once its root is known to be a mapping."""
    if isinstance(tree.value, dict):
        return tree
    what = kind_of(tree)
    wide = full_width(tree.value) if isinstance(tree.value, str) else None
    raise InputError(
        problem(
            tree.place,
            "yaml.root",
            Message("a scenario is a mapping of keys; this file is {what}", what=what),
            wide.advice if wide else Message("begin with hallsim: 1"),
        )
    )


def parse_yaml(text: str, name: str = "<text>") -> Located:
    """The tree of any one YAML document, its root of any kind.  Raises InputError with all that is wrong."""
    text = text.removeprefix("\ufeff")
    lines = check_text(text, name)
    builder = TreeBuilder(name, lines)
    loader = PlainTextLoader(text)
    try:
        while loader.check_event():
            event: yaml.Event = loader.get_event()  # type: ignore[no-untyped-call]
            if type(event) is yaml.ScalarEvent and _SURROGATE.search(event.value):
                builder.problems.append(escape_problem(name, lines, _mark(event.start_mark)))
            if not _take(builder, event):
                break
    except (ValueError, OverflowError):  # an escape such as \UFFFFFFFF, beyond every character
        builder.problems.append(escape_problem(name, lines, Mark(loader.line, loader.column - 2)))
    except yaml.YAMLError as error:
        complaint = Complaint(
            mark=_mark(getattr(error, "problem_mark", None)),
            opened=_mark(getattr(error, "context_mark", None)),
            scanning=isinstance(error, ScannerError),
            bracket=builder.open_bracket,
        )
        builder.problems.append(syntax_problem(name, lines, complaint))
    if builder.problems:
        raise InputError(builder.problems)
    return builder.root or Located(value=None, place=Place(file=name, line=1, column=1, snippet=lines[0]))


def _take(builder: TreeBuilder, event: Any) -> bool:
    """Give the builder one event; False when reading on makes no sense."""
    mark = Mark(event.start_mark.line, event.start_mark.column)
    kind = type(event)
    if kind is yaml.ScalarEvent:
        builder.node(event.anchor, event.tag, mark)
        builder.scalar(event.value, bool(event.implicit[0]), mark)
    elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
        builder.node(event.anchor, event.tag, mark)
        builder.begin(kind is yaml.MappingStartEvent, bool(event.flow_style), mark)
    elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
        builder.end()
    elif kind is yaml.AliasEvent:
        builder.node(None, None, mark)
        builder.alias(event.anchor, mark)
    elif kind is yaml.DocumentStartEvent:
        builder.document(mark)
    return builder.going


def _mark(mark: Any) -> Mark | None:
    return None if mark is None else Mark(mark.line, mark.column)
