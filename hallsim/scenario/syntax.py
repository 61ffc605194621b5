"""What a YAML parser complains about, in words a planner can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from hallsim.errors import Place, Problem, problem
from hallsim.full_width import full_width


class Mark(NamedTuple):
    """A place in the text; both count from 0, as parsers do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Saying:
    """How complaints that match `pattern` are told; `at_start`: where the value began."""

    pattern: str
    message: str
    remedy: str
    message_zh: str
    remedy_zh: str
    at_start: bool = False


# The first that matches counts.  The patterns cover the wording of both parsers, the C and the Python one.
_SAYINGS = (
    _Saying(
        r"mapping values are not allowed", "a ':' is not expected here",
        "check the indentation, or put text that contains ': ' in quotes",
        "此处不应有 ':'", "请检查缩进；含 ': ' 的文本请加引号",
    ),
    _Saying(
        r"expected ',' or '[]}]'", "this bracket is not closed, or a comma is missing in it",
        "close it, and put a comma between its entries", "此括号没有闭合，或其中缺少逗号",
        "请闭合括号，并在各项之间加逗号", at_start=True,
    ),
    _Saying(
        r"quoted scalar.*unexpected (?:end of stream|document)", "this quote is not closed",
        "write the closing quote", "此引号没有闭合", "请补上结束引号", at_start=True,
    ),
    _Saying(
        r"could not find expected ':'", "this line is not 'key: value'",
        "write a ':' and a space after the key",
        "此行不是 '键: 值'", "请在键后写英文冒号和空格", at_start=True,
    ),
    _Saying(
        r"cannot start any token", "this character cannot begin a value", "put the value in quotes",
        "值不能以此字符开头", "请给该值加引号",
    ),
    _Saying(
        r"escape", "this is not an escape YAML knows", "double the backslash, or use single quotes",
        "YAML 不认识此转义", "请写两个反斜杠，或改用单引号",
    ),
    _Saying(
        r"block (?:mapping|collection)", "this line does not fit the lines above it",
        "give entries of one level the same indentation", "此行与上文的结构不符", "同一层各行请用相同缩进",
    ),
)  # fmt: skip


def syntax_problem(
    name: str, lines: list[str], said: str, context: str, mark: Mark | None, opened: Mark | None
) -> Problem:
    """The problem for a parser's complaint `said` (and its `context`) at `mark`, about what `opened`."""
    wide = _full_width(name, lines, mark, opened)
    if wide is not None:
        return wide
    tab = _tab_line(lines, mark)
    if tab is not None:
        return problem(
            _place(name, lines, Mark(tab, lines[tab].index("\t"))), "yaml.tab",
            "a tab indents this line", "indent with spaces", "此行用制表符缩进", "请用空格缩进",
        )  # fmt: skip
    full = f"{context} {said}"
    for saying in _SAYINGS:
        if re.search(saying.pattern, full):
            where = opened if saying.at_start and opened else mark
            place = _place(name, lines, where)
            return problem(
                place, "yaml.syntax", saying.message, saying.remedy, saying.message_zh, saying.remedy_zh
            )  # fmt: skip
    return problem(
        _place(name, lines, mark), "yaml.syntax", f"this is not valid YAML: {said}",
        "check brackets, quotes and indentation", f"不是有效的 YAML：{said}", "请检查括号、引号和缩进",
    )  # fmt: skip


def _full_width(name: str, lines: list[str], *marks: Mark | None) -> Problem | None:
    """The complaint told as full-width punctuation, when there is some at it or just before it."""
    for mark in marks:
        for number in (mark.line, mark.line - 1) if mark is not None else ():
            found = full_width(lines[number]) if 0 <= number < len(lines) else None
            if found is not None:
                char = lines[number][found.column]
                return problem(
                    _place(name, lines, Mark(number, found.column)), "yaml.full_width",
                    f"the full-width '{char}' is no punctuation of YAML",
                    f"{found.remedy}; text that holds one goes in quotes", f"YAML 不识别全角 '{char}'",
                    f"{found.remedy_zh}；含此符号的文本请加引号",
                )  # fmt: skip
    return None


def _tab_line(lines: list[str], mark: Mark | None) -> int | None:
    """The line at the complaint, or just before it, that a tab indents."""
    if mark is None:
        return None
    for number in (mark.line, mark.line - 1):
        if 0 <= number < len(lines) and re.match(r" *\t", lines[number]):
            return number
    return None


def _place(name: str, lines: list[str], mark: Mark | None) -> Place:
    if mark is None:
        return Place(file=name, line=1, column=1)
    # A complaint about the end of the text stands after its last line.
    line = min(mark.line, len(lines) - 1)
    column = mark.column if line == mark.line else len(lines[line])
    return Place(file=name, line=line + 1, column=column + 1, snippet=lines[line])
