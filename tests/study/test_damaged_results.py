"""Whatever has become of the files of a results folder, a run goes on from what is whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.study.folder import store
from tests.helpers.study_builder import TEXT


def rewritten(file: Path, key: str, value: object) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    content[key] = value
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def one_digit(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    place = text.rindex("1")
    file.write_text(text[:place] + "2" + text[place + 1 :], encoding="utf-8")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "mapping": lambda file: file.write_bytes(b"{}"),
    "null": lambda file: file.write_bytes(b"null"),
    "text": lambda file: file.write_bytes(b"\xff\x00 not JSON"),
    "brackets": lambda file: file.write_bytes(b"[" * 100_000),
    "brackets_in_the_result": lambda file: file.write_bytes(
        b'{"fingerprint": "x", "number": 1, "sha256": "", "result": ' + b"[" * 100_000
    ),
    "half": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "another": lambda file: file.write_bytes(file.with_name("0000.json").read_bytes()),
    "one_digit": one_digit,
    "no_checksum": lambda file: rewritten(file, "sha256", None),
    "mark": lambda file: rewritten(file, "fingerprint", ["x"]),
    "number": lambda file: rewritten(file, "number", "1"),
    "result": lambda file: rewritten(file, "result", {"replication": 1}),
    "a_folder": a_folder,
    "a_pipe": a_pipe,
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    hs.compare(hs.loads(TEXT, "small"), replications=2, processes=1, out=folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of a folder with two replications."""
    for file in whole.rglob("*.json"):
        copy = tmp_path / file.relative_to(whole)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return tmp_path


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_replication_is_recomputed(damage: str, folder: Path) -> None:
    kept = folder / "replications" / "0001.json"
    before = kept.read_bytes()
    DAMAGES[damage](kept)
    assert hs.finished_replications(folder) == 1
    told: list[int] = []
    source = hs.loads(TEXT, "small")
    if damage == "a_folder":
        with pytest.raises(hs.RunError, match="it is a folder"):
            hs.compare(source, replications=2, processes=1, out=folder, resume=True)
        return
    hs.compare(
        source, replications=2, processes=1, out=folder, resume=True, progress=lambda d, n: told.append(d)
    )
    assert told == [1, 2]
    assert kept.read_bytes() == before


@pytest.mark.parametrize(
    "told",
    [
        b"", b"{}", b"null", b"[" * 100_000,
        b'{"fingerprint": 3, "designs": 5, "seed": [], "inputs_sha256": null, "looks": {"a": 1}, "files": 1}',
        b'{"fingerprint": "x", "designs": [[]], "looks": [null, "3", -1], "files": [null, "/etc", ".."]}',
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_no_traceback(told: bytes, folder: Path) -> None:
    (folder / "manifest.json").write_bytes(told)
    source = hs.loads(TEXT, "small")
    with pytest.raises(hs.InputError, match="would be lost"):
        hs.compare(source, seed=5, replications=2, processes=1, out=folder)
    study = hs.compare(source, replications=2, processes=1, out=folder)
    hs.save(study, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["finished"]
    assert manifest["looks"] == [2]


def test_what_is_sealed_comes_back_and_stale_halves_go(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "one"
    result = {"value": [1.5, None, "（", ', "result": '], "deep": {"result": 1}}
    file.write_bytes(store.sealed("mark", 3, store.canonical_json(result)))
    kept = store.unsealed(file, 3)
    assert kept is not None
    assert (kept.fingerprint, kept.result()) == ("mark", result)
    assert json.loads(file.read_bytes())["result"] == result
    assert store.unsealed(file, 4) is None
    stale = folder / "replications" / ".0007.json.123.part"
    stale.write_bytes(b"half")
    hs.compare(hs.loads(TEXT, "small"), replications=3, processes=1, out=folder, resume=True)
    assert not stale.exists()


def test_pipes_where_files_should_be_are_not_waited_for(folder: Path) -> None:
    source = hs.loads(TEXT, "small")
    a_pipe(folder / "manifest.json")
    with pytest.raises(hs.InputError, match="no results folder"):
        hs.results(folder)
    (folder / "inputs").mkdir(exist_ok=True)
    os.mkfifo(folder / "inputs" / "small.yaml")
    study = hs.compare(source, replications=2, processes=1, out=folder, resume=True)
    hs.save(study, folder)
    assert (folder / "manifest.json").is_file()
    assert not any(file.is_fifo() for file in folder.rglob("*"))
