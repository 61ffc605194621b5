"""Places and offices for property tests: small trees, offices that rely on others, couriers, name-plates."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Mapping = dict[str, Any]

WAYS = ("0 min", "25 min", "exponential(mean 20 min)", "uniform(0, 3 h)")
LEAVES = ("daily 11:00", "mon,thu 09:00, 16:00", "every 2 h", "every 24 h")
TAKES = ("0 h", "90 min", "0.5 workdays")


def places() -> st.SearchStrategy[Mapping]:
    """None, one, or a city with towns and villages."""
    return st.one_of(st.just({}), st.just({}), _trees())


@st.composite
def _trees(draw: st.DrawFn) -> Mapping:
    def way() -> Mapping:
        return {"time": draw(st.sampled_from(WAYS)), "fare": draw(st.sampled_from((0.0, 2.5)))}

    shares = draw(st.sampled_from((("100%", "0%", "0%"), ("20%", "30%", "50%"), (None, None, None))))
    tree: Mapping = {"city": {"travel": way()}}
    if draw(st.booleans()):
        tree["town"] = {"count": draw(st.integers(1, 3)), "within": "city", "to_parent": way()}
        tree["village"] = {"count": draw(st.integers(1, 4)), "within": "town", "to_parent": way()}
    for place, share in zip(tree.values(), shares, strict=False):
        if len(tree) == 3 and share is not None:
            place["homes"] = share
    return tree


@st.composite
def offices(draw: st.DrawFn, world: Mapping, counters: list[Mapping], hours: Any, desk: Mapping) -> Mapping:
    """One or two offices and the rule of choosing: keys of a design."""
    words = [*sorted(world["services"]), "all"]

    def office(counter: Mapping) -> Mapping:
        found: Mapping = {"windows": {"counter": counter}}
        if world["places"]:
            found["at"] = draw(st.sampled_from(sorted(world["places"])))
        if draw(st.booleans()):
            found["accepts"] = draw(st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True))
        if draw(st.booleans()):
            found["decides"] = draw(st.lists(st.sampled_from(words), max_size=1))
        if draw(st.booleans()):
            found["opening"] = hours
        if draw(st.booleans()):
            found["tickets_until"] = draw(st.sampled_from(("15:00", "23:00")))
        if draw(st.booleans()):
            found["desks"] = {"fire": desk}
        if draw(st.booleans()):
            leaves, takes = draw(st.sampled_from(LEAVES)), draw(st.sampled_from(TAKES))
            found["courier"] = {"leaves": leaves, "takes": takes}
        if draw(st.booleans()):
            shares = st.sampled_from(("0%", "30%", "80%"))
            concerned = draw(st.sampled_from(("50%", "100%")))
            found["name_plate"] = {"attended": draw(shares), "offices": concerned}
        return found

    found = {"one": office(counters[0])}
    if draw(st.booleans()):
        found["other"] = office(counters[1]) | draw(st.sampled_from(({}, {"relies_on": "one"})))
    choice = {
        "rule": draw(st.sampled_from(("nearest", "main", "least_time"))),
        "unattended": draw(st.sampled_from(("go_on", "another_day"))),
    }
    return {"offices": found, "choice": choice}
