"""Strict YAML: what a tree holds, where everything stands, and the one message for each bad input."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hallsim.errors import InputError, Problem, did_you_mean, render
from hallsim.likeness import nearest
from hallsim.scenario.language.reader import parse_yaml, place_of, read_scenario, read_text, to_plain


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        parse_yaml(text, "f")
    return caught.value.problems


def problem_of_file(path: Path) -> Problem:
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("09:30", "09:30"), ("10:30", "10:30"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"),
        ("y", "y"), ("true", True), ("False", False), ("null", None), ("~", None), ("", None), ("12", 12),
        ("-3", -3), ("010", 10), ("0o17", 15), ("0x1F", 31), ("1_000", "1_000"), ("0.5", 0.5), (".5", 0.5),
        ("1e3", 1000.0), ("-1.", -1.0), ("2026-03-02", "2026-03-02"), ("12%", "12%"), ("8 min", "8 min"),
        (".inf", float("inf")), ("-.INF", float("-inf")), ("'12'", "12"), ('"true"', "true"), ("=", "="),
        ("1.2.3", "1.2.3"), ("+", "+"), ("e3", "e3"), ("中文", "中文"),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(text: str, value: Any) -> None:
    read = to_plain(parse_yaml(f"a: {text}"))["a"]
    assert read == value
    assert type(read) is type(value)


def test_a_scalar_keeps_its_spelling() -> None:
    tree = parse_yaml("a: 1e3\nb: 010\n007: x\n")
    assert [node.text for key in "ab" if (node := tree.get(key))] == ["1e3", "010"]
    assert to_plain(tree) == {"a": 1000.0, "b": 10, "007": "x"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{c: lognormal(mean 12 min, cv 0.7), d: 1}", {"c": "lognormal(mean 12 min, cv 0.7)", "d": 1}),
        ("{c: f(a, b, c)}", {"c": "f(a, b, c)"}),
        ("{c: mix(0.3 exp(5 min), 0.7 gamma(8 min, 2)), d: x}",
         {"c": "mix(0.3 exp(5 min), 0.7 gamma(8 min, 2))", "d": "x"}),
        ("[f(1, 2), x, g(h(1,2), 3)]", ["f(1, 2)", "x", "g(h(1, 2), 3)"]),
        ("f(1, 2)", "f(1, 2)"),
        ("{c: 'f(1', d: 2)}", {"c": "f(1", "d": "2)"}),
    ],
)  # fmt: skip
def test_a_call_keeps_its_commas_inside_brackets(text: str, value: Any) -> None:
    assert to_plain(parse_yaml(f"a: {text}"))["a"] == value


def test_places_of_keys_values_and_missing_ones() -> None:
    tree = parse_yaml("a:\n  b: [1, {c: 2}]\n中文: {键: x}\n", "f")
    places = {
        (): "f:1:1", ("a",): "f:1:1", ("a", "b"): "f:2:3", ("a", "b", 0): "f:2:7",
        ("a", "b", 1, "c"): "f:2:11",
        ("a", "b", 9): "f:2:3", ("a", "typo", "x"): "f:1:1", ("中文", "键"): "f:3:6",
    }  # fmt: skip
    assert {loc: str(place_of(tree, loc)) for loc in places} == places
    place = place_of(tree, ("a", "b", 1, "c"))
    assert place.path == ("a", "b", 1, "c")
    assert place.snippet == "  b: [1, {c: 2}]"


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: 1\nb: 2\na: 3", "f:3:1", "yaml.duplicate"),
        ("a: {b: 1, 'b': 2}", "f:1:11", "yaml.duplicate"),
        ("1: a\n'1': b", "f:2:1", "yaml.duplicate"),
        ("a: &x 1\nb: *x", "f:1:4", "yaml.alias"),
        ("a: *x", "f:1:4", "yaml.alias"),
        ("*x : 1", "f:1:1", "yaml.alias"),
        (BOMB, "f:1:5", "yaml.alias"),
        ("a: &x {b: 1}\nc: {<<: *x}", "f:1:4", "yaml.alias"),
        ("<<: {a: 1}", "f:1:1", "yaml.alias"),
        ("a: !!int 3", "f:1:4", "yaml.tag"),
        ("a: !python/object:os.system {}", "f:1:4", "yaml.tag"),
        ("a: 1\n---\nb: 2", "f:2:1", "yaml.documents"),
        ("true: 1", "f:1:1", "yaml.key"),
        ("1.5: 1", "f:1:1", "yaml.key"),
        ("? \n: 1", "f:1:2", "yaml.key"),
        ("[a]: 1", "f:1:1", "yaml.key"),
        ("a: {{ x }}", "f:1:5", "yaml.key"),
        ("a: 1e999", "f:1:4", "yaml.number"),
        ("a: " + "9" * 5000, "f:1:4", "yaml.number"),
        ("a: " + "[" * 45, "f:1:43", "yaml.depth"),
        ("[" * 500_000, "f:1:41", "yaml.depth"),
        ("- " * 300_000, "f:1:81", "yaml.depth"),
        ("[" + "1," * 120_000 + "]", "f:1:200000", "yaml.size"),
        ("a: {b: f(x, c: 2, d: 3}", "f:1:8", "yaml.call"),
        ("a: [f(x, y, [1]]", "f:1:5", "yaml.call"),
        ("a: [f(" + ",x" * 40_000 + "]", "f:1:5", "yaml.call"),
        ("a:\n\tb: 1", "f:2:1", "yaml.tab"),
        ("a:\n  b: 1\n\tc: 2", "f:3:1", "yaml.tab"),
        ("a: [1, 2", "f:1:4", "yaml.syntax"),
        ("a: {b: 1\nc: 2", "f:1:4", "yaml.syntax"),
        ("a: 'x", "f:1:4", "yaml.syntax"),
        ("a: b: c", "f:1:5", "yaml.syntax"),
        ("a: 1\nb\nc: 2", "f:2:1", "yaml.syntax"),
        ("a: @x", "f:1:4", "yaml.syntax"),
        ("- a\nb: 1", "f:2:1", "yaml.syntax"),
        ("a:\n  b: 1\n c: 2", "f:3:2", "yaml.syntax"),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x", "f:2:1", "file.conflict"),
        ("a: x\x07", "f:1:5", "file.binary"),
        ("a: \ud800", "f:1:4", "file.binary"),
        ("#" * 1_000_001, "f:1:1", "file.size"),
    ],
)  # fmt: skip
def test_each_bad_text_has_its_one_problem(text: str, place: str, code: str) -> None:
    (problem,) = problems_of(text)
    assert (str(problem.place), problem.code) == (place, code)
    assert all((problem.message, problem.remedy, problem.said.text("zh"), problem.advice.text("zh")))


SYNTAX = [
    ("a: [1, 2", "f:1:4", "this bracket is not closed, or a comma is missing in it"),
    ("a: [1,", "f:1:4", "this bracket is not closed, or a comma is missing in it"),
    ("a: {b: [1, 2], c: {d: 1", "f:1:19", "this bracket is not closed, or a comma is missing in it"),
    ("a: {b: 1} x: 2}", "f:1:11", "the value before this has already ended"),
    ("a: [1, 2]]", "f:1:10", "this ']' closes nothing"),
    ("a: 1\n}", "f:2:1", "this '}' closes nothing"),
    ("a: [1, , 2]", "f:1:8", "a value is missing before this ','"),
    ("a: 'x", "f:1:4", "this quote is not closed"),
    ("a: 'it''s\nb: 1", "f:1:4", "this quote is not closed"),
    ('a: "x\\"\nb: 1', "f:1:4", "this quote is not closed"),
    ('a: "x\n---\nb: 1"', "f:1:4", "this quote is not closed"),
    ('a: "\\q"', "f:1:5", "this is not an escape YAML knows"),
    ('a: "x\n  \\u12"', "f:2:3", "this is not an escape YAML knows"),
    ('a: "x" y', "f:1:8", "the value before this has already ended"),
    ("a: b: c", "f:1:5", "a ':' is not expected here"),
    ("a: - b", "f:1:4", "a '-' is not expected here"),
    ("a: 1\nb\nc: 2", "f:2:1", "this line is not 'key: value'"),
    ("a: @x", "f:1:4", "this character cannot begin a value"),
    ("a: ,x", "f:1:4", "this character cannot begin a value"),
    ("a: &", "f:1:4", "'&' has a meaning of its own in YAML"),
    ("a: *", "f:1:4", "'*' has a meaning of its own in YAML"),
    ("a: !<x", "f:1:4", "'!' has a meaning of its own in YAML"),
    ("a: !x!y z", "f:1:4", "'!' has a meaning of its own in YAML"),
    ("%YAML 2.0\n---\na: 1", "f:1:1", "'%' has a meaning of its own in YAML"),
    ("a: | text", "f:1:4", "no text may follow '|' on its line"),
    ("- a\nb: 1", "f:2:1", "this line does not fit the lines above it"),
    ("a:\n  b: 1\n c: 2", "f:3:2", "this line does not fit the lines above it"),
]


@pytest.mark.parametrize(("text", "place", "message"), SYNTAX)
def test_text_that_is_no_yaml_is_told_in_own_words(text: str, place: str, message: str) -> None:
    (problem,) = problems_of(text)
    assert (str(problem.place), problem.code, problem.message) == (place, "yaml.syntax", message)
    assert problem.remedy
    assert problem.said.text("zh") not in ("", message)


def test_what_the_yaml_library_says_is_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [problems_of(text) for text, _, _ in SYNTAX]
    marked = yaml.error.MarkedYAMLError

    def reworded(self: Any, *said: Any) -> None:
        self.context, self.problem, self.note = "in a later release", "it is said otherwise", None
        self.context_mark, self.problem_mark = said[1], said[3]

    monkeypatch.setattr(marked, "__init__", reworded)
    assert [problems_of(text) for text, _, _ in SYNTAX] == before
    assert not any("otherwise" in str(problem) for (problem,) in before)


def test_a_duplicate_names_both_places() -> None:
    (problem,) = problems_of("a:\n  b: 1\n  b: 2\n")
    assert str(problem.place) == "f:3:3"
    assert problem.message == "'b' is written twice, first at line 2, column 3"


def test_all_problems_come_at_once_and_in_order() -> None:
    told = problems_of("a: !x 1\nb: 1\nb: 2\ntrue: 3\nc: *y\nd: [1")
    assert [(str(problem.place), problem.code) for problem in told] == [
        ("f:1:4", "yaml.tag"), ("f:3:1", "yaml.duplicate"), ("f:4:1", "yaml.key"), ("f:5:4", "yaml.alias"),
        ("f:6:4", "yaml.syntax"),
    ]  # fmt: skip


def test_problems_are_not_endless() -> None:
    assert len(problems_of("a: 1\n" * 5000)) == 100


def test_a_wide_colon_is_recognised() -> None:
    (problem,) = problems_of("a: 1\n标题：x\nb: 1")
    assert "'：'" in problem.remedy
    with pytest.raises(InputError, match="not the full-width '：'"):
        read_text("标题：市政务服务中心")


@pytest.mark.parametrize(
    ("text", "kind"), [("", "empty"), ("# only a remark\n", "empty"), ("- a", "a list"), ("a", "text")]
)
def test_a_scenario_is_a_mapping(text: str, kind: str) -> None:
    with pytest.raises(InputError, match=f"a scenario is a mapping of keys; this file is {kind}"):
        read_text(text)


def test_text_has_no_folder_to_include_from() -> None:
    with pytest.raises(InputError, match=r"<text>:2:1: include: include works only in files"):
        read_text("a: 1\ninclude: b.yaml")


PLAIN = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**9), 10**9),
        st.text(alphabet="ab:-# 中0.'\"\\{(,&*!", max_size=6),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(alphabet="ab:# <(", max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_json_is_read_as_itself(plain: Any) -> None:
    assert to_plain(parse_yaml(json.dumps(plain, ensure_ascii=False))) == plain


@given(st.text(alphabet="ab:-# \n\t01.'\"{}[](),&*!|>?%@<~", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    told: tuple[Problem, ...] = ()
    try:
        parse_yaml(text)
    except InputError as error:
        told = error.problems
    assert all(problem.place is not None and problem.place.line <= text.count("\n") + 1 for problem in told)


# Files


@pytest.mark.parametrize(
    ("content", "place", "code"),
    [
        (b"a: 1\nb: \x00\x01", ":2:4", "file.binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ":3:1", "file.binary"),
        ("a: 1\n标题: 市".encode("gbk"), ":2:1", "file.encoding"),
        ("a: 1".encode("utf-16"), ":1:1", "file.encoding"),
        (b"x" * 10_000_000, ":1:1", "file.size"),
        (BOMB.encode(), ":1:5", "yaml.alias"),
        (b"", ":1:1", "yaml.root"),
    ],
)
def test_each_bad_file_has_its_one_problem(tmp_path: Path, content: bytes, place: str, code: str) -> None:
    path = tmp_path / "hall.yaml"
    path.write_bytes(content)
    problem = problem_of_file(path)
    assert (str(problem.place), problem.code) == (f"{path}{place}", code)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert problem_of_file(tmp_path).code == "file.directory"
    assert problem_of_file(tmp_path / "none.yaml").code == "file.missing"
    assert problem_of_file(tmp_path / "pipe").code == "file.kind"
    assert problem_of_file(tmp_path / ("n" * 5000)).code == "file.unreadable"


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "hall.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: [2\r\n  ]\r\n")
    tree = read_scenario(path)
    assert to_plain(tree) == {"a": 1, "b": [2]}
    assert str(tree.key_places["a"]) == f"{path}:1:1"


def write(folder: Path, **files: str) -> Path:
    """Write `files` (`sub__b` is sub/b.yaml) and return the path of hall.yaml."""
    for name, content in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder / "hall.yaml"


def test_the_including_file_wins_and_places_tell_which_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        hall="include: [first.yaml, sub/last.yaml]\nw: {own: hall}\ngone: null\n",
        first="w: {own: first, both: first, only: first}\ngone: 1\n",
        sub__last="include: deeper.yaml\nw: {own: last, both: last}\n",
        sub__deeper="w: {both: deeper, deep: deeper}\n",
    )
    tree = read_scenario(path)
    assert to_plain(tree) == {"w": {"own": "hall", "both": "last", "only": "first", "deep": "deeper"}}
    assert str(place_of(tree, ("w", "own"))) == f"{path}:2:5"
    assert str(place_of(tree, ("w", "deep"))) == f"{tmp_path / 'sub' / 'deeper.yaml'}:1:19"


def test_one_file_may_be_included_twice_and_from_below(tmp_path: Path) -> None:
    path = write(
        tmp_path, hall="include: [a.yaml, sub/b.yaml]", a="include: sub/c.yaml\nx: 1",
        sub__b="include: [c.yaml, ../a.yaml]\ny: 2", sub__c="z: 3",
    )  # fmt: skip
    assert to_plain(read_scenario(path)) == {"x": 1, "y": 2, "z": 3}


@pytest.mark.parametrize(
    ("include", "place", "code"),
    [
        ("../other.yaml", ":1:10", "include.outside"),
        ("[sub/../../other.yaml]", ":1:11", "include.outside"),
        ("/etc/hostname", ":1:10", "include.outside"),
        ("'C:\\hall.yaml'", ":1:10", "include.outside"),
        ("link.yaml", ":1:10", "include.outside"),
        ("none.yaml", ":1:10", "include.missing"),
        ('"a\\0b"', ":1:10", "include.missing"),
        ("hall.yaml", ":1:10", "include.cycle"),
        ("3", ":1:10", "include.kind"),
        ("[{a: b}]", ":1:11", "include.kind"),
        ("sub", "/sub:1:1", "file.directory"),
    ],
)
def test_each_bad_include_has_its_one_problem(tmp_path: Path, include: str, place: str, code: str) -> None:
    folder = tmp_path / "scenario"
    path = write(folder, hall=f"include: {include}\na: 1\n", sub__x="b: 1")
    (tmp_path / "other.yaml").write_text("secret: 1")
    (folder / "link.yaml").symlink_to(tmp_path / "other.yaml")
    problem = problem_of_file(path)
    where = f"{path}{place}" if place.startswith(":") else f"{folder}{place}"
    assert (str(problem.place), problem.code) == (where, code)


def test_a_ring_of_includes_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, hall="include: sub/a.yaml", sub__a="include: b.yaml", sub__b="include: a.yaml")
    problem = problem_of_file(path)
    assert problem.message == "these files include one another: sub/a.yaml → sub/b.yaml → sub/a.yaml"
    assert str(problem.place) == f"{tmp_path / 'sub' / 'b.yaml'}:1:10"


def test_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, hall="include: [a.yaml, none.yaml, b.yaml]", a="x: 1\nx: 2", b="- list")
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    assert [problem.code for problem in caught.value.problems] == [
        "yaml.duplicate",
        "yaml.root",
        "include.missing",
    ]


def test_the_number_of_files_is_bounded(tmp_path: Path) -> None:
    names = [f"f{i}" for i in range(70)]
    path = write(tmp_path, hall=f"include: [{', '.join(f'{name}.yaml' for name in names)}]")
    write(tmp_path, **dict.fromkeys(names, "a: 1"))
    with pytest.raises(InputError, match="more than 64 files are included"):
        read_scenario(path)


# How problems are shown


def test_a_problem_is_shown_with_its_line_and_a_caret() -> None:
    (problem,) = problems_of("标题: 市\n办件: {中文: 1, 中文: 2}\n")
    assert render([problem]).splitlines() == [
        "f:2:13: 办件.中文: '中文' is written twice, first at line 2, column 6",
        "    2 | 办件: {中文: 1, 中文: 2}",
        "      | " + " " * 16 + "^",
        "  fix: remove one of the two",
    ]
    assert render([problem], lang="zh").endswith("改法：请删除其中一处")
    assert "\x1b[31m" in render([problem], colour=True)
    assert "\x1b" not in render([problem])


def test_a_long_line_is_shown_around_its_caret() -> None:
    (problem,) = problems_of("{" + "".join(f"k{i}: 1, " for i in range(500)) + "k0: 2}")
    shown, caret = render([problem]).splitlines()[1:3]
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("k0: 2}")


def test_an_error_crosses_process_borders() -> None:
    error = InputError(problems_of("a: 1\na: 2"))
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


def test_the_nearest_word() -> None:
    assert nearest("windws", ["opening", "windows"]) == "windows"
    assert nearest("WINDOWS", ["opening", "windows"]) == "windows"
    assert nearest("xyz", ["opening", "windows"]) is None
    assert str(did_you_mean("windws", ["windows"])) == "did you mean 'windows'?"
    assert str(did_you_mean("xyz", ["a", "b", "c"], most=2)) == "known here: a, b, …"
    assert did_you_mean("xyz", ["a"]).text("zh") == "可用：a"
