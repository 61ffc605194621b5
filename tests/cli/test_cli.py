"""The command line: exit codes, languages, no tracebacks, no imports before they are needed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hallsim.cli.language import asked_language, language
from hallsim.cli.main import call, cli
from tests.helpers.study_builder import TEXT

GOOD_WAYS = """
hallsim: 1
world:
  services: {a: {counter: 5 min, kiosk: 2 min, online: true, documents: {required: 2, missing: 20%}}}
  citizens: {online: 50%, kiosk: 50%}
  arrivals: {per_day: 50}
designs:
  d:
    windows: {hall: {count: 2, serves: all}}
    desks: {back: 1}
    guide: {catches: 50%}
    online: {success: 50%}
    home_service: 2
    agents: {village: {share: 40%, every: 5 workdays}}
    kiosks: 1
    pre_review: {desk: back}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from hallsim.cli.main import call; call(['--help']);"
        "print(sorted({'numpy', 'pandas', 'pydantic', 'yaml', 'simpy', 'scipy', 'rich'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", cli.lazy)
def test_every_command_has_help_in_both_languages(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call([name, "--lang", "en", "--help"]) == 0
    english = capsys.readouterr().out
    assert call([name, "--lang", "zh", "--help"]) == 0
    chinese = capsys.readouterr().out
    assert "Options:" in english
    assert "用法：" in chinese
    assert cli.lazy[name][1] not in chinese


def test_the_language_of_the_system_and_of_the_call() -> None:
    assert language({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert language({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}) == "en"
    assert language({}) == "en"
    assert asked_language(["run", "--lang=zh", "x"]) == "zh"


def test_compare_prints_the_tables_and_fills_the_folder(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    args = ["compare", str(scenario), "-n", "2", "-j", "1", "--out", str(out), "--lang", "en"]
    assert call(args) == 0
    shown = capsys.readouterr()
    assert "Together against Apart" in shown.out
    assert "2 of 2 replications" in shown.err
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["finished"]
    assert list(manifest["inputs_sha256"]) == ["small.yaml"]
    assert (out / "figures" / "waiting_over_day.svg").exists()
    assert (out / "differences.csv").read_text(encoding="utf-8-sig").startswith("base,design,metric")


def test_run_takes_several_files_and_is_quiet(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(TEXT.replace("Test hall", "Other hall"), encoding="utf-8")
    args = ["run", str(scenario), str(other), "-n", "2", "-j", "1", "-q", "--design", "apart", "--lang", "en"]
    assert call([*args, "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr()
    assert "Test hall" in shown.out
    assert "Other hall" in shown.out
    assert shown.err == ""
    assert (tmp_path / "out" / "other" / "summary.csv").exists()


def test_check_and_itinerary(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["check", str(scenario), "--lang", "en"]) == 0
    assert "all in one" in capsys.readouterr().out
    assert call(["itinerary", str(scenario), "--design", "apart", "--service", "permit", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert "ticket for queue building" in text
    assert (
        text.index("= accepted")
        < text.index("permit/look")
        < text.index("= decided")
        < text.index("permit.collect")
    )


@pytest.mark.parametrize(
    ("arrivals", "place", "said"),
    [
        ("per_day: 1e9", "6:23", "per_day cannot be 1e9"),
        ("per_day: 1e6, weekdays: {mon: 100}", "6:23", "at most 50000000"),
        ("rates: {09:00-10:00: 1e9 per hour}", "6:14", "at most 50000000"),
        ("interval: constant(1 ms)", "6:24", "intervals of 1 ms on average bring more than 50000000"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--quiet"]])
def test_check_refuses_more_citizens_than_can_be_drawn(
    arrivals: str, place: str, said: str, more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "many.yaml"
    file.write_text(GOOD_WAYS.replace("per_day: 50", arrivals), encoding="utf-8")
    assert call(["check", str(file), "--lang", "en", *more]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert f"many.yaml:{place}" in shown.err
    assert "right" not in shown.out


def test_explain_without_a_key_is_a_short_index(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["explain", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 100
    assert all(len(line) <= 100 for line in lines)
    assert any(line.startswith("designs.NAME.windows.NAME.tide") for line in lines)
    assert any("hallsim explain --all" in line for line in lines)
    assert call(["explain", "--lang", "zh"]) == 0
    assert "全部的键" in capsys.readouterr().out
    assert call(["explain", "--all", "--lang", "en"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 500


def test_every_way_of_a_service_can_be_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD_WAYS
    file = tmp_path / "ways.yaml"
    file.write_text(text, encoding="utf-8")
    command = ["itinerary", str(file), "--design", "d", "--service", "a", "--lang", "en"]
    assert call(command) == 0
    assert "Other ways under this design: hall+caught, online, " in capsys.readouterr().out
    said = {
        "online": ["No visit", "= accepted", "= in_hand"],
        "reviewed": ["From afar, before the first visit", "pre_review", "First visit"],
        "kiosk": ["a.kiosk", "= accepted"],
        "home": ["No visit", "file to desk queue home (2 × home): home", "= accepted", "it comes again"],
        "hall": ["guide", "= accepted", "Agents village walk it for 40% of their citizens: 09:30"],
        "hall+caught": ["guide", "Second visit", "= accepted"],
    }
    for way, parts in said.items():
        assert call([*command, "--way", way]) == 0
        out = capsys.readouterr().out
        places = [out.index(part) for part in parts]
        assert places == sorted(places)
    assert call([*command, "--way", "onlin"]) == 2
    assert "did you mean 'online'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["rnu"], 2, "did you mean 'run'?"),
        (["run"], 2, "FILE"),
        (["compare", "nowhere.yaml"], 2, "no such file"),
        (["run", "SCENARIO", "--design", "aprt"], 2, "did you mean 'apart'?"),
        (["run", "SCENARIO", "--bogus"], 2, "--bogus"),
        (["run", "SCENARIO", "-n", "0"], 2, "--replications is a whole number from 1 to 100000"),
        (["itinerary", "SCENARIO", "--design", "apart", "--service", "permitt"], 2, "did you mean 'permit'?"),
        (["run", "SCENARIO", "-n", "1", "-q", "--out", "SCENARIO/x"], 2, "is a file, not a folder"),
    ],
)
def test_mistakes_are_one_message_and_an_exit_code(
    args: list[str], code: int, said: str, scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [arg.replace("SCENARIO", str(scenario)) for arg in args]
    assert call([*given, "--lang", "en"] if len(args) > 1 else given) == code
    shown = capsys.readouterr().err
    assert said in shown
    assert "Traceback" not in shown


def test_a_mistake_in_the_last_file_stops_before_the_first_runs(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(TEXT.replace("windows:", "widnows:"), encoding="utf-8")
    out = tmp_path / "out"
    assert call(["run", str(scenario), str(bad), "--out", str(out)]) == 2
    assert "bad.yaml:" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(("lang", "word"), [("en", "at a desk"), ("zh", "在审批科室")])
def test_itinerary_draws_the_way(
    lang: str, word: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(root / "scenarios" / "small_town.yaml")
    way = ["itinerary", file, "--design", "unified", "--service", "business_licence", "--lang", lang]
    picture = tmp_path / "way.svg"
    assert call([*way, "--out", str(picture)]) == 0
    assert str(picture) in capsys.readouterr().out
    drawn = picture.read_text(encoding="utf-8")
    assert word in drawn
    assert {"en": "Business licence", "zh": "营业执照"}[lang] in drawn
    assert call([*way, "--out", str(tmp_path)]) == 1
    assert "Traceback" not in capsys.readouterr().err


RANGES = """hallsim: 1
world:
  services: {a: {counter: exponential(mean 6 min in 5 min..7 min)}}
  calendar: {days: 2}
  arrivals: {per_day: 60}
designs: {two: {windows: {hall: {count: 2, serves: all}}}, three: {windows: {hall: {count: 3, serves: all}}}}
run: {replications: 1, robust: {worlds: 3}}
"""


def test_robust_stands_with_and_without_a_number_and_is_resumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "hall.yaml", tmp_path / "out"
    file.write_text(RANGES, encoding="utf-8")
    common = ["--out", str(out), "-j", "1", "-q", "--lang", "en"]
    assert call(["compare", "--robust", str(file), *common]) == 0
    assert "three against two in 3 plausible worlds" in capsys.readouterr().out
    assert len(list((out / "worlds").iterdir())) == 3
    assert (out / "robust.csv").is_file()
    assert "plausible worlds" in (out / "report.html").read_text(encoding="utf-8")
    assert call(["compare", str(file), *common, "--resume", "--robust", "4"]) == 0
    assert "in 4 plausible worlds" in capsys.readouterr().out
    assert call(["compare", str(file), *common, "--resume"]) == 0
    assert "plausible worlds" not in capsys.readouterr().out


def test_robust_refuses_before_anything_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "hall.yaml", tmp_path / "out"
    file.write_text(RANGES.replace(" in 5 min..7 min", ""), encoding="utf-8")
    assert call(["compare", str(file), "--robust", "--out", str(out), "--lang", "zh"]) == 2
    assert "没有任何假定的数值写明范围" in capsys.readouterr().err
    file.write_text(RANGES, encoding="utf-8")
    assert call(["compare", str(file), "--robust", "1", "--out", str(out), "--lang", "en"]) == 2
    assert "one world says nothing of a range" in capsys.readouterr().err
    assert call(["compare", str(file), "--robust=many", "--out", str(out), "--lang", "en"]) == 2
    assert not out.exists()


def test_check_lists_what_numbers_rest_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "hall.yaml"
    file.write_text(RANGES, encoding="utf-8")
    assert call(["check", str(file), "--lang", "en"]) == 0
    assert "5 min … 7 min" in capsys.readouterr().out
    file.write_text(RANGES.replace("6 min in 5 min..7 min", "6 min in 5..4 min"), encoding="utf-8")
    assert call(["check", str(file), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert f"{file}:3:" in told
    assert "4 min..5 min" in told


@pytest.mark.parametrize(
    ("lang", "doubt", "left_out"),
    [
        (
            "en",
            "design 'again' decides just what 'apart' does",
            "who comes when no tickets are given any more",
        ),
        ("zh", "方案 'again' 与 'apart' 的全部设置相同", "停止取号后才到厅者"),
    ],
)
def test_what_is_allowed_but_looks_unintended_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, doubt: str, left_out: str
) -> None:
    more = "  again: {based_on: apart}\n  early: {based_on: apart, tickets_until: '10:00'}\n"
    file = tmp_path / "twins.yaml"
    file.write_text(TEXT.replace("run:", more + "run:"), encoding="utf-8")
    line = file.read_text(encoding="utf-8").splitlines().index("  again: {based_on: apart}") + 1
    assert call(["check", str(file), "--lang", lang]) == 0
    shown = capsys.readouterr()
    assert f"twins.yaml:{line}:3: designs.again: {doubt}" in shown.err
    # one of the three designs gives out no more tickets at ten
    assert shown.out.replace("\n", " ").count(left_out) == 1
    out = ["--out", str(tmp_path / "out"), "--lang", lang]
    assert call(["run", str(file), "-n", "1", "-j", "1", "--design", "early", *out]) == 0
    assert doubt in capsys.readouterr().err
    assert call(["check", str(file), "--quiet", "--lang", lang]) == 0
    assert doubt not in capsys.readouterr().err
