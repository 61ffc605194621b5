"""The comparison of records before and after an edit."""

import json
from pathlib import Path

import pytest

from experiments.same_records.__main__ import main

QUICK = "textbook/trace_two_windows"


def test_shipped_runs_alone_are_kept_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "before.json"
    assert main(["keep", str(kept), "--only", QUICK, "--generated", "0"]) == 0
    assert main(["compare", str(kept)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 runs, 0 with other records"
    changed = json.loads(kept.read_text(encoding="utf-8"))
    first = next(iter(changed["hashes"]))
    kept.write_text(json.dumps(changed | {"hashes": changed["hashes"] | {first: "other"}}), encoding="utf-8")
    assert main(["compare", str(kept)]) == 1
    assert f"differs: {first}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["keep"], "keep before.json"),
        (["compare"], "compare before.json"),
        (["compare", "nowhere.json"], "keep nowhere.json"),
        (["keep", "a.json", "--generated", "-1"], "a number from 0, not '-1'"),
    ],
)
def test_a_wrong_call_says_what_is_right(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert told in capsys.readouterr().err
