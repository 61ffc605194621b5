"""`worlds`: each laid over the world of the file, checked under every design."""

from __future__ import annotations

import pytest

from hallsim.errors import InputError, render
from hallsim.scenario.load import load_text

TEXT = """hallsim: 1
world:
  services: {permit: {counter: 10 min, share: 60%}, note: {counter: 4 min, share: 40%}}
  arrivals: {per_day: 100, profile: two_peaks, weekdays: {mon: 1.2}}
designs:
  one: {windows: {all: {count: 5, serves: all}}}
"""


def worlds(text: str) -> str:
    return TEXT + f"worlds: {text}\n"


def test_a_world_is_laid_over_that_of_the_file_and_over_its_base() -> None:
    text = "{more: {arrivals: {per_day: 150}}, slow: {based_on: more, services: {note: {counter: 6 min}}}}"
    scenario = load_text(worlds(text)).scenario
    assert scenario.world_names() == ("world", "more", "slow")
    slow = scenario.in_world("slow").world
    assert (slow.arrivals[0].per_day, slow.arrivals[0].weekdays) == (150, {0: 1.2})
    assert slow.services["note"].counter.mean() == 6 * 60_000
    assert slow.services["permit"] == scenario.world.services["permit"]
    assert scenario.in_world("world").world == scenario.world


def test_a_world_that_says_nothing_is_that_of_the_file() -> None:
    scenario = load_text(worlds("{same: {title: Same}}")).scenario
    same = scenario.in_world("same").world.model_dump(exclude={"title", "based_on"})
    assert same == scenario.world.model_dump()


@pytest.mark.parametrize(
    ("text", "twins"),
    [
        ("{same: {title: Same}}", [("same", "world")]),
        ("{same: {arrivals: {per_day: 100}}}", [("same", "world")]),  # what the file says already
        ("{more: {arrivals: {per_day: 150}}, again: {based_on: more}}", [("again", "more")]),
        ("{more: {arrivals: {per_day: 150}}, slow: {services: {note: {counter: 6 min}}}}", []),
    ],
)
def test_a_world_in_which_all_is_as_in_another_is_told(text: str, twins: list[tuple[str, str]]) -> None:
    found = [one for one in load_text(worlds(text)).warnings if one.code == "worlds.twins"]
    assert [one.place.path if one.place else None for one in found] == [("worlds", name) for name, _ in twins]
    for one, (name, twin) in zip(found, twins, strict=True):
        assert f"in the world '{name}' all is as in '{twin}'" in one.said.text("en")
        assert f"情形 '{name}' 与 '{twin}' 的全部设置相同" in one.said.text("zh")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{a: {based_on: b}}", "there is no world 'b' to be based on"),
        ("{a: {based_on: b}, b: {based_on: a}}", "these worlds are based on one another: a → b → a"),
        ("{world: {}}", "'world' is the world of the file itself"),
        ("{a: {arrivls: {per_day: 3}}}", "did you mean 'arrivals'?"),
        ("{a: {services: {permit: {share: 50%}}}}", "the shares of the services sum to 90%"),
        (
            "{a: {services: {more: {counter: 3 min, share: 0%}}}, b: {arrivals: {per_day: 3 min}}}",
            "worlds.b.arrivals",
        ),
    ],
)
def test_what_is_wrong_in_a_world_is_told_at_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_text(worlds(text), "hall.yaml")
    assert said in render(caught.value.problems)
    assert all(problem.place and problem.place.line == 7 for problem in caught.value.problems)


def test_a_design_that_does_not_serve_a_world_is_told_with_the_world() -> None:
    text = worlds("{a: {services: {more: {counter: 3 min, share: 0%}}}}").replace(
        "serves: all", "serves: [permit, note]"
    )
    with pytest.raises(InputError) as caught:
        load_text(text)
    assert "no window serves more (in the world 'a')" in render(caught.value.problems)


def test_ranges_and_evidence_reach_into_worlds() -> None:
    source = load_text(worlds("{a: {arrivals: {per_day: 150 in 120..180}}}"))
    (basis,) = [basis for basis in source.bases if basis.is_varied]
    assert basis.name == "worlds.a.arrivals.per_day"
