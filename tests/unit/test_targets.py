"""Targets: how they are written, what is wrong with them, what they measure."""

import numpy as np
import pytest

from hallsim import api
from hallsim.errors import InputError, Place
from hallsim.metrics.catalogue.waits import NEVER_CALLED_MIN
from hallsim.metrics.definition.summand import Counts
from hallsim.metrics.registry import METRICS
from hallsim.scenario.targets.claim import parse_claim
from hallsim.scenario.targets.target import Target
from hallsim.scenario.targets.where import Where
from hallsim.study.targets.contradictions import contradiction
from hallsim.study.targets.goal import Goal, Scope, goal_of
from hallsim.study.targets.judge import judge, thin_parts
from hallsim.units import UnitError

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5}
  services: {a: {counter: 5 min, share: 50%}, b: {counter: 5 min, share: 50%}}
  arrivals: {per_day: 100}
designs: {one: {opening: 09:00-17:00, windows: {hall: {count: 2, serves: all}}}}
"""


def goal(text: str) -> Goal:
    return goal_of(Target.model_validate({"hold": text}))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("wait_p90 <= 15 min", "wait_p90 <= 15 min"),
        ("wait_p90<15min", "wait_p90 <= 15 min"),
        ("left_share ≤ 3 ％", "left_share <= 3%"),
        ("on_time_share at least 95%", "on_time_share >= 95%"),
        ("90 % called in 10 min", "90% called in 10 min"),
        ("0.9 called within 10 min", "90% called in 10 min"),
        ("90% 在 10 min 内叫到", "90% called in 10 min"),
        ("mean wait 5 min", "wait_mean <= 5 min"),
        ("平均等候不超过 5 min", "wait_mean <= 5 min"),
        ("at most 3% leave", "left_share <= 3%"),
        ("95% on time", "on_time_share >= 95%"),
        ("80% begun in 4 h", "80% begun in 4 h"),
    ],
)
def test_a_target_is_read_however_it_is_written(written: str, plain: str) -> None:
    assert parse_claim(written).text() == plain
    assert parse_claim(plain) == parse_claim(written)


def test_where_a_target_holds_is_part_of_it() -> None:
    claim = parse_claim("mean wait 5 min at hour, station=cashier, counter")
    assert claim.where == (Where("hour"), Where("station", "cashier"), Where("station", "counter"))
    target = Target.model_validate({"hold": "wait_mean at most 5 min at hour", "at": ["weekday", "hour"]})
    assert target.where == (Where("hour"), Where("weekday"))
    assert target.text() == "wait_mean <= 5 min at hour, weekday"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("wait_p90 = 15 min", "is no target"),
        ("<= 15 min", "is no target"),
        ("wait_p90 <= soon", "'soon' is no number"),
        ("on_time_share >= 300%", "'300%' is no share: shares go from 0% to 100%"),
        ("wait_p90 <= −15 min", "is less than nothing"),
        ("wait_p90 <= 15 yuan", "'15 yuan' is in yuan, which is no unit of amounts"),
        ("90 called in 10 min", "90 is no share of people"),
        ("100% called in 10 min", "100% is no share of people"),
        ("90% called in 10", "10 is no time"),
        ("wait_p90 <= 15 min at hours", "did you mean 'hour'"),
        ("wait_p90 <= 15 min at station=", "names no part"),
    ],
)
def test_what_is_no_target_is_told(written: str, said: str) -> None:
    with pytest.raises(UnitError, match=said):
        parse_claim(written)


@pytest.mark.parametrize(
    ("targets", "said", "advice"),
    [
        ("wait_p9 <= 15 min", "no metric 'wait_p9'", "'wait_p99'"),
        ("wait_p90 <= 15%", "cannot be 15%, a share", "35 min"),
        ("left_share <= 3", "would be 300%", "3%"),
        ("wait_p90 <= 30 h", "no wait for a window of one day", "less than 24 h"),
        ("90% called in 25 h", "no wait for a window of one day", "less than 24 h"),
        ("left_share <= 0%", "at most 0% can be shown by no number of runs", "0.1%"),
        ("on_time_share >= 100%", "at least 100% can be shown", "99.9%"),
        ("80% begun in 4 h", "rosters only", "on_time_share"),
        ("n_visits <= 400", "grows with their number", "visits_per_day"),
        ("{hold: wait_max <= 2 h, at: station}", "wait_max is not told by station", "'wait_mean'"),
        ("{hold: wait_mean <= 5 min, at: office}", "not told by office", "one hall only"),
        ("{hold: wait_mean <= 5 min, at: service=c}", "no service 'c'", "known here: a, b"),
        ("{hold: wait_mean <= 5 min, at: hour=25}", "no hour '25'", "0"),
        ("{hold: wait_mean <= 5 min, at: hal}", "no station 'hal'", "'hall'"),
        ("[wait_mean <= 5 min, wait_mean >= 10 min]", "cannot both hold", "keep one"),
        ("[wait_p90 <= 15 min, wait_p90 >= 20 min]", "cannot both hold", "keep one"),
        ("[wait_p90 <= 5 min at hour, wait_p90 >= 9 min at hour=9]", "cannot both hold", "keep one"),
        ("[90% called in 5 min, wait_p90 = 3]", "is no target", "wait_p90 <= 15 min"),
        ("{hold: wait_mean <= 5 min, confidence: 30%}", "0.5", ""),
    ],
)
def test_what_is_wrong_with_a_target_is_told_with_its_place(targets: str, said: str, advice: str) -> None:
    with pytest.raises(InputError) as caught:
        api.loads(HALL + f"targets: {targets}\n", "hall.yaml")
    assert said in str(caught.value)
    assert advice in str(caught.value)
    assert "hall.yaml:8:" in str(caught.value)


def test_targets_stand_in_the_file_as_texts_or_mappings() -> None:
    lone = api.loads(HALL + "targets: 90% called in 10 min\n").scenario.targets
    assert [target.text() for target in lone] == ["90% called in 10 min"]
    several = api.loads(
        HALL + "targets: [wait_p90 <= 15 min, {hold: left_share <= 3%, at: [hour, hall], confidence: 95%}]\n"
    ).scenario.targets
    assert [target.text() for target in several] == [
        "wait_p90 <= 15 min", "left_share <= 3% at hour, station=hall",
    ]  # fmt: skip
    assert [target.confidence for target in several] == [0.9, 0.95]


def test_a_target_of_what_no_hall_has_is_doubted_and_none_of_size() -> None:
    source = api.loads(HALL + "targets: left_share <= 3%\n")
    assert [str(doubt.said) for doubt in source.warnings] == [
        "'left_share <= 3%' always holds: no design has anything of the kind"
    ]
    with pytest.raises(InputError, match="always holds"):
        api.ask_size(source, ["windows.hall.count=2..5"], ["left_share <= 3%"])


def test_a_target_of_limits_where_nobody_is_promised_any_is_refused_before_a_run() -> None:
    source = api.loads(HALL + "targets: 95% on time\n")
    said = "'on_time_share >= 95%' can be told of nobody: no service has a limit"
    assert [str(doubt.said) for doubt in source.warnings] == [said]
    with pytest.raises(InputError, match="no service has a limit"):
        api.ask_size(source, ["windows.hall.count=2..5"])
    promised = HALL.replace("share: 50%}, b", "share: 50%, decision: promised, limit: 5 workdays}, b")
    doubts = api.loads(promised + "targets: 95% on time\n").warnings
    assert not any("told of nobody" in str(doubt.said) for doubt in doubts)


def test_a_bound_on_a_quantile_is_one_on_the_share_called() -> None:
    quantile, share = goal("wait_p90 <= 15 min"), goal("90% called in 15 min")
    assert (quantile.share, quantile.limit, quantile.bound, quantile.at_most) == (0.9, 15, 0.9, False)
    assert (share.share, share.limit, share.bound) == (0.9, 15, 0.9)
    assert quantile.scopes == share.scopes == (Scope("called_in_p90"),)
    assert goal("wait_median <= 5 min").share == 0.5
    assert goal("wait_p90 >= 5 min").share is None  # a least wait is about those who wait
    assert goal("wait_mean <= 300 s").limit == 5


def test_figures_of_people_are_those_of_tickets_at_a_station() -> None:
    found = [
        goal(f"{text} at station").scopes[0]
        for text in ("wait_p90 <= 9 min", "wait_mean <= 9 min", "left_share <= 3%", "utilisation_mean <= 90%",
                     "desk_utilisation <= 90%")
    ]  # fmt: skip
    assert [(scope.metric, scope.dimension) for scope in found] == [
        ("ticket_called_in_p90", "queue"), ("ticket_wait_mean", "queue"), ("abandonment_share", "queue"),
        ("utilisation_mean", "window"), ("desk_utilisation", "desk"),
    ]  # fmt: skip


def waits(*minutes: float) -> Counts:
    values, counts = np.unique(np.array(minutes, float), return_counts=True)
    return Counts(values, counts.astype(float), 0.9)


def test_who_leaves_counts_as_never_called() -> None:
    """Nine of ten who stay wait no longer than 10 min, but two of ten leave."""
    wanted = goal("wait_p90 <= 15 min")
    scope = wanted.scopes[0]
    stay = [waits(*[5.0] * 70, *[10.0] * 10, *[NEVER_CALLED_MIN] * 20) for _ in range(8)]
    all_stay = [waits(*[5.0] * 80, *[10.0] * 20) for _ in range(8)]
    errors = {wanted: 0.05}
    left = judge([wanted], {(scope, ""): stay}, errors).readings[0]
    assert (left.value, left.state, left.shown()[0]) == (0.8, "not_met", NEVER_CALLED_MIN)
    stayed = judge([wanted], {(scope, ""): all_stay}, errors, days=20).readings[0]
    assert (stayed.value, stayed.state, stayed.shown()[0]) == (1.0, "met", 10)


def test_the_time_shown_turns_where_the_verdict_turns() -> None:
    draws = np.random.default_rng(4)
    several = [waits(*np.round(draws.exponential(6, 300), 2)) for _ in range(12)]
    lo, hi = 0.0, 0.0
    for minutes in (11.0, 13.0, 14.0, 16.0, 19.0):
        wanted = goal(f"wait_p90 <= {minutes} min")
        reading = judge([wanted], {(wanted.scopes[0], ""): several}, {wanted: 0.05}).readings[0]
        value, lo, hi = reading.shown()
        assert lo <= value <= hi
        expected = "met" if hi <= minutes else "not_met" if lo > minutes else "tied"
        assert reading.state == expected
    assert hi - lo < 4


def test_the_time_shown_agrees_with_the_verdict_of_two_days_too() -> None:
    """With two days an end of the interval of the share falls and rises with the time."""
    draws = np.random.default_rng(5)
    n_met = 0
    for _ in range(60):
        two = [waits(*np.round(draws.exponential(mean, 40), 1)) for mean in draws.uniform(2, 9, 2)]
        for minutes in (3.0, 6.0, 9.0, 12.0, 18.0, 30.0):
            wanted = goal(f"wait_p90 <= {minutes} min")
            reading = judge([wanted], {(wanted.scopes[0], ""): two}, {wanted: 0.1}).readings[0]
            value, lo, hi = reading.shown()
            assert lo <= value <= hi
            assert reading.state == ("met" if hi <= minutes else "not_met" if lo > minutes else "tied")
            n_met += reading.state == "met"
    assert n_met


def test_what_nobody_met_with_is_not_yet_shown() -> None:
    """Five days without a leaver may be luck; sixty are not."""
    wanted = goal("left_share <= 3%")
    restore = METRICS["left_share"].statistic.restore
    nobody = {(wanted.scopes[0], ""): [restore([0, 400]) for _ in range(5)]}
    assert judge([wanted], nobody, {wanted: 0.05}).state == "tied"
    assert judge([wanted], nobody, {wanted: 0.05}, days=12).state == "met"


def test_met_is_met_everywhere_and_thin_parts_are_left_out() -> None:
    wanted = goal("wait_mean <= 10 min at hour")
    everywhere = Scope("wait_mean", "hour")
    restore = METRICS["wait_mean"].statistic.restore
    of = {
        "9": [restore([50 * (8 + i % 2), 50]) for i in range(8)],
        "10": [restore([50 * (12 + i % 2), 50]) for i in range(8)],
        "17": [restore([300, 1]) for _ in range(8)],
    }
    measured = {(everywhere, part): parts for part, parts in of.items()}
    verdict = judge([wanted], measured, {wanted: 0.05})
    assert {one.part: one.state for one in verdict.readings} == {"9": "met", "10": "not_met"}
    assert (verdict.state, verdict.worst and verdict.worst.part) == ("not_met", "10")
    assert [part for _, part in thin_parts([wanted], measured)] == ["17"]
    without = {key: parts for key, parts in measured.items() if key[1] != "10"}
    assert judge([wanted], without, {wanted: 0.05}).state == "met"


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("90% called in 15 min", "wait_p90 >= 20 min", False),
        ("wait_p90 >= 20 min", "90% called in 15 min", False),
        ("90% called in 15 min", "wait_median >= 20 min", False),
        ("90% called in 15 min", "wait_p95 >= 20 min", True),
        ("90% called in 15 min", "wait_p90 >= 15 min", True),
        ("wait_target_share >= 90%", "wait_p90 >= 20 min", False),
        ("wait_target_share <= 80%", "90% called in 15 min", False),
        ("wait_target_share <= 80%", "90% called in 20 min", True),
        ("wait_mean <= 1 min", "wait_p90 >= 20 min", False),
        ("wait_mean <= 3 min", "wait_p90 >= 20 min", True),
        ("wait_p90 <= 10 min", "90% called in 15 min", True),
        ("90% called in 15 min at station", "wait_p90 >= 20 min", True),
        ("90% called in 15 min at hour", "wait_p90 >= 20 min at hour=9", False),
    ],
)
def test_two_targets_of_one_wait_that_no_hall_can_hold(one: str, other: str, both: bool) -> None:
    """Of F, the share called by a time, one wants more than the other allows; a wait of 15 min is short."""
    goals = [goal_of(Target.model_validate({"hold": text})) for text in (one, other)]
    found = list(contradiction(goals[0], goals[1], Place(file="x", line=1, column=1), 15.0))
    assert (not found) == both
