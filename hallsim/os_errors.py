"""Why the operating system refuses a file, in our words: its own differ by system, language and release."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from hallsim.text.message import Message

_REASONS: Final[dict[int, Message]] = {
    errno.ENOENT: Message("there is no such file or folder"),
    errno.EACCES: Message("you have no right to it"),
    errno.EPERM: Message("you have no right to it"),
    errno.EROFS: Message("its disk can only be read"),
    errno.ENOSPC: Message("the disk is full"),
    errno.EDQUOT: Message("your share of the disk is full"),
    errno.EFBIG: Message("it would be too large for this disk"),
    errno.EISDIR: Message("it is a folder"),
    errno.ENOTDIR: Message("a file stands where a folder should be"),
    errno.EEXIST: Message("it is already there"),
    errno.ENAMETOOLONG: Message("its name is too long"),
    errno.ELOOP: Message("its links lead in a circle"),
    errno.EMFILE: Message("too many files are open"),
    errno.ENFILE: Message("too many files are open"),
    errno.EBUSY: Message("it is in use"),
    errno.EIO: Message("the disk fails"),
    errno.EINVAL: Message("the system does not allow such a name"),
}


def why(error: OSError | ValueError) -> Message:
    """The reason of a refusal; a ValueError is a name that no system allows."""
    if not isinstance(error, OSError):
        return _REASONS[errno.EINVAL]
    number = error.errno
    if number in _REASONS:
        return _REASONS[number]
    code = errno.errorcode.get(number, str(number)) if number is not None else type(error).__name__
    return Message("the system refuses it ({code})", code=code)


def real_path(path: Path) -> Path:
    """The path without links, `..` and the like, also of what is not there; links that lead in a circle stay.

    `Path.resolve` ends with a RuntimeError at such a circle, in some releases.  ValueError for a name that
    no system allows.
    """
    return Path(os.path.realpath(path))
