"""One tree over another, and designs based on one another."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.errors import Place, Problem
from hallsim.scenario.language.merge import merge, resolve_based_on
from hallsim.scenario.language.reader import parse_yaml
from hallsim.scenario.parsing.located import Located, place_of, to_plain


def merged(base: str, over: str) -> Any:
    return to_plain(merge(parse_yaml(base, "base"), parse_yaml(over, "over")))


@pytest.mark.parametrize(
    ("base", "over", "expected"),
    [
        ("{a: 1, b: 2}", "{b: 3, c: 4}", {"a": 1, "b": 3, "c": 4}),
        ("a: {x: 1, y: {z: 1}}", "a: {y: {w: 2}}", {"a": {"x": 1, "y": {"z": 1, "w": 2}}}),
        ("a: [1, 2]", "a: [3]", {"a": [3]}),
        ("a: {x: 1}", "a: text", {"a": "text"}),
        ("a: {x: 1}", "a: [1]", {"a": [1]}),
        ("a: text", "a: {x: 1}", {"a": {"x": 1}}),
        ("{a: 1, b: 2}", "a: null", {"b": 2}),
        ("a: {x: 1, y: 2}", "a: {x: ~}", {"a": {"y": 2}}),
        ("a: 1", "b: null", {"a": 1, "b": None}),
        ("a: {x: 1, y: 2}", "a: {replace: true, z: 3}", {"a": {"z": 3}}),
        ("a: {x: 1}", "a: {replace: false}", {"a": {"x": 1, "replace": False}}),
        ("w: {count: 4, serves: all}", "w: 6", {"w": {"count": 6, "serves": "all"}}),
        ("w: {serves: all}", "w: 6", {"w": {"serves": "all", "count": 6}}),
        ("w: 6", "w: {serves: all}", {"w": {"count": 6, "serves": "all"}}),
        ("w: 6", "w: {replace: true, serves: all}", {"w": {"serves": "all"}}),
        ("w: {count: 4}", "w: true", {"w": True}),
        ("w: {mon: {09:00: 4}, fri: 2}", "w: {mon: 3}", {"w": {"mon": 3, "fri": 2}}),
        ("w: {mon: 3}", "w: {mon: {09:00: 4}}", {"w": {"mon": {"09:00": 4}}}),
        ("w: {mon-thu: 3, 周五: 2}", "w: 5", {"w": 5}),
        ("w: 5", "w: {mon-thu: 3, fri: 2}", {"w": {"mon-thu": 3, "fri": 2}}),
        ("w: {count: 4}", "w: 1.5", {"w": 1.5}),
        ("w: 4", "w: 6", {"w": 6}),
    ],
)
def test_how_two_trees_meet(base: str, over: str, expected: Any) -> None:
    assert merged(base, over) == expected


def test_every_value_keeps_its_place() -> None:
    tree = merge(
        parse_yaml("a:\n  x: 1\n  w: {serves: all}\n", "base"), parse_yaml("\na: {y: 2, w: 6}\n", "over")
    )
    assert str(place_of(tree, ("a", "x"))) == "base:2:3"
    assert str(place_of(tree, ("a", "y"))) == "over:2:5"
    assert str(place_of(tree, ("a", "w", "count"))) == "over:2:14"
    assert str(place_of(tree, ("a", "w", "serves"))) == "base:3:7"
    assert str(place_of(tree, ("a", "unknown"))) == "over:2:1"


PLAIN = st.recursive(
    st.one_of(st.booleans(), st.floats(0, 1), st.sampled_from(["u", "v"])),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=8,
)
TREES = st.dictionaries(st.sampled_from("abcd"), PLAIN, max_size=4)


def located(plain: Any) -> Located:
    place = Place(file="x", line=1, column=1)
    if isinstance(plain, dict):
        return Located(value={key: located(item) for key, item in plain.items()}, place=place)
    return Located(value=[located(item) for item in plain] if isinstance(plain, list) else plain, place=place)


@given(TREES, TREES)
def test_merging_twice_changes_nothing_and_harms_neither(base: Any, over: Any) -> None:
    below, above = located(base), located(over)
    once = merge(below, above)
    assert to_plain(merge(once, above)) == to_plain(once)
    assert to_plain(merge(below, located({}))) == base
    assert (to_plain(below), to_plain(above)) == (base, over)


def resolved(text: str) -> Any:
    problems: list[Problem] = []
    found = to_plain(resolve_based_on(parse_yaml(text, "f"), problems))
    assert problems == []
    return found


def test_designs_stand_on_one_another_in_any_order() -> None:
    designs = resolved(
        """
        c: {based_on: b, windows: {x: 3}}
        a: {lunch: yes, windows: {x: 1, y: 1, z: {count: 1, serves: all}}}
        b: {based_on: a, lunch: null, windows: {y: 2, z: 5}}
        """
    )
    assert list(designs) == ["c", "a", "b"]
    assert designs["b"] == {"based_on": "a", "windows": {"x": 1, "y": 2, "z": {"count": 5, "serves": "all"}}}
    assert designs["c"] == {"based_on": "b", "windows": {"x": 3, "y": 2, "z": {"count": 5, "serves": "all"}}}
    assert designs["a"]["windows"]["z"] == {"count": 1, "serves": "all"}


def test_a_title_stays_with_its_own_design() -> None:
    found = resolved("a: {title: First, x: 1}\nb: {based_on: a}\nc: {based_on: b, title: Third}")
    assert found["b"] == {"based_on": "a", "x": 1}
    assert found["c"] == {"based_on": "b", "x": 1, "title": "Third"}


def test_replace_starts_a_mapping_afresh_and_leaves_no_mark() -> None:
    designs = resolved(
        """
        a: {windows: {x: 1}, new: {replace: true, k: 1}}
        b: {based_on: a, windows: {replace: true, y: {replace: true, n: 2}}}
        """
    )
    assert designs["a"] == {"windows": {"x": 1}, "new": {"k": 1}}
    assert designs["b"] == {"based_on": "a", "windows": {"y": {"n": 2}}, "new": {"k": 1}}


def test_a_design_may_be_named_by_a_number() -> None:
    assert resolved("1: {x: 1}\n2: {based_on: 1}")["2"] == {"x": 1, "based_on": 1}


def test_a_long_chain_needs_no_recursion() -> None:
    n = 3000
    text = "d0: {x: 1}\n" + "".join(f"d{i}: {{based_on: d{i - 1}}}\n" for i in range(1, n))
    backwards = "\n".join(reversed(text.splitlines()))
    assert resolved(backwards)[f"d{n - 1}"]["x"] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("by_department: {}\nb: {based_on: by_departmnt}",
         [("f:2:15", "there is no design 'by_departmnt' to be based on", "did you mean 'by_department'?")]),
        ("a: {based_on: b}\nb: {based_on: a}",
         [("f:1:15", "these designs are based on one another: a → b → a", "one of them must stand alone")]),
        ("a: {based_on: a}", [("f:1:15", "based on one another: a → a", "one of them")]),
        ("x: {based_on: a}\na: {based_on: b}\nb: {based_on: a}",
         [("f:2:15", "based on one another: a → b → a", "one of them")]),
        ("a: {}\nb: {based_on: [a]}", [("f:2:15", "names one design; this is a list", "write based_on: a")]),
        ("a: {based_on: q}\nb: {based_on: b}",
         [("f:1:15", "no design 'q'", "known here: b"), ("f:2:15", "b → b", "one of them")]),
    ],
)  # fmt: skip
def test_what_designs_cannot_stand_on(text: str, told: list[tuple[str, str, str]]) -> None:
    problems: list[Problem] = []
    resolve_based_on(parse_yaml(text, "f"), problems)
    assert [str(problem.place) for problem in problems] == [place for place, _, _ in told]
    for problem, (_, message, remedy) in zip(problems, told, strict=True):
        assert message in problem.message
        assert remedy in problem.remedy
