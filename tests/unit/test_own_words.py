"""What a person reads of a refusal is ours, never the words of the system or of a library."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import holidays
import pytest

from hallsim.errors import InputError, RunError
from hallsim.os_errors import why
from hallsim.scenario import load as load_module
from hallsim.scenario.load import load_text
from hallsim.scenario.parsing.source import read_source
from hallsim.study import replicate as replicate_module
from hallsim.study.folder.store import write_file
from hallsim.text.message import Message
from hallsim.units import UnitError

TOWN = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 2, holidays: CN}
  services: {permit: {counter: 5 min}}
  arrivals: {per_day: 5}
designs:
  d: {windows: {hall: {count: 1, serves: all}}}
"""


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_refusal_of_the_system_has_own_words_in_both_languages(number: int) -> None:
    reason = why(OSError(number, os.strerror(number)))
    english, chinese = str(reason), reason.text("zh")
    assert os.strerror(number) not in english + chinese
    assert english
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese)


def test_refusals_without_a_number_have_words_too() -> None:
    reason = why(OSError("what a library says"))
    assert (str(reason), reason.text("zh")) == ("the system refuses it (OSError)", "系统拒绝（OSError）")
    assert str(why(ValueError("embedded null byte"))) == "the system does not allow such a name"


def test_a_file_that_cannot_be_read_or_written_says_why_in_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError) as refused:
        read_source(tmp_path / ("n" * 5000), "f")
    (problem,) = refused.value.problems
    assert problem.message == "this file cannot be read: its name is too long"
    assert problem.said.text("zh") == "无法读取此文件：名称过长"

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(RunError) as stopped:
        write_file(tmp_path / "x", b"1")
    assert ": the disk is full; what was finished" in str(stopped.value.said)
    assert "：磁盘已满；" in stopped.value.said.text("zh")


def test_a_library_without_an_answer_for_the_years_is_told_in_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_moon(*_: Any, **__: Any) -> None:
        raise OverflowError("date value out of range")

    monkeypatch.setattr(holidays, "country_holidays", no_moon)
    with pytest.raises(InputError) as refused:
        load_text(TOWN)
    (problem,) = refused.value.problems
    assert problem.message.startswith("the holidays of CN are not known for 2026")
    assert problem.said.text("zh").startswith("不知道 CN 在 2026")
    assert "holidays: none" in problem.remedy


def test_a_calendar_that_contradicts_itself_is_told_in_both_languages() -> None:
    with pytest.raises(InputError) as refused:
        load_text(TOWN.replace("days: 2,", "days: 2, closed: [2026-03-03], open: [2026-03-03],"))
    (problem,) = refused.value.problems
    assert problem.message == "2026-03-03 is both closed and open"
    assert problem.said.text("zh") == "2026-03-03 既在 closed 又在 open 中"


TOO_MANY = UnitError(
    Message("a source brings {n:.3g} citizens, at most {max_citizens}", n=1e9, max_citizens=5),
    Message("bring fewer citizens"),
)


@pytest.mark.parametrize(
    ("raised", "english", "chinese"),
    [
        (TOO_MANY,
         "replication 3 cannot be run: a source brings 1e+09 citizens, at most 5; bring fewer citizens",
         "第 3 次重复无法运行：一个来源带来 1e+09 人，最多 5 人；请减少到达人数"),
        (ValueError("operands could not be broadcast together"),
         "replication 3 cannot be run: a fault of the program at replicate.py:",
         "第 3 次重复无法运行：程序在 replicate.py:"),
    ],
)  # fmt: skip
def test_a_replication_that_fails_says_why_in_own_words(
    raised: Exception, english: str, chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise raised

    monkeypatch.setattr(replicate_module, "_replicate", fails)
    task = replicate_module.ReplicationTask(
        scenario=load_module.load_text(TOWN).scenario, designs=("d",), seed=1
    )
    with pytest.raises(RunError) as stopped:
        replicate_module.replicate(task, 3)
    assert str(stopped.value.said).startswith(english)
    assert stopped.value.said.text("zh").startswith(chinese)
    assert "broadcast" not in str(stopped.value.said) + stopped.value.said.text("zh")
