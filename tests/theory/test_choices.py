"""Who is drawn for what: shares, independence and Poisson parts, against what probability says (R2.4, R2.5).

A bound of 4.5 standard errors, or a chi square of probability 1e-5, fails once in 100,000 honest runs.
"""

import numpy as np
from scipy import stats

from hallsim.demand.generate import generate
from hallsim.demand.tape import Tape
from hallsim.scenario.world.world import World

N = 200_000
RARE = 1e-5


def tape(seed: int = 1, n: int = N) -> Tape:
    """Citizens numbered one after another: identities as regular as can be."""
    return Tape(stream=(seed, 0, "main"), identity=np.arange(n), number=np.zeros(n, dtype=np.int64))


def test_names_are_drawn_by_their_weights() -> None:
    weights = np.array([0.5, 0.0, 0.3, 0.15, 0.05])
    drawn = tape().choices("service", list("abcde"), weights, np.arange(N))
    counts = np.bincount(drawn, minlength=5)
    assert counts[1] == 0
    has = weights > 0
    assert stats.chisquare(counts[has], N * weights[has]).pvalue > RARE
    wrong = np.array([0.5, 0.29, 0.16, 0.05])
    assert stats.chisquare(counts[has], N * wrong).pvalue < RARE, "a share that is one point off is seen"


def test_uniforms_are_uniform_and_independent_of_each_other() -> None:
    people = tape()
    matters = Tape(stream=people.stream, identity=people.identity, number=people.number + 1)
    other = Tape(stream=(2, 0, "main"), identity=people.identity, number=people.number)
    first = people.uniforms("work/counter")
    assert stats.kstest(first, "uniform").pvalue > RARE
    assert stats.kstest(first - np.floor(first * 1024) / 1024, "uniform", (0, 1 / 1024)).pvalue > RARE
    for second in (
        np.roll(first, 1),
        people.uniforms("work/cashier"),
        matters.uniforms("work/counter"),
        other.uniforms("work/counter"),
    ):
        cells, *_ = np.histogram2d(first, second, bins=16, range=[[0, 1], [0, 1]])
        assert stats.chisquare(cells.ravel()).pvalue > RARE


def test_what_is_drawn_says_nothing_about_the_choice_before_it() -> None:
    people = tape()
    everybody = np.arange(N)
    group = people.choices("group", ["a", "b"], np.array([0.3, 0.7]), everybody)
    service = people.choices("service", ["a", "b"], np.array([0.4, 0.6]), everybody)
    table = np.array([[np.sum((group == g) & (service == s)) for s in (0, 1)] for g in (0, 1)])
    assert stats.chi2_contingency(table, correction=False).pvalue > RARE


def test_services_that_say_how_many_come_are_independent_poisson_processes() -> None:
    n_days = 4000
    world = World.model_validate({
        "calendar": {"days": n_days, "working_days": "all"},
        "services": {name: {"per_day": n, "counter": "1 min"} for name, n in (("a", 3), ("b", 6))},
        "arrivals": [{"profile": "always"}],
    })  # fmt: skip
    demand = generate(world, 5, 0)
    day = demand.arrive_ms // (24 * 3_600_000)
    a, b = (np.bincount(day[demand.service == s], minlength=n_days) for s in (0, 1))
    for counts, mean in ((a, 3), (b, 6)):
        assert abs(counts.mean() - mean) < 4.5 * np.sqrt(mean / n_days)
        # The variance of a sample variance of a Poisson count is (mean + 2 mean^2) / n.
        assert abs(counts.var() - mean) < 4.5 * np.sqrt((mean + 2 * mean**2) / n_days)
    assert abs(np.corrcoef(a, b)[0, 1]) < 4.5 / np.sqrt(n_days)


def test_groups_errands_and_services_come_as_their_shares_say() -> None:
    world = World.model_validate({
        "calendar": {"days": 400, "working_days": "all"},
        "services": {"a": {"per_day": 60, "counter": "1 min"}, "b": {"per_day": 40, "counter": "1 min"}},
        "groups": {
            "firms": {"share": "30%", "errands": {"shop": "40%"}},
            "people": {"share": "70%", "services": {"a": "90%", "b": "10%"}},
        },
        "errands": {"shop": {"services": ["a", "b"], "share": "10%"}},
        "arrivals": [{"profile": "always"}],
    })  # fmt: skip
    expected = world.mix().aims(world.arrivals[0])
    by_hand = np.array(
        [[0.3 * 0.6 * 0.6, 0.3 * 0.6 * 0.4, 0.3 * 0.4], [0.7 * 0.9 * 0.9, 0.7 * 0.9 * 0.1, 0.07]]
    )
    assert np.allclose(expected, by_hand)
    demand = generate(world, 6, 0)
    first = demand.service[demand.matter_start[:-1]]
    shop = np.diff(demand.matter_start) == 2
    aim = np.where(shop, 2, first)
    counts = np.array([[np.sum((demand.group == g) & (aim == k)) for k in range(3)] for g in range(2)])
    assert stats.chisquare(counts.ravel(), demand.n_citizens * expected.ravel()).pvalue > RARE
