"""English of one thing: no message says `1 runs`, whatever it counts."""

from __future__ import annotations

import re

import pytest

from hallsim.report.wording.amounts import amount_text
from hallsim.report.wording.sentences import with_unit
from hallsim.text.counted import LIKE, NOUNS, counted
from hallsim.text.message import Message, chinese

NO_NOUNS = {
    "accepts", "arrives", "as", "brings", "changes", "chooses", "comes", "does", "ends", "fails", "fits",
    "follows", "goes", "has", "holds", "intervals", "is", "its", "keeps", "knows", "lacks", "lasts", "leaves",
    "less", "lies", "looks", "means", "minus", "ms", "needs", "pass", "plus", "requires", "says", "serves",
    "stands", "takes", "this", "times", "was", "works",
}  # fmt: skip
"""Words in s that stand behind values in messages and are nothing that is counted."""


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (Message("{n} runs failed and are in no figure.", n=1), "1 run failed and is in no figure."),
        (Message("{n} runs failed and are in no figure.", n=2), "2 runs failed and are in no figure."),
        (Message("{n} more rows are in points.csv", n="1"), "1 more row is in points.csv"),
        (Message("{n} periods", n=1), "1 period"),
        (Message("{n} periods", n=11), "11 periods"),
        (Message("{n} processes", n=1), "1 process"),
        (Message("broken in {n} of {all} periods", n=1, all=14), "broken in 1 of 14 periods"),
        (Message("{points} points, {runs} runs, seed {seed}, {block}.", points=1, runs=6, seed=1, block="b"),
         "1 point, 6 runs, seed 1, b."),
        (Message("{n_people} clerks are seated, but there are {n} windows", n_people=1, n=3),
         "1 clerk is seated, but there are 3 windows"),
        (Message("{n_people} clerks are seated, but there are {n} windows", n_people=3, n=1),
         "3 clerks are seated, but there is 1 window"),
        (Message("{name} is of another command", name="1"), "1 is of another command"),
        # a value that is called 1 and what follows it is no number of things
        (Message("{n:.3g} citizens", n=1.0), "1 citizen"),
    ],
)  # fmt: skip
def test_one_thing_is_told_in_the_singular(message: Message, told: str) -> None:
    assert message.text("en") == told


def test_amounts_of_one_too() -> None:
    assert amount_text(1.0, "workdays", "en") == "1 workday"
    assert amount_text(2.0, "workdays", "en") == "2 workdays"
    assert with_unit("1", "workdays", "en") == "1 working day"
    assert counted("1 min") == "1 min"


def test_whatever_messages_count_is_known() -> None:
    """A noun behind a number is in `NOUNS`; what may stand between both in `LIKE`."""
    between = "|".join(LIKE)
    for _, english in chinese():
        for found in re.finditer(rf"\{{\w+[^}}]*\}} (?:(?:{between}) )*([a-z]+s|people)\b", english):
            assert found[1] in {*NOUNS, *NO_NOUNS}, f"{found[1]}: {english}"
