"""`--set PATH=VALUE` and `--vary`: paths as planners type them, values as they think of them."""

from __future__ import annotations

import pytest

from hallsim.errors import InputError, Problem, render
from hallsim.scenario.load import LoadedScenario, load_text
from hallsim.scenario.whatif.question import ask
from hallsim.scenario.whatif.settings import with_settings
from hallsim.scenario.whatif.variation import grid, read_variations
from hallsim.units import MS_PER_MIN

TEXT = """hallsim: 1
title: {en: Hall, zh: 大厅}
world:
  services:
    permit: {counter: "lognormal(mean 10 min in 8..12 min, cv 0.7)", documents: {required: 3, missing: 10%},
             share: 60%, route: [{name: triage, work: 2 min}, {name: desk, work: 5 min}]}
    note: {counter: 4 min, share: 40%}
  citizens: {patience: exponential(mean 30 min)}
  arrivals: {per_day: 100 in 80..130, profile: two_peaks, weekdays: {mon: 1.2}}
designs:
  apart: {windows: {permit: 4, note: 2}, notice: 70%}
  quick: {based_on: apart, notice: 80%}
  one: {windows: {all: {count: 5, serves: all, generalist: {time: 1.1 in 1.0..1.3}}}}
"""


@pytest.fixture(scope="module")
def source() -> LoadedScenario:
    return load_text(TEXT, "hall.yaml")


def told(source: LoadedScenario, *texts: str) -> list[str]:
    return [str(setting) for setting in with_settings(source, texts).written.settings]


def wrong(source: LoadedScenario, *texts: str, lang: str = "en") -> str:
    with pytest.raises(InputError) as caught:
        with_settings(source, texts)
    return render(caught.value.problems, lang="zh" if lang == "zh" else "en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("world.arrivals.per_day=+20%", ["world.arrivals.per_day: 100 → 120"]),
        ("arrivals.per_day=-10%", ["world.arrivals.per_day: 100 → 90"]),
        ("arrivals.per_day=x1.3", ["world.arrivals.per_day: 100 → 130"]),
        ("arrivals.per_day=＋２０％", ["world.arrivals.per_day: 100 → 120"]),
        ("arrivals.per_day=150", ["world.arrivals.per_day: 100 → 150"]),
        ("windows.all.count=+2", ["designs.one.windows.all.count: 5 → 7"]),
        ("windows.all=6", ["designs.one.windows.all.count: 5 → 6"]),
        ("windows.all.count=+10%", ["designs.one.windows.all.count: 5 → 6"]),
        ("designs.apart.windows.note=-1", ["designs.apart.windows.note.count (→ quick): 2 → 1"]),
        (
            "notice=+0.05",
            ["designs.apart.notice: 70% → 75%", "designs.quick.notice: 80% → 85%"],
        ),
        ("services.permit.counter.mean=+2 min", ["world.services.permit.counter.mean: 10 min → 12 min"]),
        ("services.note.counter=x1.5", ["world.services.note.counter: 4 min → 6 min"]),
        ("services.permit.route.triage.work=3 min", ["world.services.permit.route.0.work: 2 min → 3 min"]),
        ("services.permit.route.1.work=3 min", ["world.services.permit.route.1.work: 5 min → 3 min"]),
        ("windows.all={count: 7, generalist: {error: 2%}}", [
            "designs.one.windows.all.count: 5 → 7", "designs.one.windows.all.generalist.error: – → 2%",
        ]),
        ("run.replications=x2", None),
        ("services.note.documents.missing=5%", ["world.services.note.documents.missing: – → 5%"]),
        ("title=Hi", ["title: {en: Hall, zh: 大厅} → Hi"]),
        ("arrivals.weekdays.mon=1.5", ["world.arrivals.weekdays.mon: 1.2 → 1.5"]),
    ],
)  # fmt: skip
def test_a_value_is_set_or_moved_where_its_path_leads(
    source: LoadedScenario, text: str, said: list[str] | None
) -> None:
    if said is None:
        assert "nothing is written" in wrong(source, text)
    else:
        assert told(source, text) == said


def test_a_law_is_scaled_as_a_whole(source: LoadedScenario) -> None:
    law = with_settings(source, ["services.permit.counter=x1.5"]).scenario.world.services["permit"].counter
    assert law.mean() == pytest.approx(15 * MS_PER_MIN)


def test_null_takes_a_key_away_and_a_base_shows_through_no_more(source: LoadedScenario) -> None:
    found = with_settings(
        source, ["designs.quick.windows.note=null", "designs.quick.windows.permit.serves=all"]
    )
    assert list(found.scenario.designs["quick"].windows) == ["permit"]
    assert list(found.scenario.designs["apart"].windows) == ["permit", "note"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("arivals.per_day=3", "did you mean 'world.arrivals.per_day'?"),
        ("per_da=3", "did you mean 'world.arrivals.per_day'?"),
        ("services.*.per_day=+20%", "did you mean 'world.arrivals.per_day'?"),
        ("windows.al.count=3", "did you mean 'windows.all.count'?"),
        ("world.arrivals.per_dy=3", "did you mean 'world.arrivals.per_day'?"),
        ("nothing", "this is no PATH=VALUE"),
        ("notice=", "no value is given"),
        ("notice=-100%", "leaves nothing of a number"),
        ("services=3", "'world.services' is not one value"),
        ("services.note.counter=+2", "2 is a number, but 'world.services.note.counter' is a duration: 4 min"),
        ("windows.all.count=+0.5", "5 and 0.5 make none"),
        ("notice=5 min", "--set notice=5 min: designs.apart.notice: '5 min' is not a share"),
        ("windows.all.count=2.5", "count is a whole number; this is 2.5"),
        ("services.permit.counter.mean=3%", "--set services.permit.counter.mean=3%: world.services.permit"),
        ("arrivals.per_day=100 in 80..120", "here one value is tried"),
        ("services.note.share=50%", "with --set services.note.share=50%: the shares"),
    ],
)
def test_what_cannot_be_set_is_told_at_the_option(source: LoadedScenario, text: str, said: str) -> None:
    shown = wrong(source, text)
    assert said in shown
    assert f"--set {text}" in shown
    assert "Traceback" not in shown
    assert f"--set {text}" in wrong(source, text, lang="zh")


def test_an_ending_is_enough_where_it_means_one_thing(source: LoadedScenario) -> None:
    assert told(source, "per_day=+20%") == ["world.arrivals.per_day: 100 → 120"]
    time = "designs.one.windows.all.generalist.time: 1.1 → 1.2"
    assert told(source, "generalist.time=1.2") == [time]


def test_a_path_that_means_two_things_names_both(source: LoadedScenario) -> None:
    shown = wrong(source, "share=50%")
    assert "means two things: world.services.permit.share and world.services.note.share" in shown
    assert "means several things" in wrong(source, "count=3")
    every = told(source, "services.*.share=x1")
    assert every == ["world.services.permit.share: 60% → 60%", "world.services.note.share: 40% → 40%"]


def test_all_that_is_wrong_is_told_at_once_and_one_thing_once(source: LoadedScenario) -> None:
    shown = wrong(source, "notice=", "windows.al=3", "notice=60%", "notice=70%")
    assert all(said in shown for said in ("no value", "windows.all", "set twice"))
    assert wrong(source, "notice=60%", "notice=70%").count("is set twice") == 1
    assert wrong(source, "notice=5 min").count("is not a share") == 1


def test_a_number_that_is_set_has_no_range_any_more(source: LoadedScenario) -> None:
    def varied(*texts: str) -> set[str]:
        return {basis.name for basis in with_settings(source, texts).bases if basis.is_varied}

    mean = "world.services.permit.counter.mean"
    everything = {mean, "world.arrivals.per_day", "designs.one.windows.all.generalist.time"}
    assert varied() == everything
    assert varied("arrivals.per_day=+100%") == everything - {"world.arrivals.per_day"}
    assert varied("services.permit.counter.mean=20 min") == everything - {
        "world.services.permit.counter.mean"
    }


def test_what_is_set_changes_the_identity_of_results(source: LoadedScenario) -> None:
    marks = [with_settings(source, [text]).hashes() for text in ("notice=60%", "notice=61%")]
    assert marks[0] != marks[1] != source.hashes()
    one = with_settings(source, ["designs.one.windows.all.count=6"]).hashes()
    assert one == with_settings(source, ["windows.all.count=+1"]).hashes()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=4,6,8", ["4", "6", "8"]),
        ("a.b=4..6", ["4", "5", "6"]),
        ("a.b=0.5..2:0.5", ["0.5", "1", "1.5", "2"]),
        ("a.b=6..10 min:2 min", ["6 min", "8 min", "10 min"]),
        ("a.b=-20%..+20%:20%", ["-20%", "+0%", "+20%"]),
        ("a.b=10%..30%:10%", ["10%", "20%", "30%"]),
        ("a.b=x0.8..x1.2:0.2", ["x0.8", "x1", "x1.2"]),
        (
            "a.b=uniform(2, 4 min),[09:00-12:00, 13:00-17:00]",
            ["uniform(2, 4 min)", "[09:00-12:00, 13:00-17:00]"],
        ),
        ("a.b=09:00-12:00,parallel", ["09:00-12:00", "parallel"]),
    ],
)
def test_values_are_listed_or_stepped_through(text: str, values: list[str]) -> None:
    problems: list[Problem] = []
    (variation,) = read_variations([text], problems)
    assert not problems
    assert list(variation.values) == values
    assert [point for ((_, point),) in grid([variation])] == values


@pytest.mark.parametrize(
    "text", ["a=", "a=1,,2", "a=6..4", "a=0.1..0.5", "a=1 min..2 h:1 min", "a=3,3", "=3", "a=1..x"]
)
def test_values_that_are_none_are_told(text: str) -> None:
    problems: list[Problem] = []
    found = read_variations([text], problems)
    assert problems or text == "a=1..x"
    assert not problems or not found


def test_ten_million_values_are_counted_and_not_made() -> None:
    problems: list[Problem] = []
    (variation,) = read_variations(["a=1..10000000"], problems)
    assert len(variation.values) == 10_000_000


def test_each_value_is_a_variant_of_each_design_that_has_it(source: LoadedScenario) -> None:
    question = ask(source, ["apart", "quick", "one"], varied=["windows.all.count=5,6"])
    (cell,) = question.cells
    assert [variant.name for variant in cell.variants] == [
        "apart", "quick", "one, windows.all.count=5", "one, windows.all.count=6",
    ]  # fmt: skip
    assert cell.scenario.designs["one, windows.all.count=6"].windows["all"].count == 6
    based = ask(source, ["apart", "quick"], varied=["designs.apart.windows.note.count=2,3"])
    assert len(based.cells[0].variants) == 4  # quick takes over what apart says


def test_a_value_of_the_world_is_a_world(source: LoadedScenario) -> None:
    question = ask(source, ["apart"], varied=["arrivals.per_day=x1,x2", "notice=60%,70%"])
    assert [cell.name for cell in question.cells] == ["arrivals.per_day=x1", "arrivals.per_day=x2"]
    assert [len(cell.variants) for cell in question.cells] == [2, 2]
    assert question.amounts["arrivals.per_day", "x2"].value == 200
    assert question.cells[0].files != question.cells[1].files
