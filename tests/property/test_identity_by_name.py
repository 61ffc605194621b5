"""Who a citizen is depends on names: not on the order of keys, and on nobody else's numbers.

Rules of the model: R2.2 to R2.5.
"""

import copy
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hallsim.demand.generate import generate
from hallsim.hall.decisions.homes import homes
from hallsim.hall.plan.places import geography
from hallsim.scenario.world.world import World
from hallsim.units import MS_PER_HOUR

Tree = dict[str, Any]
Citizen = dict[str, Any]

FEW = settings(max_examples=15)
SEED = st.integers(0, 2**63 - 1)
DAY_MS = 8 * MS_PER_HOUR
MAPS = ("services", "groups", "errands", "places")

BY_SHARE: Tree = {
    "calendar": {"start": "2026-03-02", "days": 3},
    "services": {
        "licence": {"share": "45%", "counter": "exponential(mean 8 min)", "collect": "uniform(1, 3 min)"},
        "permit": {"share": "35%", "counter": "exponential(mean 5 min)", "steps": {"look": {"work": "1 h"}}},
        "question": {"share": "20%", "kind": "enquiry", "counter": "exponential(mean 2 min)"},
    },
    "groups": {
        "firms": {"share": "30%", "matters": {"1": "50%", "3": "50%"}, "errands": {"shop": "30%"}},
        "people": {"share": "50%", "patience": "exponential(mean 60 min)"},
        "elderly": {"share": "20%", "services": {"licence": "80%", "permit": "20%"}},
    },
    "errands": {
        "shop": {"services": ["licence", "permit"], "share": "5%"},
        "move": {"services": ["permit", "question"], "share": "3%"},
    },
    "places": {"town": {"homes": "60%"}, "village": {"count": 5, "within": "town", "homes": "40%"}},
    "arrivals": [{"per_day": 80, "batch": {"1": "80%", "2": "20%"}, "day_cv": 0.2}],
}


def by_volume(**per_day: float) -> Tree:
    """The same world with numbers a day of the services."""
    world = copy.deepcopy(BY_SHARE)
    for name, service in world["services"].items():
        del service["share"]
        service["per_day"] = per_day.get(name, {"licence": 40, "permit": 30, "question": 20}[name])
    del world["arrivals"][0]["per_day"]
    return world


def without(world: Tree, *keys: str) -> Tree:
    """A copy without some keys."""
    return {key: value for key, value in copy.deepcopy(world).items() if key not in keys}


def citizens(world: Tree, seed: int) -> dict[int, Citizen]:
    """By identity, everything drawn of a citizen in the words of the world."""
    model = World.model_validate(world)
    demand = generate(model, seed, 0)
    home = (
        homes(model, geography(model, DAY_MS), demand) if model.places else np.zeros(demand.n_citizens, int)
    )
    groups, services = list(model.groups) or [""], list(model.services)
    found = {}
    for c in range(demand.n_citizens):
        matters = range(int(demand.matter_start[c]), int(demand.matter_start[c + 1]))
        found[int(demand.identity[c])] = {
            "arrive_ms": int(demand.arrive_ms[c]),
            "group": groups[demand.group[c]],
            "home": place_of(model, int(home[c])),
            "patience_ms": demand.patience_ms[c].tolist(),
            "matters": [
                (
                    services[demand.service[i]],
                    demand.route_work_ms[demand.route_start[i] : demand.route_start[i + 1]].tolist(),
                    int(demand.collect_work_ms[i]),
                    demand.step_work_ms[demand.step_start[i] : demand.step_start[i + 1]].tolist(),
                    demand.error_u[i].tolist(),
                )
                for i in matters
            ],
        }
    return found


def place_of(world: World, place: int) -> tuple[str, int]:
    """Name of a place and which of its kind it is."""
    where = geography(world, DAY_MS)
    kind = int(where.kind[place])
    return where.kinds[kind], int(np.sum(where.kind[:place] == kind))


@FEW
@given(SEED, st.sampled_from([BY_SHARE, by_volume()]), st.randoms(use_true_random=False))
def test_keys_in_another_order_change_no_citizen(seed: int, world: Tree, random: Any) -> None:
    turned = copy.deepcopy(world)
    for name in MAPS:
        keys = list(turned[name])
        random.shuffle(keys)
        turned[name] = {key: turned[name][key] for key in keys}
        for entry in turned[name].values():
            for key, value in entry.items():
                if isinstance(value, dict):
                    entry[key] = dict(reversed(value.items()))
    one, two = citizens(world, seed), citizens(turned, seed)
    assert one == two
    assert list(one) == list(two), "and they come in the same order"


@FEW
@given(SEED, st.sampled_from(["licence", "permit", "question"]), st.floats(1.0, 2.0))
def test_more_of_one_service_adds_its_citizens_and_changes_nobody(
    seed: int, name: str, factor: float
) -> None:
    plain = without(by_volume(), "groups", "errands")
    del plain["arrivals"][0]["batch"]
    more = copy.deepcopy(plain)
    more["services"][name]["per_day"] *= factor
    before, after = citizens(plain, seed), citizens(more, seed)
    assert {who: after.get(who) for who in before} == before
    new = [after[who]["matters"][0][0] for who in after if who not in before]
    assert set(new) <= {name}


@FEW
@given(SEED, st.floats(1.0, 2.0))
def test_with_groups_and_errands_too_more_of_one_service_keeps_the_others(seed: int, factor: float) -> None:
    world = by_volume()
    del world["groups"]["elderly"]["services"]
    world["arrivals"][0].pop("batch")
    more = copy.deepcopy(world)
    more["services"]["permit"]["per_day"] *= factor
    before, after = citizens(world, seed), citizens(more, seed)
    for who, citizen in before.items():
        assert after[who]["group"] == citizen["group"]
        assert after[who]["matters"][0] == citizen["matters"][0]
        assert len(after[who]["matters"]) == len(citizen["matters"])
    assert {after[who]["matters"][0][0] for who in after if who not in before} <= {"permit", "licence"}


@FEW
@given(SEED, st.booleans())
def test_a_new_service_takes_citizens_only_for_itself(seed: int, first: bool) -> None:
    plain = without(BY_SHARE, "groups", "errands")
    added = copy.deepcopy(plain)
    rare = {"rare": {"share": "1%", "counter": "1 min"}}
    added["services"] = {**rare, **added["services"]} if first else {**added["services"], **rare}
    before, after = citizens(plain, seed), citizens(added, seed)
    assert list(before) == list(after)
    for who, citizen in before.items():
        for old, new in zip(citizen["matters"], after[who]["matters"], strict=True):
            assert new[0] == "rare" or new == old


@FEW
@given(SEED, st.booleans())
def test_a_new_group_and_a_new_place_take_citizens_only_for_themselves(seed: int, first: bool) -> None:
    plain = without(BY_SHARE, "errands")
    for group in plain["groups"].values():
        group.pop("errands", None)
    added = copy.deepcopy(plain)
    for name, entry in (("groups", {"share": "2%"}), ("places", {"homes": "2%"})):
        rare = {"rare": entry}
        added[name] = {**rare, **added[name]} if first else {**added[name], **rare}
    before, after = citizens(plain, seed), citizens(added, seed)
    assert list(before) == list(after)
    for who, citizen in before.items():
        if after[who]["group"] != "rare":
            assert after[who]["group"] == citizen["group"]
            assert after[who]["matters"] == citizen["matters"]
        assert after[who]["home"] == citizen["home"] or after[who]["home"][0] == "rare"
