"""A file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from hallsim.cli.main import call
from hallsim.whole_file import write_whole


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the first ten bytes of a file and no more."""
    write = Path.write_bytes

    def writes_some(self: Path, content: bytes) -> int:
        write(self, content[:10])
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "write_bytes", writes_some)


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, full_disk: None) -> None:
    kept = tmp_path / "fit.yaml"
    kept.write_text("an earlier fit", encoding="utf-8")
    with pytest.raises(OSError, match="full"):
        write_whole(kept, b"a fit that is longer")
    assert kept.read_text(encoding="utf-8") == "an earlier fit"
    assert list(tmp_path.iterdir()) == [kept]


def test_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize("name", ["small_town", "dalian"])
def test_new_leaves_no_half_folder(
    name: str, tmp_path: Path, full_disk: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["new", name, str(tmp_path / "a" / "b")]) == 2
    assert "the disk is full" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
