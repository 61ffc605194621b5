"""Worlds times designs, values tried one after another, and all of it told again from its folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import hallsim.api as hs
from hallsim.study.result import StudyResult
from hallsim.study.several.several import Several, folder_of
from tests.helpers.study_builder import TEXT

BUSY = "worlds: {busy: {title: {en: Busy, zh: 繁忙}, arrivals: {per_day: 80}}}\ndesigns:\n"
WORLDS = TEXT.replace("designs:\n", BUSY)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Several, Path]:
    """Both worlds and designs, with two values of a window's count, in a folder."""
    home = tmp_path_factory.mktemp("asked")
    file = home / "hall.yaml"
    file.write_text(WORLDS, encoding="utf-8")
    source = hs.load(file)
    question = hs.ask(source, vary=["windows.all_in_one.count=3,4"])
    several = hs.answer(source, question, 2, processes=1, out=home / "out")
    hs.save_answer(several, home / "out")
    return several, home / "out"


def figures(study: StudyResult, design: str) -> list[float]:
    rows = study.summary[study.summary["design"] == design]
    return list(rows["value"].fillna(-1))


def test_a_world_of_a_question_is_the_study_of_that_world(asked: tuple[Several, Path]) -> None:
    several, _ = asked
    assert [cell.name for cell in several.question.cells] == ["world", "busy"]
    busy = several.studies[1]
    assert busy.designs == (
        "apart",
        "together, windows.all_in_one.count=3",
        "together, windows.all_in_one.count=4",
    )
    alone = hs.loads(WORLDS.replace("per_day: 60", "per_day: 80"), "hall")
    plain = hs.compare(alone, replications=2, processes=1)
    assert figures(busy, "apart") == figures(plain, "apart")
    assert figures(busy, busy.designs[1]) == figures(plain, "together")


def test_a_world_that_says_its_own_in_place_of_what_is_varied_is_asked_once() -> None:
    question = hs.ask(hs.loads(WORLDS), vary=["arrivals.per_day=60,70"])
    told = [(cell.world, [value for _, value in cell.values]) for cell in question.cells]
    assert told == [("world", ["60"]), ("world", ["70"]), ("busy", [])]


def test_the_page_of_a_world_says_which_and_tells_of_what_was_tried_within_it(
    asked: tuple[Several, Path],
) -> None:
    several, out = asked
    assert [dict(study.world) for study in several.studies] == [{}, {"en": "Busy", "zh": "繁忙"}]
    (path,) = (one.by_value.paths for one in several.studies[1:] if one.by_value)
    assert path == ("windows.all_in_one.count",)
    page = (out / folder_of(several.question.cells[1]) / "report.html").read_text("utf-8")
    assert "· Busy</h1>" in page
    of_world = hs.ask(hs.loads(WORLDS), worlds=["world"], vary=["arrivals.per_day=60,70"])
    assert [dict(cell.title) for cell in of_world.cells] == [
        {"en": f"per day {n}", "zh": f"普通工作日的平均到达人数，按 profile 分布 {n}"} for n in (60, 70)
    ]


def test_more_demand_makes_the_difference_from_the_first(asked: tuple[Several, Path]) -> None:
    found = asked[0].by_value
    assert found is not None
    rows = found.table[found.table["metric"] == "visits_per_day"].set_index(["world", "variant"])
    first, busy = dict(rows.xs(("world", "apart"))), dict(rows.xs(("busy", "apart")))
    assert first["difference"] != first["difference"]
    assert busy["difference"] == pytest.approx(busy["value"] - first["value"])
    counts = found.table["windows.all_in_one.count"]
    assert list(dict.fromkeys(counts)) == ["", "3", "4"]
    assert found.amounts["windows.all_in_one.count", "4"] == (4.0, "")


def test_the_folder_of_a_question_has_one_a_world_and_tables_of_all(asked: tuple[Several, Path]) -> None:
    several, out = asked
    for cell in several.question.cells:
        assert (out / folder_of(cell) / "report.html").is_file()
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (manifest["finished"], manifest["worlds"]) == (True, ["world", "busy"])
    assert (out / "inputs" / "hall.yaml").read_text("utf-8") == WORLDS
    page = (out / "report.html").read_text("utf-8")
    assert "by_world/busy/report.html" in page
    assert "windows.all_in_one.count" in page


def test_a_question_told_again_runs_nothing_and_says_the_same(
    asked: tuple[Several, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    several, out = asked
    monkeypatch.delattr("hallsim.study.run.replicated")
    again = hs.results(out)
    assert again.by_value is not None
    assert several.by_value is not None
    assert_frame_equal(again.by_value.table, several.by_value.table)
    for one, other in zip(again.studies, several.studies, strict=True):
        for name, table in one.tables().items():
            assert_frame_equal(table, other.tables()[name])
        assert one.manifest == other.manifest


def test_any_variant_is_the_base_and_any_metrics_lead(asked: tuple[Several, Path]) -> None:
    again = hs.results(asked[1], base="together", designs=["apart"], metrics=["wait_p90"])
    assert [study.designs for study in again.studies] == [
        ("together, windows.all_in_one.count=3", "together, windows.all_in_one.count=4", "apart")
    ] * 2
    assert again.studies[0].key_metrics == ("wait_p90",)
    with pytest.raises(hs.InputError, match="did you mean 'together'"):
        hs.results(asked[1], base="togeter")
    with pytest.raises(hs.InputError, match="did you mean 'wait_p9"):
        hs.results(asked[1], metrics=["wait_p96"])


def test_an_interrupted_study_is_told_as_far_as_it_went(tmp_path: Path) -> None:
    source = hs.loads(TEXT, "hall")
    study = hs.compare(source, replications=3, processes=1, out=tmp_path)
    hs.save(study, tmp_path)
    (tmp_path / "replications" / "0001.json").unlink()
    (again,) = hs.results(tmp_path).studies
    assert again.replications == (0, 2)
    assert again.manifest["fingerprint"] == study.manifest["fingerprint"]
    hs.save(again, tmp_path, "zh")
    resumed = hs.compare(source, replications=3, processes=1, out=tmp_path, resume=True)
    assert_frame_equal(resumed.summary, study.summary)


def test_a_first_run_that_is_interrupted_is_told_too(tmp_path: Path) -> None:
    """Its folder has the manifest of a study that has begun, and no other."""
    source = hs.loads(TEXT, "hall")

    def stop(done: int, _wanted: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hs.compare(source, replications=3, processes=1, out=tmp_path, progress=stop)
    told = hs.results(tmp_path)
    assert (told.name, told.studies[0].replications) == ("hall", (0,))


def test_what_the_ranges_allow_is_told_again_too(tmp_path: Path) -> None:
    from hallsim.cli.main import call

    file = tmp_path / "hall.yaml"
    file.write_text(TEXT.replace("per_day: 60", "per_day: 60 in 50..70"), encoding="utf-8")
    out = tmp_path / "out"
    args = [str(file), "--out", str(out), "-n", "2", "-j", "1", "-q", "--robust", "3"]
    assert call(["compare", *args]) == 0
    table = (out / "robust.csv").read_bytes()
    assert call(["results", str(out), "--lang", "zh"]) == 0
    assert (out / "robust.csv").read_bytes() == table
    assert "合理情形" in (out / "report.zh.html").read_text("utf-8")


def test_breaks_that_do_not_cover_the_windows_tried_are_told(tmp_path: Path) -> None:
    """With more windows than breaks some have none, and wait times look too good."""
    breaks = "breaks: [{count: 1, hours: 11:00-11:30}, {count: 2, hours: 11:30-12:00}]"
    file = tmp_path / "hall.yaml"
    file.write_text(TEXT.replace("count: 3, serves: [all]", f"count: 3, serves: [all], {breaks}"), "utf-8")
    source = hs.load(file)
    assert not source.warnings
    vary = ["windows.all_in_one.count=3..5", "arrivals.per_day=50,60"]
    (doubt,) = hs.ask(source, vary=vary).doubts
    assert "with windows.all_in_one.count=4 (and likewise with windows.all_in_one.count=5)" in str(doubt.said)
    assert "breaks for 1 + 2 = 3 of the 4 windows" in str(doubt.said)
    assert hs.trials_of(hs.load_sweep(file, vary)).doubts[0].code == doubt.code
    study = hs.answer(source, hs.ask(source, vary=vary[:1]), 1, processes=1).studies[0]
    assert study.doubts == (doubt,)


def test_results_of_one_world_and_of_several_never_mix(asked: tuple[Several, Path], tmp_path: Path) -> None:
    _, out = asked
    source = hs.load(out / "inputs" / "hall.yaml")
    with pytest.raises(hs.InputError, match="would be lost"):
        hs.compare(source, replications=2, processes=1, out=out)
    hs.compare(source, replications=1, processes=1, out=tmp_path)
    with pytest.raises(hs.InputError, match="would be lost"):
        hs.answer(source, hs.ask(source), 1, processes=1, out=tmp_path)
    several = hs.answer(source, hs.ask(source), 1, processes=1, out=tmp_path, overwrite=True)
    assert not list((tmp_path / "replications").glob("*.json"))
    hs.compare(source, replications=1, processes=1, out=tmp_path, overwrite=True)
    assert all(
        not list((tmp_path / folder_of(c) / "replications").glob("*.json")) for c in several.question.cells
    )


def test_a_value_set_to_itself_gives_the_very_figures() -> None:
    plain = hs.compare(hs.loads(TEXT, "hall"), replications=1, processes=1)
    same = hs.compare(hs.loads(TEXT, "hall", ["arrivals.per_day=60"]), replications=1, processes=1)
    assert_frame_equal(same.summary, plain.summary)
    assert same.settings == ("world.arrivals.per_day: 60 → 60",)
    assert replace(same, settings=()).settings == plain.settings
