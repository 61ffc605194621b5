"""What the loader knows to be without effect reaches whoever runs a command or reads the page."""

import html
import re
from pathlib import Path

import pytest

from hallsim.cli.main import call

TEXT = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5}
  services:
    licence: {department: a, share: 50%, counter: 8 min, limit: 5 workdays}
    permit: {department: b, share: 50%, decision: promised, counter: 9 min}
  arrivals: {per_day: 60, dates: {2027-03-03: 5}}
designs:
  today:
    opening: 09:00-17:00
    windows: {all: {count: 2, serves: all}, b: {count: 2, hours: {sun: 09:00-17:00}}}
  online: {based_on: today, online: {services: [permit], success: 70%}, appointments: {capacity: 5}}
"""
TOLD = {
    "en": {
        "5:58": "an instant service has a limit, which changes nothing",
        "6:5": "a promised service without approval is decided at its acceptance",
        "7:35": "2027-03-03 lies outside the calendar: its factor does nothing",
        "11:45": "the windows 'b' never open",
        "12:73": "nobody would book: books of the citizens is 0%",
        "12:29": "nobody is able and willing to file online",
    },
    "zh": {
        "5:58": "即办件写了承诺时限，不起作用",
        "6:5": "承诺件没有审批流程，受理即办结",
        "7:35": "2027-03-03 不在日历范围内，其系数不起作用",
        "11:45": "窗口组 'b' 从不开放",
        "12:73": "没有群众会预约：群众的 books 为 0%",
        "12:29": "没有群众能够且愿意网上申报",
    },
}


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "doubtful.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["check", "run", "compare"])
def test_every_doubt_is_told_with_place_and_remedy(
    command: str, lang: str, scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [] if command == "check" else ["-n", "2", "-j", "1", "--out", str(tmp_path / "out")]
    assert call([command, str(scenario), "--lang", lang, *options]) == 0
    lines = capsys.readouterr().err.splitlines()
    for place, message in TOLD[lang].items():
        (told,) = (line for line in lines if line.startswith(f"{scenario}:{place}: "))
        assert told.endswith(f": {message}")
    assert sum(line.startswith("  改法：" if lang == "zh" else "  fix: ") for line in lines) == len(
        TOLD[lang]
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_tells_them_without_the_folder(lang: str, scenario: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert (
        call(["compare", str(scenario), "-q", "-n", "2", "-j", "1", "--out", str(out), "--lang", lang]) == 0
    )
    page = html.unescape(
        (out / {"en": "report.html", "zh": "report.zh.html"}[lang]).read_text(encoding="utf-8")
    )
    doubts = re.findall(r"<li>(.*?)<small>doubtful\.yaml:(\d+)  ", page)
    told = {(int(place.split(":")[0]), message) for place, message in TOLD[lang].items()}
    assert {(int(line), re.split(r"[.。] ?(?:Fix: |改法：)", text)[0]) for text, line in doubts} == told
    assert str(tmp_path) not in page
