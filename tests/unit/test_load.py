"""A scenario file read into frozen models: short spellings, places, inputs, warnings."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from hallsim.errors import InputError, key_path
from hallsim.scenario.language.templates import copy_template, template_names
from hallsim.scenario.load import LoadedScenario, load_scenario, load_text
from hallsim.scenario.values.fields import LocalText
from hallsim.scenario.world.world import ApprovalTree

TOWN = """\
hallsim: 1
title: {en: Town, zh: 小镇}
world:
  calendar: {start: 2026-03-02, weeks: 2}
  services:
    licence: {department: commerce, share: 60%, documents: {required: 5, missing: 12%}}
    permit:
      department: planning
      share: 40%
      decision: promised
      limit: 10个工作日
      collect: 3 min
      approval: [check, {parallel: [fire, {step: site, desk: planning, work: 1 h}], join: first}]
      steps: {check: {work: 20 min}, fire: {desk: fire, work: 40 min, elapsed: 1 workday}}
  arrivals: {per_day: 100, weekdays: {周一: 1.3}, dates: {2026-03-04: 1.5}}
designs:
  base:
    opening: [09:00-12:00, 13:30-17:00]
    windows: {commerce: 3, planning: {count: 2, helps: commerce}}
    desks: {planning: 2, fire: unlimited}
  unified:
    based_on: base
    windows: {commerce: null, planning: null, one: {count: 5, serves: all}}
    desks: {fire: 1}
    approval: parallel
"""


@pytest.fixture(scope="module")
def town() -> LoadedScenario:
    return load_text(TOWN, "town.yaml")


def step(name: str) -> ApprovalTree:
    return ApprovalTree(step=name)


def test_short_spellings_are_written_out(town: LoadedScenario) -> None:
    base, unified = town.scenario.designs.values()
    assert base.windows["commerce"].count == 3
    assert base.windows["planning"].helps == ("commerce",)
    assert (base.desks["planning"].officers, base.desks["fire"].officers) == (2, "unlimited")
    assert list(unified.windows) == ["one"]
    assert unified.windows["one"].serves == ("all",)
    assert (unified.desks["planning"].officers, unified.desks["fire"].officers) == (2, 1)
    assert unified.approval.mode == "parallel"
    assert unified.opening == base.opening
    assert len(town.scenario.world.arrivals) == 1


def test_an_approval_tree_with_a_step_defined_where_it_stands(town: LoadedScenario) -> None:
    permit = town.scenario.world.services["permit"]
    assert permit.approval == ApprovalTree(
        serial=(step("check"), ApprovalTree(parallel=(step("fire"), step("site")), join="first"))
    )
    assert list(permit.steps) == ["check", "fire", "site"]
    assert permit.steps["site"].desk == "planning"
    assert permit.steps["site"].work is not None
    assert permit.steps["site"].work.mean() == 3_600_000
    assert permit.limit == 10


def test_values_are_exact(town: LoadedScenario) -> None:
    world = town.scenario.world
    assert world.calendar.start == date(2026, 3, 2)
    assert world.services["licence"].share == 0.6
    assert world.arrivals[0].weekdays == {0: 1.3}
    assert world.arrivals[0].dates == {date(2026, 3, 4): 1.5}
    assert world.max_visits() == 8
    assert town.scenario.title == LocalText(en="Town", zh="小镇")
    assert LocalText.model_validate("X").get("zh") == "X"
    assert LocalText.model_validate({"zh": "中"}).get("en") == "中"


@pytest.mark.parametrize(
    ("loc", "line", "written"),
    [
        (("world", "arrivals", 0, "per_day"), 15, "world.arrivals.per_day"),
        (("world", "services", "permit", "approval", "serial", 1, "parallel", 0), 13, None),
        (("designs", "unified", "desks", "fire", "officers"), 24, "designs.unified.desks.fire"),
        (("designs", "unified", "desks", "planning"), 20, "designs.base.desks.planning"),
        (("designs", "unified", "windows", "one", "hours"), 23, "designs.unified.windows.one"),
    ],
)
def test_every_value_knows_where_it_was_written(
    town: LoadedScenario, loc: tuple[str | int, ...], line: int, written: str | None
) -> None:
    place = town.place_of(loc)
    assert (place.file, place.line) == ("town.yaml", line)
    assert written is None or key_path(place.path) == written


def test_models_are_frozen(town: LoadedScenario) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        town.scenario.run.__setattr__("seed", 2)


def test_every_file_read_is_listed_with_its_hash(tmp_path: Path) -> None:
    world, designs = TOWN.split("designs:\n")
    (tmp_path / "parts").mkdir()
    world = world.replace("collect: 3 min", "collect: {csv: parts/t.csv, column: m, unit: min}")
    (tmp_path / "parts" / "world.yaml").write_text(world, encoding="utf-8")
    (tmp_path / "parts" / "t.csv").write_text("m\n3\n4\n", encoding="utf-8")
    main = tmp_path / "hall.yaml"
    main.write_text("include: parts/world.yaml\ndesigns:\n" + designs, encoding="utf-8")
    loaded = load_scenario(main)
    assert {Path(file.name).relative_to(tmp_path).as_posix() for file in loaded.files} == {
        "hall.yaml",
        "parts/world.yaml",
        "parts/t.csv",
    }
    for file in loaded.files:
        assert file.sha256 == hashlib.sha256(Path(file.name).read_bytes()).hexdigest()
    collect = loaded.scenario.world.services["permit"].collect
    assert collect is not None
    assert collect.params == (180_000, 240_000)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("decision: promised\n", "decision: instant\n", "changes nothing"),
        ("check: {work", "spare: {work: 1 min}, check: {work", "in no approval"),
        ("count: 2, helps", "count: 2, hours: 08:00-12:00, helps", "while the hall is not open"),
        ("count: 2, helps", "count: 0, helps", "never open"),
        ("collect: 3", "route: [{name: a, work: 1 min}]\n      counter: 3 min\n      collect: 3", "not used"),
    ],
)
def test_what_looks_unintended_is_a_warning(old: str, new: str, said: str) -> None:
    text = TOWN.replace("commerce: 3", "commerce: {count: 3, helps: planning}")
    assert load_text(text).warnings == ()
    found = load_text(text.replace(old, new, 1)).warnings
    assert len(found) == 1
    assert said in found[0].message


def test_a_text_names_no_other_file() -> None:
    with pytest.raises(InputError, match="no folder for CSV"):
        load_text(TOWN.replace("collect: 3 min", "collect: {csv: t.csv, column: m, unit: min}"))


@pytest.mark.parametrize("name", template_names())
def test_templates_load_without_warnings_and_are_copied_once(name: str, tmp_path: Path) -> None:
    target = copy_template(name, tmp_path / "new")
    assert load_scenario(target).warnings == ()
    with pytest.raises(InputError, match="already there"):
        copy_template(name, tmp_path / "new")
    with pytest.raises(InputError, match="did you mean"):
        copy_template(name + "x", tmp_path / "other")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"already there|cannot be written"):
        copy_template(name, tmp_path / "file")


def test_the_template_is_the_tested_example(root: Path) -> None:
    example = (root / "scenarios" / "small_town.yaml").read_text(encoding="utf-8")
    assert (root / "hallsim" / "templates" / "small_town.yaml").read_text(encoding="utf-8") == example


def test_every_scenario_of_the_project_loads(root: Path) -> None:
    files = [*(root / "scenarios").glob("*.yaml"), *(root / "scenarios" / "textbook").glob("*.yaml")]
    assert files
    for file in files:
        assert load_scenario(file).scenario.designs, file


@pytest.mark.parametrize("name", template_names())
def test_a_chinese_template_is_the_english_one_with_chinese_comments(name: str, tmp_path: Path) -> None:
    english = copy_template(name, tmp_path / "en").read_text(encoding="utf-8").splitlines()
    chinese = copy_template(name, tmp_path / "zh", "zh").read_text(encoding="utf-8").splitlines()
    assert [line.partition("#")[0] for line in chinese] == [line.partition("#")[0] for line in english]
    comments = [line.partition("#")[2].strip() for line in chinese if line.partition("#")[2].strip()]
    assert all(any("一" <= char <= "鿿" for char in comment) for comment in comments)
