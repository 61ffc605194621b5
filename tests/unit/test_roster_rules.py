"""The file of shifts and contracts, and what is made of it: shifts, the cheapest cover, people, costs."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.errors import InputError
from hallsim.roster.counts import Frame
from hallsim.roster.hopeless import refuse_night
from hallsim.roster.improve import keeps_contracts, mended
from hallsim.roster.milp import Market, clashes, cover, market_of
from hallsim.roster.own import own_fits
from hallsim.roster.people import allowed, assign, n_beyond, people_needed, staffing_by, week_cost
from hallsim.roster.periods import on_duty, periods_of, staffing_of
from hallsim.roster.plan import MANY, frame_of
from hallsim.roster.rules_file import check_rules, checked_rules, read_rules, refuse_uncovered, rules_of_text
from hallsim.roster.stations import Seat, Station, own_staffing, staffed, stations_of, written_week
from hallsim.roster.targets import Target, read_targets
from hallsim.roster.variants import Duty, crews_of, variants_of
from hallsim.roster.written import design_name
from hallsim.scenario.design.costs import Costs
from hallsim.scenario.design.design import Design
from hallsim.scenario.values.hours import parse_hours

HOUR = 3_600_000


def station(
    hours: str | list[str] = "09:00-14:00", name: str = "counter", *, is_desk: bool = False
) -> Station:
    week = parse_hours(hours).by_weekday
    return Station(name=name, office="", group=name, is_desk=is_desk, hours=week, own=())


def market(text: str, *stations: Station, weekdays: tuple[int, ...] = (0,), by_ms: int = HOUR) -> Market:
    file = rules_of_text(text, "shifts.yaml")
    frame = Frame(stations=stations, periods=periods_of(stations, weekdays, by_ms), targets=())
    check_rules(file, stations, weekdays, by_ms)
    most = np.full(len(stations), MANY)
    return market_of(file.rules, frame, crews_of(file.rules, stations), Costs(), most)


def problems(text: str, *stations: Station) -> list[tuple[str, int, str]]:
    """(code, line, message) of whatever is wrong."""
    with pytest.raises(InputError) as caught:
        market(text, *(stations or (station(),)), weekdays=(0, 1, 2, 3, 4))
    return [(p.code, p.place.line if p.place else 0, p.message) for p in caught.value.problems]


TWO_SHIFTS = "shifts: {two: {length: 2 h}, three: {length: 3 h}}"


def test_the_cheapest_cover_is_that_of_enumeration() -> None:
    found = market(TWO_SHIFTS, station())
    variants = found.variants[0, 0]
    there = np.array([[any(a <= h < b for a, b in v.spans) for h in _hours(found)] for v in variants])
    numbers = np.array(list(product(range(4), repeat=len(variants))))
    costs = numbers @ np.array([v.paid_h * 40.0 for v in variants])
    draw = np.random.default_rng(1)
    for _ in range(12):
        need = draw.integers(0, 4, (1, 1, 5))
        enough = (numbers @ there >= need[0, 0]).all(axis=1)
        duties, short = cover(need, found)
        assert short == 0
        assert week_cost(duties, found) == pytest.approx(costs[enough].min())
        covered = np.sum([there[variants.index(duty.variant)] for duty in duties], axis=0)
        assert (covered >= need[0, 0]).all()


def _hours(found: Market) -> list[int]:
    return [int(start) for start in found.frame.periods.starts_ms]


def test_a_budget_buys_what_covers_most() -> None:
    found = market(TWO_SHIFTS, station())
    need = np.array([[[1, 3, 3, 1, 0]]])
    duties, short = cover(need, found, budget=2 * 2 * 40.0)
    assert week_cost(duties, found) <= 160.0
    assert short == pytest.approx(8 - 4)


def test_at_most_so_many_beginnings() -> None:
    need = np.array([[[1, 1, 2, 1, 2]]])
    free = cover(need, market("shifts: {two: {length: 2 h}}", station()))[0]
    few = cover(need, market("shifts: {two: {length: 2 h}}\nstarts: 3", station()))[0]
    assert len({duty.variant.come for duty in few}) <= 3
    assert len(few) >= len(free)


def test_windows_are_the_most_at_once() -> None:
    found = market(TWO_SHIFTS, station())
    tight = replace(found, most=np.array([1]))
    duties, short = cover(np.array([[[2, 2, 2, 2, 2]]]), tight)
    assert short == pytest.approx(5.0)
    assert sum(duty.variant.paid_h for duty in duties) <= 5


def test_breaks_lie_where_they_may_and_are_not_paid() -> None:
    text = "shifts: {day: {length: 8 h, pause: {length: 45 min, between: 11:00-14:00}}}"
    rules = rules_of_text(text, "s").rules
    found = variants_of(rules, station("08:30-17:00"), 0, 1_800_000)
    assert {v.come for v in found} == {int(8.5 * HOUR), 9 * HOUR}
    assert {v.paid_ms for v in found} == {int(7.25 * HOUR)}
    pauses = {(v.spans[0][1], v.spans[1][0]) for v in found}
    assert min(a for a, _ in pauses) == 11 * HOUR
    assert max(b for _, b in pauses) == 14 * HOUR
    assert all(b - a == 45 * 60_000 for a, b in pauses)


def test_a_midday_closing_is_the_break() -> None:
    text = "shifts: {day: {length: 8 h, pause: {length: 45 min, between: 11:00-14:00}}}"
    found = variants_of(rules_of_text(text, "s").rules, station(["09:00-12:00", "13:00-17:00"]), 0, HOUR)
    assert [v.spans for v in found] == [((9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))]
    assert found[0].paid_h == 7


def test_premiums_cost_more() -> None:
    text = f"{TWO_SHIFTS}\nwages: {{premiums: [{{hours: 12:00-14:00, share: 50%}}]}}"
    found = market(text, station())
    late = next(v for v in found.variants[0, 0] if v.template == "two" and v.come == 12 * HOUR)
    assert found.cost(Duty(0, 0, late, 0)) == pytest.approx(2 * 40 * 1.5)


def test_contracts_say_how_many_people_it_takes() -> None:
    text = "shifts: {five: {length: 5 h}}\ncontracts: {part: {days: 3, hours: 12 h, overtime: 3 h}}"
    found = market(text, station(), weekdays=(0, 1, 2, 3, 4))
    variant = found.variants[0, 0][0]
    duties = [Duty(0, w, variant, 0) for w in range(5)]
    assert people_needed(duties, 0, found) == 2  # five days are more than three
    # 25 h of two people whose 24 h are no overtime: an hour at half as much again
    assert week_cost(duties, found) == pytest.approx(25 * 40 + 1 * 20)
    people = assign(duties, found)
    assert sorted(len(one.duties) for one in people) == [2, 3]
    assert all(one.paid_ms <= 15 * HOUR for one in people)


def test_nobody_works_more_days_than_the_contract_has() -> None:
    found = market(
        "shifts: {five: {length: 5 h}}\ncontracts: {part: {days: 3}}", station(), weekdays=(0, 1, 2, 3, 4)
    )
    people = assign([Duty(0, w, found.variants[0, 0][0], 0) for w in range(5)], found)
    assert sorted(len(one.duties) for one in people) == [2, 3]


def test_too_few_people_and_too_few_hours_are_not_allowed() -> None:
    text = "shifts: {five: {length: 5 h}}\ncontracts: {part: {people: 1, least: 10 h, days: 5}}"
    found = market(text, station(), weekdays=(0, 1))
    duty = Duty(0, 0, found.variants[0, 0][0], 0)
    other = Duty(0, 1, found.variants[0, 1][0], 0)
    assert allowed([duty, other], found)
    assert not allowed([duty, duty, other], found)  # two on one day
    assert not allowed([duty], found)  # five hours of at least ten


def test_rest_between_two_days_takes_another_person() -> None:
    text = (
        "shifts: {early: {length: 4 h, starts: [08:00]}, late: {length: 4 h, starts: [18:00]}}\n"
        "contracts: {clerk: {rest: 11 h}}"
    )
    found = market(text, station("08:00-22:00"), weekdays=(0, 1))
    by_name = {(v.template, w): v for w in (0, 1) for v in found.variants[0, w]}
    duties = [Duty(0, 0, by_name["late", 0], 0), Duty(0, 1, by_name["early", 1], 0)]
    assert len(clashes(duties, 11 * HOUR)) == 1
    assert people_needed(duties, 0, found) == 2
    assert len(assign(duties, found)) == 2


def test_named_people_have_skills_and_free_days() -> None:
    text = """
shifts: {five: {length: 5 h}}
contracts: {full: {days: 5}, none: {people: 0}}
clerks:
  li: {contract: full, stations: [counter], off: [tue]}
  wang: {contract: full, stations: [cashier]}
"""
    found = market(text, station(), station(name="cashier"), weekdays=(0, 1))
    duties, short = cover(np.ones((2, 2, 5), np.int64), found)
    assert short == pytest.approx(0.0)  # whoever has no name has the contract too
    named = {(one.name, w, d.station) for one in assign(duties, found) for w, d in one.duties.items()}
    assert ("li", 1, 0) not in named
    assert all(s == 0 for who, _, s in named if who == "li")
    staffing = staffing_by(duties, found)
    assert {seat.clerk for seat in staffing["counter"]} <= {"li", ""}


def test_whoever_is_owed_hours_works_them() -> None:
    text = (
        "shifts: {five: {length: 5 h}}\n"
        "contracts: {cheap: {per_hour: 10}, full: {least: 10 h, per_hour: 50}}\n"
        "clerks: {li: {contract: full}}"
    )
    found = market(text, station(), weekdays=(0, 1, 2))
    duties, _ = cover(np.ones((1, 3, 5), np.int64), found)
    assert sum(duty.variant.paid_h for duty in duties if found.crews[duty.crew].clerk == "li") == 10
    assert allowed(duties, found)
    assert not allowed([duty for duty in duties if found.crews[duty.crew].clerk != "li"], found)


def test_contracts_that_contradict_each_other_are_told_from_too_little_time() -> None:
    text = (
        "shifts: {five: {length: 5 h}}\ncontracts: {full: {least: 15 h, days: 3, people: 0}}\n"
        "clerks: {li: {contract: full}, wang: {contract: full}}\nwindows: {counter: 1}"
    )
    found = replace(market(text, station(), weekdays=(0, 1, 2)), most=np.array([1]))
    with pytest.raises(InputError, match="hours that their contract owes"):
        cover(np.ones((1, 3, 5), np.int64), found)


def test_a_change_is_not_refused_for_what_was_wrong_before_it() -> None:
    text = (
        "shifts: {five: {length: 5 h}}\ncontracts: {cheap: {}, full: {least: 10 h}}\n"
        "clerks: {li: {contract: full}}"
    )
    found = market(text, station(), weekdays=(0, 1))
    (variant,) = found.variants[0, 0]
    cheap = [Duty(0, 0, variant, 1)] * 2
    assert not allowed(cheap, found)  # Li is owed 10 h
    assert keeps_contracts(cheap, cheap[:1], found)
    few = replace(found, crews=(found.crews[0], replace(found.crews[1], people=2)))
    assert not keeps_contracts(cheap, [*cheap, cheap[0]], few)  # there are two


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("shifts: {five: {length: 5 h}}", True),
        ("shifts: {five: {length: 5 h}}\ncontracts: {c: {hours: 20 h}}", True),
        ("shifts: {five: {length: 5 h}}\ncontracts: {c: {per_hour: 500}}", False),
        ("shifts: {five: {length: 5 h}}\ncontracts: {c: {people: 2}}", False),
        ("shifts: {five: {length: 5 h}}\ncontracts: {c: {least: 5 h}}\nclerks: {li: {contract: c}}", False),
        ("shifts: {five: {length: 5 h}}\nwindows: {counter: 1}", False),
        ("shifts: {five: {length: 5 h}}\nstarts: 1", True),
        ("shifts: {two: {length: 2 h}}", True),  # one takes over from another
        ("shifts: {two: {length: 2 h}}\nstarts: 1", False),  # who takes over begins
        ("shifts: {mon: {length: 5 h, days: mon}, tue: {length: 5 h, days: tue}}", True),
        (
            "shifts: {five: {length: 5 h}, tue: {length: 5 h, days: tue, stations: [counter]}}\n"
            "contracts: {c: {shifts: [tue]}}", False,
        ),
    ],
)  # fmt: skip
def test_the_designs_own_roster_is_used_where_the_rules_let_it(text: str, fits: bool) -> None:
    found = market(text, station(), weekdays=(0, 1))
    most = found.rules.windows.get("counter", MANY)
    day = ((9 * HOUR, 13 * HOUR),)
    own = {"counter": (Seat((day,) * 7), Seat((day,) * 7))}
    assert own_fits(own, replace(found, most=np.array([most]))) == fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("starts: 2", True),
        ("starts: 1", False),  # one begins at 9, one at 10
        ("contracts: {c: {days: 2}}", True),
        ("contracts: {c: {days: 1}}", False),  # Li works on Monday and Tuesday
        ("contracts: {c: {hours: 8 h}}", True),
        ("contracts: {c: {hours: 7 h}}", False),
        ("contracts: {c: {hours: 7 h, overtime: 1 h}}", True),
        ("contracts: {c: {rest: 20 h, days: 4}}", True),  # Li goes at 13:00 and comes at 9:00
        ("contracts: {c: {rest: 21 h, days: 4}}", False),
        ("contracts: {c: {days: 1}, d: {}}", True),
    ],
)
def test_the_designs_own_roster_keeps_beginnings_and_what_contracts_say_of_one_person(
    text: str, fits: bool
) -> None:
    found = market("shifts: {five: {length: 5 h}}\n" + text, station(), weekdays=(0, 1))
    early, late = ((9 * HOUR, 13 * HOUR),), ((10 * HOUR, 13 * HOUR),)
    own = {"counter": (Seat((early,) * 7, "li"), Seat((late,) * 7))}
    assert own_fits(own, found) == fits
    nobody = {"counter": (Seat((early,) * 7), Seat((late,) * 7))}
    assert own_fits(nobody, found) == (text != "starts: 1")  # as many people as it takes


@pytest.mark.parametrize(("rule", "n"), [("starts: 1", 1), ("windows: {counter: 1}", 1), ("starts: 2", 0)])
def test_no_change_brings_more_beginnings_or_windows_than_there_may_be(rule: str, n: int) -> None:
    found = market("shifts: {two: {length: 2 h}}\n" + rule, station(), weekdays=(0,))
    found = replace(found, most=np.array([found.rules.windows.get("counter", MANY)]))
    first, second = found.variants[0, 0][:2]  # 9:00 to 11:00, 10:00 to 12:00
    before, after = [Duty(0, 0, first, 0)], [Duty(0, 0, first, 0), Duty(0, 0, second, 0)]
    assert n_beyond(after, found) == n
    assert keeps_contracts(before, after, found) == (n == 0)
    broken = np.array([[[False, False, True, False, False]]])  # 11:00, where nobody is
    mends = mended(before, broken, found)
    assert n_beyond(mends, found) == 0
    if rule == "starts: 1":
        assert mends == before  # more who go at 11:00 call nobody


def test_the_break_of_an_evening_hall_lies_in_its_middle() -> None:
    here = station("14:00-22:00")
    rules = read_rules(None, [here]).rules
    full = [v for v in variants_of(rules, here, 0, HOUR) if v.template == "full"]
    assert full
    assert all(v.spans[0][1] >= 17 * HOUR and v.spans[1][0] <= 19 * HOUR for v in full)
    noon = read_rules(None, [station("09:00-17:00")]).rules.shifts["full"].pause
    assert noon is not None
    assert noon.between.by_weekday[0] == ((11 * HOUR, 14 * HOUR),)


def test_a_name_that_is_taken_is_not_given_to_the_roster() -> None:
    assert design_name("hall", ["hall", "other"]) == "hall_roster"
    assert design_name("hall", ["hall", "hall_roster", "hall_roster_2"]) == "hall_roster_3"


def test_who_is_on_duty_is_what_was_needed() -> None:
    here = station()
    periods = periods_of([here], (0, 2), HOUR)
    need = np.array([[[1, 2, 3, 2, 0], [0, 1, 1, 0, 2]]])
    staffing = staffing_of([here], periods, need)
    assert (on_duty([here], periods, staffing) == need).all()
    assert written_week(staffing["counter"][0].week)["mon"] == ["09:00-13:00"]


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ("shifts: {day: {length: 9 h}}", "shift.nowhere", 1, "fits into the hours of no station"),
        (
            "shifts:\n  day: {length: 5 h, pause: {length: 1 h, between: 15:00-17:00}}",
            "shift.pause", 2, "break",
        ),
        (
            "shifts:\n  day: {length: 5 h, pause: {length: 1 h, between: 14:00-11:00}}",
            "shift.break_hours", 2, "end before they begin",
        ),
        (
            "shifts: {five: {length: 5 h}}\ncontracts:\n  a: {rest: 20 h}",
            "contract.rest", 3, "two days running",
        ),
        ("shifts: {day: {length: 4 h 2 min}}", "shift.minutes", 1, "whole five minutes"),
        (f"{TWO_SHIFTS}\ncontracts:\n  a: {{shifts: [twice]}}", "shift.unknown", 3, "no shift 'twice'"),
        (f"{TWO_SHIFTS}\nclerks:\n  li: {{contract: full}}", "contract.unknown", 3, "no contract 'full'"),
        (f"{TWO_SHIFTS}\nwindows: {{countr: 3}}", "group of windows or desk.unknown", 2, "countr"),
        (
            f"{TWO_SHIFTS}\ncontracts:\n  a:\n    stations: [cashier]",
            "group of windows or desk.unknown", 4, "cashier",
        ),
        (f"{TWO_SHIFTS}\ncontracts:\n  a: {{hours: 10 h, least: 12 h}}", "contract.least", 3, "at most 10 h"),
        (
            f"{TWO_SHIFTS}\ncontracts:\n  a: {{days: 2, least: 12 h}}",
            "contract.days", 3, "2 days of at most 3 h",
        ),
        # hours of a week stay hours
        (f"{TWO_SHIFTS}\ncontracts:\n  a: {{least: 30 h}}", "contract.days", 3, "works at least 30 h a week"),
        (f"{TWO_SHIFTS}\ncontracts:\n  a: {{hours: 1 h}}", "contract.short", 3, "shortest shift"),
        (
            "shifts: {a: {length: 4 h, starts: [09:00]}}\ncontracts:\n  a: {rest: 21 h}",
            "contract.rest", 3, "two days running",
        ),
        (
            f"{TWO_SHIFTS}\ncontracts: {{a: {{}}}}\nclerks:\n  li: {{contract: a, off: mon-fri}}",
            "clerk.off", 4, "li",
        ),
        (
            f"{TWO_SHIFTS}\ncontracts: {{a: {{least: 15 h}}}}\nclerks:\n  li: {{contract: a, off: wed}}",
            "clerk.least", 4, "4 days of the shifts that they may work are 12 h",
        ),
        ("shifts: {day: {lenght: 4 h}}", "key.unknown", 1, "lenght"),
        ("shifts: {day: {length: 4}}", "value.unreadable", 1, "has no unit"),
    ],
)  # fmt: skip
def test_bad_rules_are_told_once_with_their_place(text: str, code: str, line: int, says: str) -> None:
    found = problems(text)
    assert [(c, at) for c, at, _ in found] == [(code, line)]
    assert says in found[0][2]


def test_hours_that_no_shift_covers_are_told_once_a_station() -> None:
    file = rules_of_text("shifts: {a: {length: 2 h, starts: [09:00]}}", "shifts.yaml")
    here = station()
    with pytest.raises(InputError) as caught:
        refuse_uncovered(file, [(here, "mon", "11:00-12:00"), (here, "tue", "11:00-12:00")])
    (found,) = caught.value.problems
    assert "11:00-12:00 on mon at 'counter' (2 such spans)" in found.message
    assert found.place is not None
    assert found.place.line == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90% called in 10 min", Target(said="", kind="called", share=0.9, within_ms=600_000)),
        ("wait_p90 <= 15 min", Target(said="", kind="called", share=0.9, within_ms=900_000)),
        ("mean wait 5 min", Target(said="", kind="mean_wait", share=0.0, within_ms=300_000)),
        ("3% leave", Target(said="", kind="leave", share=0.03)),
        ("95% on time", Target(said="", kind="on_time", share=0.95)),
        (
            "90% begun in 4 h at desk.fire",
            Target(said="", kind="begun", share=0.9, within_ms=4 * HOUR, stations=("desk.fire",)),
        ),
        ("90%10分钟内叫到", Target(said="", kind="called", share=0.9, within_ms=600_000)),
    ],
)
def test_promises_are_read(text: str, expected: Target) -> None:
    (found,) = read_targets([text])
    fields = ("kind", "share", "within_ms", "stations")
    assert [getattr(found, f) for f in fields] == [getattr(expected, f) for f in fields]


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["utilisation_mean <= 80%"], "rosters promise nothing of"),
        (["90% called in 10 min at hour"], "in every period of every station"),
        (["90% called in 10 min", "80% called in 10 min"], "another number of the same"),
        (["soon"], "no target"),
    ],
)
def test_other_promises_are_refused(texts: list[str], says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_targets(texts)
    assert [says in p.message for p in caught.value.problems] == [True]


SCENARIO = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 1}
  services: {a: {counter: 10 min, share: 60%}, b: {counter: 5 min, share: 40%}}
  arrivals: {per_day: 40, profile: {09:00-12:00: 1}}
designs:
  own:
    opening: [09:00-13:00]
    windows:
      counter: {count: 3, serves: [a], breaks: [{count: 1, hours: 10:00-10:30}]}
      desk_b: {serves: [b], staff: {09:00: 2, 11:00: 1}}
"""


def own_design() -> Design:
    return hs.loads(SCENARIO).scenario.designs["own"]


def test_the_designs_own_roster_is_told_without_breaks() -> None:
    design = own_design()
    stations = stations_of(design, {})
    own = own_staffing(stations, design)
    assert [seat.week[0] for seat in own["counter"]] == [
        ((9 * HOUR, 13 * HOUR),),
        ((9 * HOUR, 13 * HOUR),),
        ((9 * HOUR, 10 * HOUR), (int(10.5 * HOUR), 13 * HOUR)),
    ]
    assert [seat.week[0] for seat in own["desk_b"]] == [((9 * HOUR, 13 * HOUR),), ((9 * HOUR, 11 * HOUR),)]


def test_a_design_with_its_own_people_written_as_shifts_is_itself() -> None:
    from hallsim.demand.generate import generate
    from hallsim.hall import simulate

    loaded = hs.loads(SCENARIO).scenario
    design = loaded.designs["own"]
    stations = stations_of(design, {})
    other = staffed(design, stations, own_staffing(stations, design))
    demand = generate(loaded.world, 1, 0)
    one, two = (simulate(loaded.world, d, demand).tickets for d in (design, other))
    assert all((one[column] == two[column]).all() for column in ("start_ms", "end_ms", "outcome"))


def test_a_hall_that_never_closes_is_refused() -> None:
    text = SCENARIO.replace("opening: [09:00-13:00]", "opening: always")
    with pytest.raises(InputError, match="days off"):
        frame_of(hs.loads(text).scenario, "own", (), HOUR)


def test_a_hall_open_past_midnight_is_refused() -> None:
    frame = Frame(stations=(station("20:00-04:00"),), periods=periods_of([station()], (0,), HOUR), targets=())
    with pytest.raises(InputError, match="past midnight"):
        refuse_night(frame, "hall")


def test_unreadable_keys_and_unknown_names_are_told_at_once(tmp_path: Path) -> None:
    """A key, a value and names that are none; of a misspelt section nothing more is told."""
    file = tmp_path / "shifts.yaml"
    text = (
        "shifts: {full: {length: 8 h}}\n"
        "contracts: {all_day: {shifts: [fulll], colour: red, hours: many}}\n"
        "clerks: {li: {contract: none_such}}\n"
        "windows: {zz: 2}\n"
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        checked_rules(file, [station()], (0,), HOUR)
    told = [(p.place.line if p.place else 0, p.message) for p in caught.value.problems]
    assert [line for line, _ in told] == [2, 2, 2, 3, 4]
    said = " ".join(message for _, message in told)
    for word in ("'fulll'", "'colour'", "'many'", "'none_such'", "'zz'"):
        assert word in said, told
    file.write_text("shfts: {full: {length: 8 h}}\nwindows: {zz: 2}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        checked_rules(file, [station()], (0,), HOUR)
    assert len(caught.value.problems) == 1


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_rules(tmp_path / "shifts.yaml")


def test_a_file_without_shifts_has_the_usual_ones(tmp_path: Path) -> None:
    file = tmp_path / "few.yaml"
    file.write_text("windows: {counter: 2}\nstarts: 3\n", encoding="utf-8")
    here = [station("08:30-17:30")]
    found = read_rules(file, here).rules
    assert found.shifts == read_rules(None, here).rules.shifts
    assert (found.windows, found.starts) == ({"counter": 2}, 3)
