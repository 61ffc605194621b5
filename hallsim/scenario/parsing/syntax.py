"""What is wrong with text that is no YAML, in words a planner can act on.

A parser is asked for the place only.  What is said is read from the text at that place, never from the
parser's own message, so that every release of the library leads to the same words.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from hallsim.errors import Place, Problem, problem
from hallsim.full_width import full_width
from hallsim.text.message import Message


class Mark(NamedTuple):
    """A place in the text; both count from 0, as parsers do."""

    line: int
    column: int


class Complaint(NamedTuple):
    """Where a parser gave up, and why as far as the kind of its error tells."""

    mark: Mark | None
    """The place itself; None when the parser names none."""
    opened: Mark | None
    """Where that began in which it gave up: a bracket, a quote, a key, a block."""
    scanning: bool
    """Whether a word could not be read (else the words are good and do not fit together)."""
    bracket: Mark | None = None
    """The innermost bracket that was open."""


class _Saying(NamedTuple):
    """How a complaint is told; `{char}` is the character at its place."""

    said: Message
    advice: Message


_BRACKET: Final = _Saying(
    Message("this bracket is not closed, or a comma is missing in it"),
    Message("close it, and put a comma between its entries"),
)
_CLOSES_NOTHING: Final = _Saying(
    Message("this '{char}' closes nothing"), Message("remove it, or write the bracket that it closes")
)
_QUOTE: Final = _Saying(Message("this quote is not closed"), Message("write the closing quote"))
_ESCAPE: Final = _Saying(
    Message("this is not an escape YAML knows"), Message("double the backslash, or use single quotes")
)
_COLON: Final = _Saying(
    Message("a ':' is not expected here"),
    Message("check the indentation, or put text that contains ': ' in quotes"),
)
_DASH: Final = _Saying(
    Message("a '{char}' is not expected here"),
    Message("begin the list on a line of its own, or put the text in quotes"),
)
_NO_KEY: Final = _Saying(
    Message("this line is not 'key: value'"), Message("write a ':' and a space after the key")
)
_CANNOT_BEGIN: Final = _Saying(
    Message("this character cannot begin a value"), Message("put the value in quotes")
)
_OWN_MEANING: Final = _Saying(
    Message("'{char}' has a meaning of its own in YAML"),
    Message("put text that begins with {char} in quotes"),
)
_BLOCK_TEXT: Final = _Saying(
    Message("no text may follow '{char}' on its line"),
    Message("begin the text on the next line, or put it in quotes"),
)
_MISSING: Final = _Saying(
    Message("a value is missing before this '{char}'"),
    Message("write the value, or remove one of the two signs"),
)
_ENDED: Final = _Saying(
    Message("the value before this has already ended"),
    Message("put the whole text in quotes, or begin a new line"),
)
_DOES_NOT_FIT: Final = _Saying(
    Message("this line does not fit the lines above it"),
    Message("give entries of one level the same indentation"),
)

_DIGITS: Final = {"x": 2, "u": 4, "U": 8}
_ESCAPES: Final = frozenset('0abt\tnvfre "\\/N_LP')


def syntax_problem(name: str, lines: list[str], complaint: Complaint) -> Problem:
    """The problem for a parser's complaint about the text of `lines`."""
    wide = _full_width(name, lines, complaint.mark, complaint.opened)
    if wide is not None:
        return wide
    tab = _tab_line(lines, complaint.mark)
    if tab is not None:
        return problem(
            _place(name, lines, Mark(tab, lines[tab].index("\t"))),
            "yaml.tab",
            Message("a tab indents this line"),
            Message("indent with spaces"),
        )
    saying, where = _told(lines, complaint)
    char = _char(lines, where)
    said, advice = (message.given(char=char) for message in saying)
    return problem(_place(name, lines, where), "yaml.syntax", said, advice)


def escape_problem(name: str, lines: list[str], mark: Mark | None) -> Problem:
    """The problem of an escape that names no character, in the text at `mark`."""
    return problem(_place(name, lines, mark), "yaml.syntax", *_ESCAPE)


def _told(lines: list[str], complaint: Complaint) -> tuple[_Saying, Mark | None]:
    """What is said of the complaint, and of which place."""
    opened = complaint.opened
    if opened is not None and (fault := _quote_fault(lines, opened)) is not None:
        return fault
    return _word(lines, complaint) if complaint.scanning else _structure(lines, complaint)


def _word(lines: list[str], complaint: Complaint) -> tuple[_Saying, Mark | None]:
    """A word could not be read."""
    mark, opened = complaint.mark, complaint.opened
    if opened is None:
        char = _char(lines, mark)
        return (_COLON if char == ":" else _DASH if char in ("-", "?") else _CANNOT_BEGIN), mark
    char = _char(lines, opened)
    if char in ("|", ">"):
        return _BLOCK_TEXT, opened
    return (_OWN_MEANING if char in ("&", "*", "!", "%") else _NO_KEY), opened


def _structure(lines: list[str], complaint: Complaint) -> tuple[_Saying, Mark | None]:
    """The words are good and do not fit together."""
    mark, opened, bracket = complaint.mark, complaint.opened, complaint.bracket
    char = _char(lines, mark)
    if char in ("]", "}") and bracket is None:
        return _CLOSES_NOTHING, mark
    if char in ("&", "*", "!", "%"):
        return _OWN_MEANING, mark
    if opened is not None and opened != mark and _char(lines, opened) in ("[", "{"):
        return _BRACKET, opened
    if bracket is not None:
        return (_MISSING, mark) if char in (",", "]", "}", ":", "?", "-") else (_BRACKET, bracket)
    if opened == mark:
        return _CANNOT_BEGIN, mark  # a value was awaited
    before = lines[mark.line][: mark.column] if mark is not None and mark.line < len(lines) else ""
    return (_DOES_NOT_FIT if re.fullmatch(r" *(?:[-?] +)*", before) else _ENDED), mark


def _quote_fault(lines: list[str], opened: Mark) -> tuple[_Saying, Mark] | None:
    """What is wrong with the quoted text that begins at `opened`; None when none does, or it is sound."""
    quote = _char(lines, opened)
    if quote not in ("'", '"'):
        return None
    line, column = opened.line, opened.column + 1
    while line < len(lines):
        text = lines[line]
        if line > opened.line and re.match(r"(?:---|\.\.\.)(?=\s|$)", text):
            break
        while column < len(text):
            char = text[column]
            if char == quote and not (quote == "'" and text[column + 1 : column + 2] == "'"):
                return None
            wide = 1 if char == quote else 0
            if char == "\\" and quote == '"':
                wide = _escape_length(text[column + 1 :])
                if wide < 0:
                    return _ESCAPE, Mark(line, column)
            column += 1 + wide
        line, column = line + 1, 0
    return _QUOTE, opened


def _escape_length(after: str) -> int:
    """How many characters after a backslash belong to its escape; -1 when YAML knows no such escape."""
    if not after:
        return 0  # the end of the line is escaped
    n_digits = _DIGITS.get(after[0])
    if n_digits is None:
        return 1 if after[0] in _ESCAPES else -1
    return 1 + n_digits if re.match(rf"[0-9A-Fa-f]{{{n_digits}}}", after[1:]) else -1


def _full_width(name: str, lines: list[str], *marks: Mark | None) -> Problem | None:
    """The complaint told as full-width punctuation, when there is some at it or just before it."""
    for mark in marks:
        for number in (mark.line, mark.line - 1) if mark is not None else ():
            found = full_width(lines[number]) if 0 <= number < len(lines) else None
            if found is not None:
                return problem(
                    _place(name, lines, Mark(number, found.column)),
                    "yaml.full_width",
                    found.said,
                    Message("{remedy}; text that holds one goes in quotes", remedy=found.advice),
                )
    return None


def _tab_line(lines: list[str], mark: Mark | None) -> int | None:
    """The line at the complaint, or just before it, that a tab indents."""
    if mark is None:
        return None
    for number in (mark.line, mark.line - 1):
        if 0 <= number < len(lines) and re.match(r" *\t", lines[number]):
            return number
    return None


def _char(lines: list[str], mark: Mark | None) -> str:
    """The character at `mark`; empty at the end of a line or of the text."""
    if mark is None or mark.line >= len(lines):
        return ""
    return lines[mark.line][mark.column : mark.column + 1]


def _place(name: str, lines: list[str], mark: Mark | None) -> Place:
    if mark is None:
        return Place(file=name, line=1, column=1)
    # A complaint about the end of the text stands after its last line.
    line = min(mark.line, len(lines) - 1)
    column = mark.column if line == mark.line else len(lines[line])
    return Place(file=name, line=line + 1, column=column + 1, snippet=lines[line])
