"""What a results folder holds already, and whether a run may write there: nothing is lost unasked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hallsim.errors import InputError, problem
from hallsim.study.store import Folder

Words = tuple[str, str]


def refuse_loss(folder: Folder, *, resume: bool, overwrite: bool) -> None:
    """InputError when `folder` cannot be one, or when the run would lose replications finished there.

    `resume` keeps those of the same inputs, designs, seed and versions; `overwrite` permits to lose the rest.
    """
    for path in (folder.path, *folder.path.parents):
        if path.exists() and not path.is_dir():
            raise _is_a_file(path)
    if overwrite:
        return
    marks = folder.marks()
    others = sum(mark != folder.fingerprint for mark in marks.values())
    if others or (marks and not resume):
        raise _would_be_lost(folder, len(marks), same=not others)


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
    if "inputs_sha256" in kept and kept["inputs_sha256"] != now.get("inputs_sha256"):
        en.append("of another version of the scenario")
        zh.append("场景的另一版本")
    if "designs" in kept and kept["designs"] != now.get("designs"):
        designs = ", ".join(map(str, kept["designs"]))
        en.append(f"of the designs {designs}")
        zh.append(f"方案 {designs}")
    if "versions" in kept and kept["versions"] != now.get("versions"):
        en.append("by other versions of hallsim or its libraries")
        zh.append("hallsim 或其依赖库的另一版本")
    return (", ".join(en), "、".join(zh)) if en else ("of another study", "另一研究")
