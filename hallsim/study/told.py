"""A finished or interrupted study told again from what its folder holds: nothing is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hallsim.errors import InputError, problem
from hallsim.study.contributions import against
from hallsim.study.folder import store
from hallsim.study.folder.kept import holds_runs
from hallsim.study.result import StudyResult
from hallsim.study.run import Order, collect
from hallsim.text.message import Message


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
    question = isinstance(asked, dict) and "question" in asked
    if "command" in manifest or question or (asked is None and holds_runs(path)):
        raise _of_another_command(path)
    if isinstance(asked, dict) and (path / store.INPUTS).is_dir():
        told = {**manifest, **asked}
        if not _whole(told):
            raise InputError(
                problem(
                    None,
                    "results.manifest",
                    Message("{file} is damaged", file=path / store.MANIFEST),
                    Message("run it again: compare FILE --out FOLDER"),
                )
            )
        return told
    if path.parent.name == store.BY_WORLD and "fingerprint" in manifest:
        raise InputError(
            problem(
                None,
                "results.world",
                Message("{path} is one world of a question", path=path),
                Message("tell all of it: hallsim results {folder}", folder=path.parents[1]),
            )
        )
    if "fingerprint" in manifest:
        raise InputError(
            problem(
                None,
                "results.inputs",
                Message("{path} does not hold the scenario that it was made from", path=path),
                Message("run it again: since this version of hallsim a results folder keeps a copy"),
            )
        )
    raise InputError(
        problem(
            None,
            "results.none",
            Message("{path} is no results folder", path=path),
            Message("name one that run or compare has written"),
        )
    )


def _of_another_command(path: Path) -> InputError:
    """Only its own command can tell what neither `run` nor `compare` has left."""
    page = next((file for file in sorted(path.glob("report*.html"))), None)
    return InputError(
        problem(
            None,
            "results.other",
            Message("{path} is of another command: hallsim results tells run and compare", path=path),
            Message("read {page}, or give its own command again with the same --out", page=page)
            if page is not None
            else Message("its own command with the same --out goes on from there; see hallsim study results"),
        )
    )


def _whole(told: Mapping[str, Any]) -> bool:
    """Whether what is read of a manifest is there, and of the right kind."""
    names = [told.get("file"), told.get("study")]
    for key in ("set", "vary", "worlds", "designs"):
        several = told.get(key)
        names += several if isinstance(several, list) else [None]
    return all(isinstance(name, str) for name in names) and isinstance(told.get("seed"), int)


def refuse_edited(path: Path, asked: Mapping[str, Any], hashes: Mapping[str, str]) -> None:
    """InputError where a folder's copy of the scenario is not what was run: it would tell another hall."""
    ran = asked.get("inputs_sha256")
    if not isinstance(ran, dict):
        return
    for name, mark in hashes.items():
        if name in ran and ran[name] != mark:
            raise InputError(
                problem(
                    None,
                    "results.edited",
                    Message("{file} is no longer what was run", file=path / store.INPUTS / name),
                    Message("put it back as it was, or run the edited scenario: compare FILE --out FOLDER"),
                )
            )


def nothing_finished(path: Path) -> InputError:
    """Nothing in a results folder can be told."""
    return InputError(
        problem(
            None,
            "results.empty",
            Message("{path} holds no finished replication", path=path),
            Message("run it: compare FILE --out FOLDER"),
        )
    )
