"""Everything a person can get wrong: one clear message with its place, exit code 2, never a traceback."""

from pathlib import Path

import pytest

from hallsim.cli.main import call
from hallsim.errors import InputError
from hallsim.scenario.load import load_scenario, load_text
from tests.helpers.mistakes import problems

GOOD = """\
hallsim: 1
world:
  services:
    licence: {department: commerce, share: 60%, counter: lognormal(mean 12 min, cv 0.7)}
    permit: {department: planning, share: 40%, counter: 15 min}
  arrivals: {per_day: 100}
designs:
  today:
    windows: {commerce: 3, planning: 2}
"""


def test_the_good_file_is_good() -> None:
    assert load_text(GOOD).warnings == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("counter: 15", "conter: 15", "5:48", "there is no key 'conter' here", "did you mean 'counter'?"),
        ("15 min", "15", "5:57", "15 has no unit", "write 15 min"),
        ("15 min", "15 mni", "5:57", "not a unit of time", "min"),
        ("share: 40%", "share: 43%", "3:3", "sum to 103%", "must sum to 100%"),
        ("share: 40%", "share: 103%", "5:43", "103% is not a share", "between 0% and 100%"),
        ("planning: 2", "planing: 2", "9:28", "'planing' serve nothing", "planning"),
        ("2}", "{count: 2, serves: permt}}", "9:57", "no department, service or stop 'permt'", "'permit'"),
        ("per_day: 100}", "per_day: 100, service: licnce}", "6:37", "no service 'licnce'", "'licence'"),
        (", planning: 2", "", "9:5", "no window serves permit", "serves"),
        ("planning: 2", "planning: 0", "9:28", "serve permit never open", "count"),
        ("2}", "{count: 2, breaks: {count: 3, hours: 12:00-13:00}}}", "9:57", "3 windows go", "count: 2"),
        ("15 min", "15 h", "5:5", "takes 15 h on average", "unit"),
        ("per_day: 100", "per_day: 100, rate: 1 per min", "6:13", "per_day and rate", "exactly one"),
        ("{per_day: 100}", "{}", "6:13", "nothing says how many", "per_day"),
        ("hallsim: 1", "hallsim: 2", "1:10", "version 2", "hallsim: 1"),
        ("windows:", "opening: 9-17\n    windows:", "9:14", "not a clock time", "09:30"),
        ("windows:", "based_on: tody\n    windows:", "9:15", "no design 'tody'", "nothing to choose"),
        ("windows:", "notice: lots\n    windows:", "9:13", "not a share", "12%"),
        ("windows:", "priority: {old: 1}\n    windows:", "9:16", "no group or service 'old'", "licence"),
        ("windows:", "approval: paralel\n    windows:", "9:15", "cannot be 'paralel'", "'parallel'"),
        ("world:", "world:\n  calendar: {days: 3, weeks: 1}", "3:23", "both given", "keep one"),
        ("world:", "world:\n  calendar: {days: 3, warm_up: 3}", "3:23", "nothing of 3 days", "shorten"),
        ("world:", "world:\n  calendar: {days: 2, start: 2026-03-07}", "3:3", "working day", "open"),
        ("world:", "world:\n  calendar: {holidays: XX}", "3:24", "country code", "CN"),
        ("15 min}", "15 min, approval: check}", "5:75", "no step 'check'", "nothing to choose"),
        (
            "15 min}",
            "15 min, decision: promised, approval: {step: a, work: 5 min}}",
            "8:3",
            "decided nowhere: there is no desk 'planning'",
            "desks: {planning: 2}",
        ),
        ("windows:", "shared_data: {licnce: 30%}\n    windows:", "9:19", "no service 'licnce'", "'licence'"),
        ("windows:", "no_form: {services: [permt]}\n    windows:", "9:26", "no service 'permt'", "'permit'"),
        ("windows:", "online: {services: [permit]}\n    windows:", "9:5", "success", "70%"),
        ("windows:", "online: 70%\n    windows:", "9:5", "no service may be filed online", "online: true"),
        ("windows:", "kiosks: 3\n    windows:", "9:5", "no service can be had at a terminal", "kiosk: 4 min"),
        ("windows:", "pre_review: {desk: x}\n    windows:", "9:18", "no desk 'x' to review", "desks: {x: 2}"),
        ("windows:", "rescue: 2\n    windows:", "9:5", "gives up after 1 visit", "max_visits"),
        (
            "windows:",
            "catalogue: {licnce: instant}\n    windows:",
            "9:17",
            "no service 'licnce'",
            "'licence'",
        ),
        ("windows:", "catalogue: {permit: {drop: x}}\n    windows:", "9:32", "no step 'x'", "all"),
        ("windows:", "catalogue: {permit: {documents: 2}}\n    windows:", "9:26", "0 documents", "at most 0"),
        ("windows:", "catalogue: {all: shelved}\n    windows:", "9:5", "every service is shelved", "leave"),
        ("{commerce: 3, planning: 2}", "{}", "9:5", "windows needs at least one entry", "commerce: 6"),
        ("share: 60%", "share: {}", "4:37", "a mapping is not a quantity", "number"),
    ],
)
def test_one_mistake_one_message(old: str, new: str, place: str, message: str, remedy: str) -> None:
    assert old in GOOD
    (found,) = problems(GOOD.replace(old, new, 1))
    assert message in found.message
    assert remedy in found.remedy
    assert found.place is not None
    assert str(found.place) == f"hall.yaml:{place}"


def test_an_error_needs_further_visits() -> None:
    text = GOOD.replace("commerce: 3", "commerce: {count: 3, generalist: {error: 2%}}")
    (found,) = problems(text)
    assert "one visit only" in found.message
    assert "max_visits: 8" in found.remedy
    assert load_text(text.replace("  arrivals", "  citizens: {max_visits: 8}\n  arrivals")).scenario


def test_all_problems_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("15 min", "15").replace("per_day: 100", "per_dya: 100").replace("today:", "2:\n  a:")
    found = problems(text)
    lines = [problem.place.line for problem in found if problem.place]
    assert len(found) >= 3
    assert lines == sorted(lines)
    assert len(set(found)) == len(found)


def test_an_unreadable_key_does_not_hide_what_else_is_wrong() -> None:
    text = GOOD.replace("15 min", "15").replace("share: 40%", "share: 43%")
    assert [found.code for found in problems(text)] == ["shares.sum", "value.unreadable"]
    text = GOOD.replace("15 min", "15").replace("2}", "{count: 2, serves: permt}}")
    assert [found.code for found in problems(text)] == ["value.unreadable", "name.unknown"]
    # a misspelt share must not be told again as shares that do not sum
    assert [found.code for found in problems(GOOD.replace("share: 40%", "shar: 40%"))] == ["key.unknown"]


def test_a_mistake_inherited_by_other_designs_is_told_once() -> None:
    text = GOOD.replace("planning: 2", "planing: 2, x: {serves: planning}")
    text += "  more: {based_on: today, windows: {commerce: 4}}\n"
    assert len(problems(text)) == 1


def laughs() -> str:
    lines = ["hallsim: 1", "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "this is a directory"),
        (b"\x00\x01\x02\xff\xfe" * 50, "binary file"),
        (b"\x89PNG\r\n\x1a\n\x00", "binary file"),
        (b"\xff\xfe" + "hallsim: 1".encode("utf-16-le"), "UTF-16"),
        ("title: 政务".encode("gbk"), "not UTF-8"),
        (b"a: 1\n" * 2_000_000, "larger than"),
        (laughs().encode(), "anchors"),
        (b"", "a scenario is a mapping"),
        (b"- 1\n- 2\n", "a scenario is a mapping"),
        (b"a: [1, 2\n", ""),
        (b"hallsim: 1\nhallsim: 1\n", "hallsim"),
        (b"hallsim: !!python/object:os.system {}\n", "tag"),
        (b"[" * 5000, ""),
    ],
    ids=[
        "directory", "binary", "image", "utf-16", "gbk", "10 MB", "laughs", "empty", "list", "open", "twice",
        "tag", "deep",
    ],
)  # fmt: skip
def test_a_file_that_is_no_scenario(
    content: bytes | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hall.yaml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert any(message in problem.message for problem in caught.value.problems)
    assert all(problem.place and problem.place.file == str(path) for problem in caught.value.problems)
    assert len(caught.value.problems) <= 3
    assert call(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert f"{path}:" in said
    assert "Traceback" not in said


def test_a_missing_file_and_both_languages_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["check", str(tmp_path / "none.yaml")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    path = tmp_path / "hall.yaml"
    path.write_text(GOOD.replace("15 min", "15"), encoding="utf-8")
    assert call(["check", "--lang", "zh", str(path)]) == 2
    assert "15 没有单位" in capsys.readouterr().err
