"""The text of a file, or one clear problem: what is checked before any YAML is parsed."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from hallsim.errors import InputError, Place, problem
from hallsim.os_errors import why
from hallsim.text.message import Message

MAX_BYTES = 1_000_000

_LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_CONFLICT = re.compile(r"^(?:<<<<<<<|>>>>>>>)(?= |$)", re.MULTILINE)
# What YAML calls printable, and the marks of a line's end.
_JUNK = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_source(path: Path, name: str) -> str:
    """The text of the file `path`, called `name` in problems.  Raises InputError with one problem."""
    raw = read_bytes(path, name, MAX_BYTES + 1)  # a byte more than allowed tells a file too large
    if len(raw) > MAX_BYTES:
        raise _too_large(name)
    return decode(raw, name)


def read_bytes(path: Path, name: str, most: int) -> bytes:
    """The first `most` bytes of the ordinary file `path`, called `name` in problems.  Raises InputError."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _refuse(
                name,
                "file.directory",
                Message("this is a directory, not a file"),
                Message("name a file in it"),
            )
        if not stat.S_ISREG(mode):
            raise _refuse(
                name, "file.kind", Message("this is not an ordinary file"), Message("save it as a file")
            )
        with path.open("rb") as stream:
            return stream.read(most)
    except FileNotFoundError:
        raise _refuse(
            name, "file.missing", Message("there is no such file"), Message("check the name and the folder")
        ) from None
    except (OSError, ValueError) as error:
        reason = why(error)
        raise _refuse(
            name,
            "file.unreadable",
            Message("this file cannot be read: {reason}", reason=reason),
            Message("check the name and your rights"),
        ) from None


def decode(raw: bytes, name: str) -> str:
    """The text of UTF-8 bytes, without a mark at their beginning.  InputError for any other kind of file."""
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _refuse(name, "file.encoding", Message("this file is UTF-32 text"), Message("save it as UTF-8"))
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _refuse(name, "file.encoding", Message("this file is UTF-16 text"), Message("save it as UTF-8"))
    if b"\0" in raw:
        line, column = _line_column(raw[: raw.index(b"\0")].decode("utf-8", errors="replace"))
        raise _refuse(
            name,
            "file.binary",
            Message("this is a binary file, not text"),
            Message("name a text file"),
            Place(file=name, line=line, column=column),
        )
    try:
        return raw.decode("utf-8").lstrip("\ufeff")  # files put together may have the mark twice
    except UnicodeDecodeError as error:
        is_gbk = _is_gbk(raw)
        # as it was meant; of a character of two bytes the second may be the first one that is amiss
        coding, errors = ("gb18030", "ignore") if is_gbk else ("utf-8-sig", "replace")
        line, column = _line_column(raw[: error.start].decode(coding, errors=errors))
        snippet = split_lines(raw.decode(coding, errors=errors))[line - 1]
        raise _refuse(
            name,
            "file.encoding",
            Message(
                "this file is {fault}",
                fault=Message("GBK text, not UTF-8") if is_gbk else Message("not UTF-8 text"),
            ),
            Message("save it as UTF-8 (Chinese Windows editors often save GBK; in Excel choose CSV UTF-8)"),
            Place(file=name, line=line, column=column, snippet=snippet),
        ) from None


def _is_gbk(raw: bytes) -> bool:
    """Whether bytes read as Chinese text in GBK (or GB 18030, which holds it)."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [char for char in text if not char.isascii()]
    return sum("\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in foreign) * 2 > len(
        foreign
    )


def check_text(text: str, name: str) -> list[str]:
    """The lines of `text`.  InputError for text too large, control characters and merge-conflict marks."""
    if len(text) > MAX_BYTES:
        raise _too_large(name)
    lines = split_lines(text)
    if found := _JUNK.search(text):
        code = f"U+{ord(found[0]):04X}"
        raise _refuse(
            name,
            "file.binary",
            Message("a control character ({code}) stands here", code=code),
            Message("remove it; YAML is plain text"),
            _text_place(text, found.start(), name, lines),
        )
    if found := _CONFLICT.search(text):
        raise _refuse(
            name,
            "file.conflict",
            Message("a merge conflict is not resolved here"),
            Message("keep one of the two versions and remove the <<<<<<<, ======= and >>>>>>> lines"),
            _text_place(text, found.start(), name, lines),
        )
    return lines


def split_lines(text: str) -> list[str]:
    """The lines of `text`, ended wherever YAML 1.1 parsers end one."""
    return _LINE_END.split(text)


def _line_column(before: str) -> tuple[int, int]:
    lines = split_lines(before)
    return len(lines), len(lines[-1]) + 1


def _text_place(text: str, index: int, name: str, lines: list[str]) -> Place:
    line, column = _line_column(text[:index])
    return Place(file=name, line=line, column=column, snippet=lines[line - 1])


def _too_large(name: str) -> InputError:
    limit = f"{MAX_BYTES // 1_000_000} MB"
    return _refuse(
        name,
        "file.size",
        Message("this file is larger than {limit}", limit=limit),
        Message("a scenario is short; name a YAML file"),
    )


def _refuse(
    name: str,
    code: str,
    said: Message,
    advice: Message,
    place: Place | None = None,
) -> InputError:
    where = place or Place(file=name, line=1, column=1)
    return InputError(problem(where, code, said, advice))
