"""A finished or interrupted study told again from what its folder holds: nothing is run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from hallsim.errors import InputError, problem
from hallsim.study.contributions import against
from hallsim.study.folder import store
from hallsim.study.result import StudyResult
from hallsim.study.run import Order, collect


def tell_study(order: Order) -> StudyResult:
    """The study of an order as far as its folder holds it, whatever version has left it there.

    InputError when the folder holds nothing finished.
    """
    assert order.folder is not None
    manifest = store.Folder(order.folder, "").manifest()
    folder = store.Folder(order.folder, str(manifest.get("fingerprint", "")))
    found = folder.finished(folder.numbers())
    if not found:
        raise nothing_finished(order.folder)
    results = [against(found[r], order.designs) for r in sorted(found)]
    failed = tuple(r for r in manifest.get("failed", ()) if r not in found)
    study = collect(order, results, failed, folder.looks())
    return replace(study, manifest={**study.manifest, **_kept(manifest, order)})


def _kept(manifest: dict[str, Any], order: Order) -> dict[str, Any]:
    """What stays true of the runs however they are told."""
    staying = ("fingerprint", "versions", "inputs_sha256", "seed")
    same: dict[str, Any] = {key: manifest[key] for key in staying if key in manifest}
    designs = manifest.get("designs")
    if isinstance(designs, list) and set(designs) != set(order.designs):
        same |= {"designs": designs, "told": list(order.designs)}
    return same


def asked_of(path: Path) -> dict[str, Any]:
    """What the study in a folder was asked, as its manifest has it.  InputError where there is none."""
    manifest = store.Folder(path, "").manifest()
    asked = manifest.get("asked")
    if isinstance(asked, dict) and (path / store.INPUTS).is_dir():
        return {**manifest, **asked}
    if path.parent.name == store.BY_WORLD and "fingerprint" in manifest:
        raise InputError(
            problem(
                None, "results.world", f"{path} is one world of a question",
                f"tell all of it: hallsim results {path.parents[1]}",
                f"{path} 只是其中一个情形", f"请重述整个研究：hallsim results {path.parents[1]}",
            )
        )  # fmt: skip
    if "fingerprint" in manifest:
        raise InputError(
            problem(
                None, "results.inputs", f"{path} does not hold the scenario that it was made from",
                "run it again: since this version of hallsim a results folder keeps a copy",
                f"{path} 中没有生成它的场景", "请重新运行：从本版本起，结果文件夹会保存一份副本",
            )
        )  # fmt: skip
    raise InputError(
        problem(
            None, "results.none", f"{path} is no results folder", "name one that run or compare has written",
            f"{path} 不是结果文件夹", "请指定 run 或 compare 写出的文件夹",
        )
    )  # fmt: skip


def nothing_finished(path: Path) -> InputError:
    """Nothing in a results folder can be told."""
    return InputError(
        problem(
            None, "results.empty", f"{path} holds no finished replication",
            "run it: compare FILE --out FOLDER",
            f"{path} 中没有已完成的重复", "请先运行：compare FILE --out FOLDER",
        )
    )  # fmt: skip
