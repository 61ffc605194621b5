"""A wrong call is told in our own words, in both languages, whatever the command-line library says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest

from hallsim.cli.main import call, cli

CALLS = [
    (["run", "f", "--sed", "3"], "no such option: --sed; did you mean '--seed'?", "没有选项 --sed"),
    (["run"], "missing: FILE", "缺少：FILE"),
    (["itinerary", "f", "--design", "a"], "missing: --service", "缺少：--service"),
    (["run", "f", "-n", "0"], "--replications is a whole number from 1 to 100000", "1 到 100000 的整数"),
    (["run", "f", "-n", "many"], "--replications is a whole number from 1 to 100000", "1 到 100000 的整数"),
    (["compare", "f", "--lang", "fr"], "--lang is one of: en, zh", "只能取：en, zh"),
    (["compare", "f", "-n"], "the option -n needs a value", "选项 -n 需要一个值"),
    (["compare", "f", "--quiet=3"], "the option --quiet takes no value", "选项 --quiet 不带值"),
    (
        ["compare", "f", "--base", "a", "--base=b"],
        "--base takes one and is given more than once",
        "只取一个值",
    ),
    (["compare", "f", "--designs", " , "], "--designs is empty", "--designs"),
    (["results", "f", "--metrics", ""], "--metrics is empty", "--metrics"),
    (["schema", "x"], "there is a word too many; see hallsim schema --help", "多写了参数"),
    (["new", "a", "b", "c"], "new takes a template and a folder", "new 需要一个模板名和一个文件夹"),
    (["chek"], "no such command: chek; did you mean 'check'?", "没有命令 chek"),
]


@pytest.mark.parametrize("reworded", [False, True])
@pytest.mark.parametrize(("args", "english", "chinese"), CALLS)
def test_a_wrong_call_is_told_in_own_words(
    args: list[str],
    english: str,
    chinese: str,
    reworded: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if reworded:
        plain = click.ClickException.__init__

        def said_otherwise(self: click.ClickException, message: Any) -> None:
            plain(self, message if type(self).__name__ == "WrongCallError" else "a later release says this")

        monkeypatch.setattr(click.ClickException, "__init__", said_otherwise)
    for lang, said in (("C", english), ("zh_CN.UTF-8", chinese)):
        monkeypatch.setenv("LC_ALL", lang)
        assert call(args) == 2
        shown = capsys.readouterr().err
        assert said in shown
        assert "later release" not in shown


def test_help_has_only_our_words_beside_the_options(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert call(["compare", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Processes; as many as the machine lends" in shown
    assert "default" not in shown
    assert "<=" not in shown


@pytest.mark.parametrize(
    "command", [*cli.list_commands(click.Context(cli)), "study run", "study status", "study clean"]
)
@pytest.mark.parametrize(
    "args", [[], ["nope.yaml"], ["nope.yaml", "nope.yaml", "more"], ["--nope"], ["-n"], [""], ["-"]]
)
def test_every_command_answers_whatever_it_is_given(
    command: str, args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`hallsim compare` alone was a traceback."""
    monkeypatch.chdir(tmp_path)
    assert call([*command.split(), *args]) in (0, 2)
    assert command == "new" or not list(tmp_path.iterdir())  # which copies an example to where it is told
