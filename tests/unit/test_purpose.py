"""Keys found by what they are for, in both languages."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from hallsim.cli.main import call
from hallsim.errors import InputError
from hallsim.scenario.language.explain import explain
from hallsim.scenario.language.keys import all_keys
from hallsim.scenario.language.purpose import keys_for, search
from hallsim.synonyms import _PARTS, _THINGS


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("cashier", "world.services.route"), ("收费", "world.services.route"),
        ("roster", "designs.windows.shifts"), ("排班", "designs.windows.shifts"),
        ("sick leave", "designs.absence"), ("lunch break", "designs.windows.breaks"),
        ("窗口故障", "designs.outages"), ("节假日怎么写", "world.calendar.holidays"),
        ("seed", "run.seed"), ("night", "designs.opening"), ("零点", "designs.opening"),
        ("replay", "world.arrivals.log"), ("叫号机", "world.arrivals.log"),
    ],
)  # fmt: skip
def test_the_likeliest_key_comes_first(text: str, first: str) -> None:
    assert keys_for(text)[0].dotted == first


def test_a_word_that_is_no_key_leads_to_the_keys_that_have_to_do_with_it() -> None:
    with pytest.raises(InputError) as caught:
        explain("roster")
    (found,) = caught.value.problems
    assert "designs.windows.shifts" in found.remedy
    assert "hallsim explain --search roster" in found.advice.text("zh")


def test_what_no_key_has_to_do_with_is_said() -> None:
    with pytest.raises(InputError, match="no key has to do with 'zeppelin'"):
        search("zeppelin")


def _choices(annotation: Any) -> Iterator[str]:
    """The words that a value may be."""
    for inner in get_args(annotation):
        if isinstance(inner, str):
            yield inner
        else:
            yield from _choices(inner)


def test_every_word_of_the_program_in_the_table_is_one() -> None:
    keys = {part for key in all_keys() for part in (key.path[-1], *key.path[-1].split("_"))}
    choices = {word for key in all_keys() for word in _choices(key.field.annotation)}
    own = {word for row in _THINGS for word in row.own.split()}
    assert own <= keys | choices | {"csv"}
    assert all(row.others.split() for row in (*_PARTS, *_THINGS))


def test_one_question_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["explain", "windows", "--search", "cashier"]) == 2
    assert call(["explain", "--search", "cashier", "--lang", "zh"]) == 0
    assert "world.services.route" in capsys.readouterr().out
