"""Plain text that YAML allows is read, whatever library reads it; escapes of no character are refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.errors import InputError
from hallsim.scenario.language.reader import parse_yaml, to_plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{en: why?, zh: x}", {"en": "why?", "zh": "x"}),
        ("[x?]", ["x?"]),
        ("{x?: 1}", {"x?": 1}),
        ("{b: http://x/y?z=1}", {"b": "http://x/y?z=1"}),
        ("{b: 何时?}", {"b": "何时?"}),
        ("{a: x ? y}", {"a": "x ? y"}),
        ("a: b?c", {"a": "b?c"}),
        ("a:\tb", {"a": "b"}),
        ("a: 3\t# three", {"a": 3}),
        ("a: c\td", {"a": "c\td"}),
        ("{b: c\td}", {"b": "c\td"}),
        ("a: [\t1,\t2 ]", {"a": [1, 2]}),
    ],
)
def test_question_marks_and_tabs_inside_a_line_are_text(text: str, value: Any) -> None:
    assert to_plain(parse_yaml(text, "f")) == value


@given(st.text(alphabet="ab?何/=.", min_size=1, max_size=8).filter(lambda t: t[0] not in "?=./" and t != "."))
def test_plain_text_is_the_same_in_brackets_and_outside(word: str) -> None:
    outside, inside = to_plain(parse_yaml(f"k: {word} x", "f")), to_plain(parse_yaml(f"{{k: {word} x}}", "f"))
    assert outside == inside == {"k": f"{word} x"}


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\ud800", "\\uDFFF"])
def test_an_escape_of_no_character_is_refused_in_own_words(escape: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_yaml(f'a: "x{escape}"', "f")
    (found,) = caught.value.problems
    assert "not an escape" in found.message
    assert found.place is not None
    assert (found.place.line, found.place.column) in ((1, 4), (1, 6))


@pytest.mark.parametrize("text", ["a:\n\tb: 1", "\ta: 1", "a:\n  b: 1\n\tc: 2"])
def test_a_tab_that_indents_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_yaml(text, "f")
    assert caught.value.problems[0].code == "yaml.tab"
