"""What a results folder holds already, and whether a run may write there: nothing is lost unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hallsim.errors import InputError, RunError, problem
from hallsim.os_errors import why
from hallsim.study.folder.store import BY_WORLD, FINISHED, Folder

Words = tuple[str, str]


def refuse_loss(folder: Folder, wanted: Sequence[int], *, resume: bool, overwrite: bool) -> None:
    """InputError when `folder` cannot be one, or when the run would lose what lies there.

    `resume` keeps replications of the same inputs, designs, seed and versions; `overwrite` permits to lose
    them.  A folder that holds the very replications wanted is told again.  Files that no run has left are
    never lost.
    """
    refuse_foreign(folder.path)
    if overwrite:
        return
    marks = folder.replications.marks()
    others = sum(mark != folder.fingerprint for mark in marks.values())
    nested = sum(one.count() for one in folder.nested())
    if nested:
        raise _would_be_lost(folder, nested, same=False)
    if others or (marks and not resume and not folder.is_complete(wanted)):
        raise _would_be_lost(folder, len(marks), same=not others)


def refuse_replications(folder: Folder, *, overwrite: bool) -> None:
    """InputError when a folder for several worlds holds a study of one, which would be lost."""
    marks = folder.replications.marks()
    if marks and not overwrite:
        raise _would_be_lost(folder, len(marks), same=False)


def refuse_foreign(path: Path) -> None:
    """InputError when a path cannot be a results folder: a file, or a folder that holds something else."""
    try:
        for part in (path, *path.parents):
            if part.exists() and not part.is_dir():
                raise _is_a_file(part)
        there = [file.name for file in path.iterdir()] if path.is_dir() else []
    except OSError as error:
        reason, reason_zh = why(error)
        raise RunError(f"{path} cannot be read: {reason}", f"无法读取 {path}：{reason_zh}") from None
    others = [name for name in there if not name.startswith(".") and name not in (*FINISHED, BY_WORLD)]
    folder = Folder(path, "")
    if others and "fingerprint" not in folder.manifest() and not folder.replications.marks():
        raise _not_ours(path, min(others))


def _not_ours(path: Path, name: str) -> InputError:
    return InputError(
        problem(
            None, "out.foreign", f"{path} holds files that no run of hallsim has left, such as {name}",
            "name a new or an empty folder with --out",
            f"{path} 中有并非 hallsim 生成的文件，例如 {name}", "请用 --out 指定新的或空的文件夹",
        )
    )  # fmt: skip


def _is_a_file(path: Path) -> InputError:
    return InputError(
        problem(
            None, "out.file", f"{path} is a file, not a folder", "name a folder with --out",
            f"{path} 是文件，不是文件夹", "请用 --out 指定文件夹",
        )
    )  # fmt: skip


def _would_be_lost(folder: Folder, n: int, *, same: bool) -> InputError:
    manifest = folder.manifest()
    en, zh = ("of this very study", "属于同一研究") if same else _of_what(manifest, folder.about)
    seed = manifest.get("seed")
    again = "--resume" if same or seed is None else f"--resume with --seed {seed} and the file they came from"
    again_zh = "--resume" if same or seed is None else f"--resume 并用 --seed {seed} 与原来的场景文件"
    return InputError(
        problem(
            None, "out.kept",
            f"{folder.path} holds {n} finished replication{'' if n == 1 else 's'} {en}, which would be lost",
            f"keep them: {again} goes on from them, or name another --out; --overwrite replaces them",
            f"{folder.path} 中已有 {n} 次完成的重复（{zh}），继续会将其丢失",
            f"保留：{again_zh} 可接着运行，或另选 --out；--overwrite 则覆盖",
        )
    )  # fmt: skip


def _of_what(kept: Mapping[str, Any], now: Mapping[str, Any]) -> Words:
    """What sets the study that left them apart from this one, as far as its manifest tells."""
    en, zh = [], []
    if "seed" in kept and kept["seed"] != now.get("seed"):
        en.append(f"of seed {kept['seed']}")
        zh.append(f"随机种子 {kept['seed']}")
    if "inputs_sha256" in kept and kept.get("set", []) != now.get("set", []):
        settings = kept.get("set") or []
        en.append(f"with {', '.join(map(str, settings))}" if settings else "of the scenario without --set")
        zh.append(f"设定为 {'、'.join(map(str, settings))}" if settings else "没有 --set 的原场景")
    elif "inputs_sha256" in kept and kept["inputs_sha256"] != now.get("inputs_sha256"):
        en.append("of another version of the scenario")
        zh.append("场景的另一版本")
    told = kept.get("designs")
    if isinstance(told, list) and sorted(map(str, told)) != sorted(now.get("designs", ())):
        designs = ", ".join(map(str, told))
        en.append(f"of the designs {designs}")
        zh.append(f"方案 {designs}")
    if "versions" in kept and kept["versions"] != now.get("versions"):
        en.append("by other versions of hallsim or its libraries")
        zh.append("hallsim 或其依赖库的另一版本")
    return (", ".join(en), "、".join(zh)) if en else ("of another study", "另一研究")
