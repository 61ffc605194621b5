"""From a promise to a roster: need, shifts, people; then what it is worth and whether it holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.confirm import Confirming, Tried, paid_hours
from hallsim.roster.counts import Frame, added
from hallsim.roster.hopeless import (
    refuse_always,
    refuse_hopeless,
    refuse_night,
    refuse_nobody,
    refuse_unknown_stations,
)
from hallsim.roster.improve import Improving, slots_of
from hallsim.roster.marginal import Marginal, marginal
from hallsim.roster.milp import Market, cover, market_of, options
from hallsim.roster.next_clerk import Step, next_steps
from hallsim.roster.own import own_duties, own_fits, with_own
from hallsim.roster.people import Person, assign, week_cost
from hallsim.roster.periods import periods_of
from hallsim.roster.requirement import Offered, need_by_theory, offered, plenty
from hallsim.roster.robust import Chances, chances, other_halls
from hallsim.roster.rules_file import RulesFile, checked_rules, refuse_uncovered
from hallsim.roster.runs.simulator import Hall, Simulator
from hallsim.roster.search import Search
from hallsim.roster.stations import Seat, Staffing, Station, own_staffing, stations_of
from hallsim.roster.targets import Target, read_targets
from hallsim.roster.variants import Duty, crews_of
from hallsim.scenario.values.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.scenario import EngineAsked, Scenario

Int = NDArray[np.int64]
MANY: Final = 10_000
"""Windows, where nobody says how many there are."""
MOST_MARGINAL: Final = 10
LEAST_MARGINAL: Final = 4
"""Replications that tell what a person more or less is worth, between these."""
ENOUGH_TICKETS: Final = 100_000
Told = Callable[[str, int], None]
Made = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of a roster.

    Attributes:
        n: replications that judge; n_search: those that try; n_robust: those of each world otherwise.
        budget: yuan a week at most; None where the promises decide.
        folder: keeps the runs; nowhere when absent.
    """

    source: LoadedScenario
    design: str
    targets: Sequence[str]
    by_ms: int
    shifts: Path | None = None
    budget: float | None = None
    confidence: float = 0.95
    world: str = "world"
    n: int = 200
    n_search: int = 20
    n_robust: int = 50
    seed: int | None = None
    processes: int = 1
    engine: EngineAsked = "auto"
    folder: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The answer.

    Attributes:
        need: (stations, weekdays, periods) the fewest people with whom every period holds.
        theory: the need by formulas, where the search began.
        duties, people: the shifts, and who works them.
        own: the design's own roster.
        flat: (yuan, hours) a week of as many people all day as at the busiest time.
        short_h: hours a week of the need that the rules leave uncovered.
        first: the first replication that judges; those before it were used to mend the roster.
        n_runs: replications of rosters run in all.
    """

    asked: Asked
    frame: Frame
    offered: Offered
    theory: Int
    need: Int
    market: Market
    duties: Sequence[Duty]
    people: Sequence[Person]
    best: Tried
    own: Tried
    flat: tuple[float, float]
    short_h: float
    first: int
    marginal: Marginal
    steps: Sequence[Step]
    chances: Sequence[Chances]
    n_runs: int
    n_days: NDArray[np.float64]
    from_own: bool = False


@dataclass(kw_only=True)
class _Work:
    """What all steps know."""

    asked: Asked
    scenario: Scenario
    frame: Frame
    file: RulesFile
    market: Market
    simulator: Simulator
    told: Told
    expected: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))


def plan_roster(
    asked: Asked, told: Told = lambda what, rounds: None, made: Made = lambda runs, wanted: None
) -> Roster:
    """The cheapest roster that was found to keep the promises.

    Args:
        told: which phase has begun, and its rounds; made: (runs made, runs wanted) of a round.

    Raises:
        InputError: whatever is wrong in what was asked, or promises that no roster keeps.
        RunError: a run failed.
    """
    scenario = asked.source.scenario.in_world(asked.world)
    design = scenario.designs[asked.design]
    whole = frame_of(scenario, asked.design, read_targets(asked.targets), asked.by_ms)
    refuse_unknown_stations(whole.targets, whole)
    frame = promised(whole)
    refuse_night(frame, asked.design)
    file = checked_rules(asked.shifts, whole.stations, whole.periods.weekdays, asked.by_ms)
    market = market_of(
        file.rules, frame, crews_of(file.rules, frame.stations), design.costs, _most(file, frame.stations)
    )
    hall = Hall(
        world=scenario.world,
        design=design,
        frame=frame,
        seed=scenario.run.seed if asked.seed is None else asked.seed,
        engine=asked.engine,
        others=other_halls(scenario.world, design),
    )
    with Simulator(hall, asked.processes, asked.folder, made) as simulator:
        work = _Work(
            asked=asked, scenario=scenario, frame=frame, file=file, market=market,
            simulator=simulator, told=told,
        )  # fmt: skip
        return _plan(work)


def frame_of(scenario: Scenario, design: str, targets: Sequence[Target], by_ms: int) -> Frame:
    """What is rostered and measured.  InputError for a hall that is open at night."""
    from hallsim.hall import build_plan
    from hallsim.scenario.world.calendar import build_calendar

    own = scenario.designs[design]
    refuse_always(own, design)
    copies: dict[str, int] = {}
    if own.offices:
        network = build_plan(scenario.world, own).network
        names = ["", *own.offices]
        for site in network.sites if network is not None else ():
            copies[names[site.kind]] = copies.get(names[site.kind], 0) + 1
    stations = stations_of(own, copies)
    weekdays = sorted(build_calendar(scenario.world.calendar).working_weekdays)
    return Frame(stations=stations, periods=periods_of(stations, weekdays, by_ms), targets=tuple(targets))


def promised(frame: Frame) -> Frame:
    """The stations for which anything is promised; the others stay as the design has them."""
    numbers = sorted({s for target in frame.targets for s in frame.holds_at(target)})
    stations = tuple(frame.stations[s] for s in numbers)
    periods = periods_of(stations, frame.periods.weekdays, frame.periods.by_ms)
    return Frame(stations=stations, periods=periods, targets=frame.targets)


def _most(file: RulesFile, stations: Sequence[Station]) -> Int:
    windows = file.rules.windows
    return np.array(
        [windows.get(station.name, windows.get(station.group, MANY)) for station in stations], np.int64
    )


def _plan(work: _Work) -> Roster:
    asked, frame, market = work.asked, work.frame, work.market
    loads = offered(work.scenario, asked.design, frame)
    theory = np.minimum(need_by_theory(frame, loads), work.market.most[:, None, None])
    need = _need(work, loads, theory)
    _refuse_holes(work, need)
    duties, short_h = cover(need, work.market, asked.budget)
    own = own_staffing(frame.stations, work.scenario.designs[asked.design])
    from_own = False
    if asked.budget is None:
        duties, from_own = _improved(work, need, duties, own)
    confirming = Confirming(
        simulator=work.simulator, n=asked.n, confidence=asked.confidence,
        may_mend=asked.budget is None, told=work.told,
    )  # fmt: skip
    duties, best, first = confirming.confirmed(duties, work.market)
    wider = with_own(market)
    before = confirming.judged(own_duties(own, wider), wider, first, own)
    if asked.budget is None and own_fits(own, market) and before.is_better(best):
        from_own, best, work.market = True, before, wider
        duties = own_duties(own, wider)
    n_days = _days(work.scenario, frame)
    work.told("marginal", 0)
    worth = marginal(work.simulator, frame, best.staffing, _n_marginal(work), n_days)
    steps = next_steps(
        work.simulator, work.market, duties, worth, asked.n_search, search_confidence(asked), n_days
    )  # fmt: skip
    work.told("robust", 0)
    planned = best.counts[: asked.n_robust]
    risks = chances(work.simulator, frame, best.staffing, planned, first) if planned else []
    return Roster(
        asked=asked, frame=frame, offered=loads, theory=theory, need=need, market=work.market,
        steps=steps, duties=duties, people=assign(duties, work.market), best=best,
        own=before,
        flat=_flat(need, work.market), short_h=0.0 if from_own else short_h,
        first=first, marginal=worth, chances=risks,
        n_runs=work.simulator.n_runs, n_days=n_days, from_own=from_own,
    )  # fmt: skip


def search_confidence(asked: Asked) -> float:
    """That of a bound as far from the figure as all replications that judge will put it.

    With the stated confidence the few replications that search would keep the promise by much more than is
    asked for in the end.
    """
    from scipy.special import ndtr, ndtri

    part = min(1.0, asked.n_search / asked.n)
    return float(ndtr(ndtri(asked.confidence) * math.sqrt(part)))


def _n_marginal(work: _Work) -> int:
    """Replications that tell what a person is worth: fewer where each has many tickets."""
    tickets = float(work.expected.sum()) / work.asked.n_search
    enough = math.ceil(ENOUGH_TICKETS / max(tickets, 1.0))
    return min(work.asked.n_search, MOST_MARGINAL, max(LEAST_MARGINAL, enough))


def _need(work: _Work, loads: Offered, theory: Int) -> Int:
    """The least need by simulation, once it is known that any keeps the promises."""
    asked, frame, most = work.asked, work.frame, work.market.most
    people = plenty(frame, loads, most)
    search = Search(
        simulator=work.simulator, frame=frame, n=asked.n_search, confidence=search_confidence(asked),
        plenty=people, told=work.told,
    )  # fmt: skip
    work.told("plenty", 0)
    counts = search.counts(people)
    refuse_nobody(counts, frame, asked.confidence)
    refuse_hopeless(counts, frame, asked.confidence, people, most, work.file)
    work.expected = added(counts).tickets.sum(axis=2)
    return replace(search, expected=work.expected).least_need(theory)


def _refuse_holes(work: _Work, need: Int) -> None:
    """InputError for periods with a need in which nobody may work."""
    frame, market = work.frame, work.market
    cells = [(s, w) for s, w in market.variants if need[s, w].any()]
    there = np.zeros(frame.shape)
    for duty in options(market, cells):
        there[duty.station, duty.weekday] += slots_of(duty.variant, market)
    holes = [
        (frame.stations[s], WEEKDAYS[frame.periods.weekdays[w]], frame.periods.name(p))
        for s, w, p in np.argwhere((need > 0) & (there <= 0)).tolist()
    ]
    refuse_uncovered(work.file, holes)


def _improved(work: _Work, need: Int, duties: Sequence[Duty], own: Staffing) -> tuple[list[Duty], bool]:
    """The cheaper of two rosters improved: that of the shifts, and the design's own where it holds.

    So the answer is never dearer than a roster of the planner's that keeps the promises.
    """
    asked = work.asked
    improving = Improving(
        simulator=work.simulator, market=work.market, need=need, n=asked.n_search,
        confidence=search_confidence(asked), expected=work.expected, told=work.told,
    )  # fmt: skip
    best = improving.improved(duties)
    if not own_fits(own, work.market):
        return best, False
    wider = with_own(work.market)
    of_own = own_duties(own, wider)
    other = replace(improving, market=wider)
    if week_cost(of_own, wider) > 2 * week_cost(best, work.market) or other.judged(of_own).min() < 0:
        return best, False
    of_own = other.improved(of_own)
    if week_cost(of_own, wider) >= week_cost(best, work.market):
        return best, False
    work.market = wider
    return of_own, True


def _flat(need: Int, market: Market) -> tuple[float, float]:
    """(yuan, hours) a week of as many people in all hours as are needed in the busiest period."""
    staffing = {
        station.name: tuple(Seat(station.hours) for _ in range(int(need[s].max(initial=0))))
        for s, station in enumerate(market.frame.stations)
    }
    wider = with_own(market)
    duties = own_duties(staffing, wider)
    return week_cost(duties, wider), paid_hours(duties, wider)


def _days(scenario: Scenario, frame: Frame) -> NDArray[np.float64]:
    """(weekdays,) how often each is worked from the warm-up to the horizon."""
    from hallsim.scenario.world.calendar import build_calendar
    from hallsim.units import MS_PER_DAY

    calendar = build_calendar(scenario.world.calendar)
    days = np.arange(-(-calendar.warm_up_ms // MS_PER_DAY), calendar.n_days)
    worked = calendar.weekday[days][calendar.is_working[days]]
    return np.bincount(worked, minlength=7)[list(frame.periods.weekdays)].astype(np.float64)
