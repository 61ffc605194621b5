"""The JSON Schema, `hallsim explain` and the reference page say what the models say."""

import json
import string
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hallsim.errors import InputError
from hallsim.scenario.language.explain import explain, facts
from hallsim.scenario.language.keys import all_keys, sentence
from hallsim.scenario.language.reader import parse_yaml, to_plain
from hallsim.scenario.language.reference import reference
from hallsim.scenario.language.schema import scenario_schema, schema_text
from hallsim.scenario.load import load_text

COMMITTED = Path(__file__).parents[2] / "docs" / "scenario.schema.json"
KEYS = {".".join(key.path): key for key in all_keys()}


def test_the_committed_schema_is_the_one_of_the_models() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == schema_text(), (
        "run: hallsim schema > docs/scenario.schema.json"
    )


@pytest.mark.parametrize(("page", "lang"), [("scenario.md", "en"), ("scenario.zh.md", "zh")])
def test_the_reference_page_is_the_one_of_the_models(root: Path, page: str, lang: Any) -> None:
    assert (root / "docs" / page).read_text(encoding="utf-8") == reference(lang), (
        f"run: hallsim explain --all --lang {lang} > docs/{page}"
    )


def test_every_scenario_of_the_project_fits_the_schema(root: Path) -> None:
    validator = jsonschema.Draft202012Validator(scenario_schema())
    files = [*(root / "scenarios").glob("*.yaml"), *(root / "scenarios" / "textbook").glob("*.yaml")]
    wrong = {
        file.name: [error.message for error in validator.iter_errors(to_plain(parse_yaml(text, file.name)))]
        for file in files
        if (text := file.read_text(encoding="utf-8"))
    }
    assert len(wrong) == len(files) > 40
    assert {name: errors for name, errors in wrong.items() if errors} == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"hallsim": 2},
        {"hallsim": 1, "wrold": {}},
        {"hallsim": 1, "world": {"services": {"a": {"conter": "3 min"}}}},
        {"hallsim": 1, "designs": {"a": {"windows": {"w": -1}}}},
        {"hallsim": 1, "designs": {"a": {"approval": "paralel"}}},
    ],
)
def test_the_schema_refuses_what_is_wrong(wrong: dict[str, Any]) -> None:
    whole = {"include": "x.yaml", **wrong}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, scenario_schema())


def test_the_schema_itself_is_valid_json() -> None:
    jsonschema.Draft202012Validator.check_schema(scenario_schema())
    assert json.loads(schema_text())["$defs"]["Windows"]["anyOf"][0] == {
        "type": "integer",
        "minimum": 0,
        "maximum": 5000,
    }


@pytest.mark.parametrize("name", KEYS)
def test_every_key_explains_itself_in_both_languages(name: str) -> None:
    key = KEYS[name]
    assert key.field.description, "no sentence"
    assert key.field.description.endswith(".")
    assert sentence(key, "zh").endswith("。")
    assert key.more["example"]
    assert key.field.description in explain(name, "en")
    assert sentence(key, "zh") in explain(name, "zh")
    unit = dict(facts(key, "zh")).get("unit", "")
    assert not set(string.ascii_letters) & set(unit), "a unit has a Chinese word"


@pytest.mark.parametrize("name", [name for name, key in KEYS.items() if "…" not in str(key.more["example"])])
def test_examples_are_read_as_they_stand(name: str) -> None:
    """An example may name what is not there, but its own form must be right."""
    example = str(KEYS[name].more["example"])
    if "..." in example:
        return
    text = f"{KEYS[name].path[-1]}: {example}"
    for part in reversed(KEYS[name].path[:-1]):
        text = (part if part != "*" else "a") + ":\n" + "\n".join("  " + line for line in text.splitlines())
    with pytest.raises(InputError) as caught:
        load_text(text)
    # what stands around the example is missing; the example itself is not at fault
    around = ("key.missing", "based_on.unknown")
    assert [found.message for found in caught.value.problems if found.code not in around] == []


def test_explain_by_path_by_name_and_with_a_slip() -> None:
    text = explain("designs.windows.count")
    assert "range: 0 … 5000" in text
    assert "unit: windows" in text
    assert "default: 1" in text
    assert explain("designs.*.windows.*.count") == text
    assert explain("windows.count") == text
    assert "shifts.count" in explain("count")
    assert "choices: as_written, serial, parallel, stages" in explain("approval.mode")
    assert "单位：个窗口" in explain("designs.windows.count", "zh")
    # names of designs, groups and services where NAME stands, all of them or some
    assert explain("designs.base.windows.hall.count") == explain("designs.base.windows.count") == text
    assert explain("designs.base.windows") == explain("designs.windows")
    assert explain("services.permit.steps.fire.work") == explain("world.services.steps.work")
    for slip in ("designs.widnows.count", "widnows.count"):
        with pytest.raises(InputError, match=r"did you mean 'designs\.windows\.count'"):
            explain(slip)
    with pytest.raises(InputError, match="did you mean 'patience'"):
        explain("patiense")


BASE_AND_DERIVED = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 1}
  services: {a: {share: 100%, counter: 5 min, department: d}}
  groups: {g: {share: 100%}}
  citizens: {books: 10%}
  arrivals: {per_day: 60}
worlds: {other: WORLD}
designs:
  base:
    opening: 09:00-16:00
    windows: {hall: {serves: all, count: 3}, d: {serves: d, count: 1}}
    rule: last_come
  derived: {based_on: base, DESIGN}
"""


@pytest.mark.parametrize(
    ("design", "world"),
    [
        ("rule: null", "{}"),
        ("opening: null", "{}"),
        ("windows: {hall: {count: null}}", "{}"),
        ("windows: {d: null}", "{}"),
        ("notice: 100%", "{groups: null}"),
        ("notice: 100%", "{groups: {g: null}}"),
        ("notice: 100%", "{citizens: {books: null}}"),
        ("notice: 100%", "{calendar: {start: null}}"),
        ("notice: 100%", "{services: {a: {counter: null}}}"),
        ("notice: 100%", "{services: {a: {online: yes}}}"),
        ("catalogue: {a: {shelved: no}}", "{}"),
    ],
)
def test_what_is_taken_away_and_yes_and_no_are_of_loader_and_schema(design: str, world: str) -> None:
    text = BASE_AND_DERIVED.replace("WORLD", world).replace("DESIGN", design)
    load_text(text)
    validator = jsonschema.Draft202012Validator(scenario_schema())
    assert [error.message for error in validator.iter_errors(to_plain(parse_yaml(text, "text")))] == []
