"""Why the operating system refuses a file, in our words: its own differ by system, language and release."""

from __future__ import annotations

import errno
from typing import Final

Words = tuple[str, str]

_REASONS: Final[dict[int, Words]] = {
    errno.ENOENT: ("there is no such file or folder", "没有此文件或目录"),
    errno.EACCES: ("you have no right to it", "没有访问权限"),
    errno.EPERM: ("you have no right to it", "没有访问权限"),
    errno.EROFS: ("its disk can only be read", "所在磁盘只读"),
    errno.ENOSPC: ("the disk is full", "磁盘已满"),
    errno.EDQUOT: ("your share of the disk is full", "磁盘配额已满"),
    errno.EFBIG: ("it would be too large for this disk", "超过此磁盘允许的文件大小"),
    errno.EISDIR: ("it is a folder", "这是目录"),
    errno.ENOTDIR: ("a file stands where a folder should be", "路径中应为目录处是文件"),
    errno.EEXIST: ("it is already there", "已存在"),
    errno.ENAMETOOLONG: ("its name is too long", "名称过长"),
    errno.ELOOP: ("its links lead in a circle", "链接循环"),
    errno.EMFILE: ("too many files are open", "打开的文件过多"),
    errno.ENFILE: ("too many files are open", "打开的文件过多"),
    errno.EBUSY: ("it is in use", "正被占用"),
    errno.EIO: ("the disk fails", "磁盘故障"),
    errno.EINVAL: ("the system does not allow such a name", "系统不允许此名称"),
}


def why(error: OSError | ValueError) -> Words:
    """The reason of a refusal in English and Chinese; a ValueError is a name that no system allows."""
    if not isinstance(error, OSError):
        return _REASONS[errno.EINVAL]
    number = error.errno
    if number in _REASONS:
        return _REASONS[number]
    code = errno.errorcode.get(number, str(number)) if number is not None else type(error).__name__
    return f"the system refuses it ({code})", f"系统拒绝（{code}）"
