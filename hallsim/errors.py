"""What a person is told when something is wrong: problems with a place, all at once.

`InputError` is the one exception for anything a user wrote (exit code 2); `RunError` for a run that failed
(exit code 1).  Neither ever reaches the user as a traceback.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from hallsim.full_width import full_width
from hallsim.likeness import nearest
from hallsim.text.message import EMPTY, Lang, Message, translate
from hallsim.visible import in_a_line

Position = tuple[str, int, int]

MOST_SHOWN = 20
_SNIPPET_WIDTH = 96
_MESSAGE_LENGTH: Final = 1_000
"""Characters: a message that quotes more than a few names is no longer read."""
_RED, _BOLD, _DIM, _RESET = "\x1b[31m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was written; `line` and `column` count from 1, `path` is the key path from the root.

    `said`: not in a file but on the command line; `file` is the option as it was typed, which is short enough
    to be found without a line.
    """

    file: str
    line: int
    column: int
    path: tuple[str | int, ...] = ()
    snippet: str = ""
    said: bool = False

    @property
    def position(self) -> Position:
        """File, line and column: the same for all that stands there, whatever the key path."""
        return self.file, self.line, self.column

    def __str__(self) -> str:
        return self.file if self.said else f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: `said` says what, `advice` what would be right, `code` is a stable id."""

    said: Message
    code: str
    place: Place | None = None
    advice: Message = EMPTY

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return str(self.said)

    @property
    def remedy(self) -> str:
        """What would be right, in English."""
        return str(self.advice)


def problem(place: Place | None, code: str, said: Message, advice: Message) -> Problem:
    """A problem in short: the parts in the order a reader meets them."""
    return Problem(place=place, code=code, said=said, advice=advice)


class InputError(Exception):
    """Something the user wrote is wrong.  Carries every problem found, sorted by place, each one once."""

    exit_code: ClassVar[int] = 2

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        several = (problems,) if isinstance(problems, Problem) else tuple(dict.fromkeys(problems))
        self.problems: tuple[Problem, ...] = tuple(sorted(several, key=_sort_key))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return render(self.problems)


class RunError(Exception):
    """A run failed for a reason that is not the user's writing (a broken audit, a full disk)."""

    exit_code: ClassVar[int] = 1

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(said)

    def __str__(self) -> str:
        return str(self.said)


class ReplicationError(RunError):
    """A replication cannot be run, or none of a world was: other worlds may have theirs."""


class WordedError(ValueError):
    """What is wrong with a text and what would be right.

    `place` where whoever reads the text knows it: of a cell of a table, the line of its file.
    """

    def __init__(self, said: Message, advice: Message, place: Place | None = None) -> None:
        super().__init__(said, advice)
        self.said = said
        self.advice = advice
        self.place = place

    def __str__(self) -> str:
        return f"{self.said}; {self.advice}"

    def at(self, place: Place | None, code: str) -> Problem:
        """The problem at its own place, else at `place`; of both the key path is that of `place`."""
        if self.place is not None:
            place = replace(self.place, path=place.path if place is not None else ())
        return problem(place, code, self.said, self.advice)


def option_place(option: str, text: str) -> Place:
    """The place of what somebody typed behind an option."""
    return Place(file=f"{option} {text}", line=1, column=1, said=True)


def unknown_name(name: str, known: Iterable[str], what: Message, place: Place | None = None) -> Problem:
    """The problem of a name (of a metric, a design) that does not exist."""
    return problem(
        place,
        f"{what}.unknown",
        Message("there is no {what} '{name}'", what=what, name=name),
        did_you_mean(name, known),
    )


def _sort_key(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.place
    return (place.file, place.line, place.column, problem.message) if place else ("", 0, 0, problem.message)


def render(problems: Iterable[Problem], colour: bool = False, lang: Lang = "en") -> str:
    """The problems as text: `file:line:column: key.path: message`, the source line with a caret, a remedy.

    Of many the first `MOST_SHOWN`, and how many more there are.
    """
    found = list(problems)
    shown = [_render_one(problem, colour, lang) for problem in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        rest = len(found) - MOST_SHOWN
        shown.append(translate("… and {rest} more", lang, rest=rest))
    return "\n".join(shown)


def _render_one(problem: Problem, colour: bool, lang: Lang) -> str:
    def paint(text: str, code: str) -> str:
        return f"{code}{text}{_RESET}" if colour and text else text

    place = problem.place
    head = _cut(in_a_line(problem.said.text(lang)))
    lines = []
    if place is not None:
        where = in_a_line(f"{place}: {key_path(place.path)}: " if place.path else f"{place}: ")
        lines.append(paint(where, _BOLD) + paint(head, _RED))
        if place.snippet.strip():
            shown, pad = _window(place.snippet, place.column)
            number = f"{place.line:>5} | "
            lines.append(paint(number, _DIM) + shown)
            lines.append(" " * (len(number) - 2) + paint("| ", _DIM) + " " * pad + paint("^", _RED))
    else:
        lines.append(paint(head, _RED))
    remedy = _cut(in_a_line(problem.advice.text(lang)))
    if remedy:
        lines.append(translate("  fix: {remedy}", lang, remedy=remedy))
    return "\n".join(lines)


def _cut(text: str) -> str:
    """A text whose middle is left out where it is too long, so that its end still says what is wrong."""
    half = _MESSAGE_LENGTH // 2
    return text if len(text) <= _MESSAGE_LENGTH else f"{text[:half]}…{text[-half:]}"


def key_path(path: Iterable[str | int]) -> str:
    """`('designs', 'a', 'opening', 1)` as `designs.a.opening[1]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _window(snippet: str, column: int) -> tuple[str, int]:
    """The part of a long line around `column` (from 1), and how many terminal cells precede the caret."""
    clean = in_a_line(snippet)
    start = 0 if len(clean) <= _SNIPPET_WIDTH else max(0, column - 1 - _SNIPPET_WIDTH // 2)
    shown = clean[start : start + _SNIPPET_WIDTH]
    before = shown[: max(0, column - 1 - start)]
    lead = "…" if start else ""
    tail = "…" if start + _SNIPPET_WIDTH < len(clean) else ""
    # Chinese characters fill two cells of a terminal.
    cells = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in before)
    return lead + shown.rstrip() + tail, cells + len(lead)


def did_you_mean(word: str, choices: Iterable[str], most: int = 12) -> Message:
    """A remedy for an unknown word: the nearest choice when one is close, else the first `most` choices."""
    wide = full_width(word)
    if wide is not None:
        return wide.advice
    known = list(choices)
    close = nearest(word, known)
    if close is not None:
        return Message("did you mean '{close}'?", close=close)
    if not known:
        return Message("there is nothing to choose from here")
    listed = ", ".join(known[:most]) + (", …" if len(known) > most else "")
    return Message("known here: {listed}", listed=listed)
