"""`--set` does what editing the file would: on numbers of every kind, wherever they stand."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from hallsim.scenario.load import LoadedScenario, load_text
from hallsim.scenario.whatif.settings import with_settings

TEXT = """hallsim: 1
world:
  services:
    permit: {{counter: "lognormal(mean {mean}, cv {cv})", documents: {{required: 3, missing: {missing}}},
             share: 60%}}
    note: {{counter: {note}, share: 40%}}
  citizens: {{patience: {patience}}}
  arrivals: {{per_day: {per_day}, profile: two_peaks}}
designs:
  apart: {{windows: {{permit: {permit}, note: 2}}, notice: {notice}}}
  quick: {{based_on: apart, windows: {{note: 3}}}}
"""
STATED = {
    "mean": (10.0, "min", "world.services.permit.counter.mean"),
    "cv": (0.5, "", "services.permit.counter.cv"),
    "missing": (20.0, "%", "services.permit.documents.missing"),
    "note": (4.0, "min", "services.note.counter"),
    "patience": (30.0, "min", "citizens.patience"),
    "per_day": (100.0, "", "arrivals.per_day"),
    "permit": (5.0, "", "designs.apart.windows.permit.count"),
    "notice": (60.0, "%", "designs.apart.notice"),
}
FACTORS = {"+20%": 1.2, "-10%": 0.9, "x1.5": 1.5, "+0%": 1.0}


def text(value: float, unit: str) -> str:
    number = f"{value:g}"
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


def hall(**changed: str) -> str:
    return TEXT.format(**({key: text(value, unit) for key, (value, unit, _) in STATED.items()} | changed))


@cache
def stated() -> LoadedScenario:
    return load_text(hall(), "hall.yaml")


keys = st.sampled_from(sorted(STATED))


@given(st.sets(keys, min_size=1))
@settings(max_examples=25, deadline=None)
def test_setting_numbers_to_their_own_values_changes_nothing(chosen: set[str]) -> None:
    texts = [f"{STATED[key][2]}={text(*STATED[key][:2])}" for key in sorted(chosen)]
    assert with_settings(stated(), texts).scenario == stated().scenario


@given(st.dictionaries(keys, st.sampled_from(sorted(FACTORS)), min_size=1))
@settings(max_examples=40, deadline=None)
def test_moving_numbers_is_editing_the_file(chosen: dict[str, str]) -> None:
    moved = with_settings(stated(), [f"{STATED[key][2]}={change}" for key, change in chosen.items()])
    edited = {}
    for key, change in chosen.items():
        value, unit, _ = STATED[key]
        value *= FACTORS[change]
        edited[key] = text(float(int(value + 0.5)) if key == "permit" else round(value, 6), unit)
    assert moved.scenario == load_text(hall(**edited), "hall.yaml").scenario


@given(keys, st.integers(1, 30))
@settings(max_examples=25, deadline=None)
def test_setting_a_number_is_writing_it(key: str, number: int) -> None:
    _, unit, path = STATED[key]
    new = text(float(number), unit)
    written = load_text(hall(**{key: new}), "hall.yaml").scenario
    assert with_settings(stated(), [f"{path}={new}"]).scenario == written
