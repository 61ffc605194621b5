"""The text of a file, or one clear problem: what is checked before any YAML is parsed."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from hallsim.errors import InputError, Place, problem
from hallsim.os_errors import why

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
                name, "file.directory", "this is a directory, not a file", "name a file in it",
                "这是目录，不是文件", "请指定其中的文件",
            )  # fmt: skip
        if not stat.S_ISREG(mode):
            raise _refuse(
                name, "file.kind", "this is not an ordinary file", "save it as a file",
                "这不是普通文件", "请保存为文件",
            )  # fmt: skip
        with path.open("rb") as stream:
            return stream.read(most)
    except FileNotFoundError:
        raise _refuse(
            name, "file.missing", "there is no such file", "check the name and the folder",
            "没有这个文件", "请检查文件名和所在目录",
        ) from None  # fmt: skip
    except (OSError, ValueError) as error:
        reason, reason_zh = why(error)
        raise _refuse(
            name, "file.unreadable", f"this file cannot be read: {reason}", "check the name and your rights",
            f"无法读取此文件：{reason_zh}", "请检查文件名和访问权限",
        ) from None  # fmt: skip


def decode(raw: bytes, name: str) -> str:
    """The text of UTF-8 bytes, without a mark at their beginning.  InputError for any other kind of file."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _refuse(
            name, "file.encoding", "this file is UTF-16 text", "save it as UTF-8",
            "此文件为 UTF-16 编码", "请另存为 UTF-8 编码",
        )  # fmt: skip
    if b"\0" in raw:
        line, column = _line_column(raw[: raw.index(b"\0")].decode("utf-8", errors="replace"))
        raise _refuse(
            name, "file.binary", "this is a binary file, not text", "name a text file",
            "这是二进制文件，不是文本", "请指定文本文件", Place(file=name, line=line, column=column),
        )  # fmt: skip
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _line_column(raw[: error.start].decode("utf-8-sig", errors="replace"))
        snippet = split_lines(raw.decode("utf-8-sig", errors="replace"))[line - 1]
        is_gbk = _is_gbk(raw)
        raise _refuse(
            name, "file.encoding", f"this file is {'GBK text, not UTF-8' if is_gbk else 'not UTF-8 text'}",
            "save it as UTF-8 (Chinese Windows editors often save GBK; in Excel choose CSV UTF-8)",
            f"此文件{'为 GBK 编码，不是 UTF-8' if is_gbk else '不是 UTF-8 文本'}",
            "请另存为 UTF-8 编码（中文 Windows 编辑器常存为 GBK；Excel 请选 CSV UTF-8）",
            Place(file=name, line=line, column=column, snippet=snippet),
        ) from None  # fmt: skip


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
            name, "file.binary", f"a control character ({code}) stands here", "remove it; YAML is plain text",
            f"此处有控制字符（{code}）", "请删除；YAML 是纯文本",
            _text_place(text, found.start(), name, lines),
        )  # fmt: skip
    if found := _CONFLICT.search(text):
        raise _refuse(
            name, "file.conflict", "a merge conflict is not resolved here",
            "keep one of the two versions and remove the <<<<<<<, ======= and >>>>>>> lines",
            "此处有未解决的合并冲突", "请保留一个版本并删除 <<<<<<<、=======、>>>>>>> 各行",
            _text_place(text, found.start(), name, lines),
        )  # fmt: skip
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
        name, "file.size", f"this file is larger than {limit}", "a scenario is short; name a YAML file",
        f"此文件大于 {limit}", "场景文件应当简短；请指定 YAML 文件",
    )  # fmt: skip


def _refuse(
    name: str,
    code: str,
    message: str,
    remedy: str,
    message_zh: str,
    remedy_zh: str,
    place: Place | None = None,
) -> InputError:
    where = place or Place(file=name, line=1, column=1)
    return InputError(problem(where, code, message, remedy, message_zh, remedy_zh))
