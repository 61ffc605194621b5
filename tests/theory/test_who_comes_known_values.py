"""Batches, renewal arrivals and appointments against closed forms and an exact recursion.

Means over replications, each within 3.5 standard errors, which are at most a few per cent of the value.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.registry import measure
from hallsim.scenario.load import load_scenario
from hallsim.theory.batches import mxm1_wait
from hallsim.theory.gimc import constant_lst, erlang_lst, gimc
from hallsim.theory.time_varying.appointments import appointment_session
from hallsim.trace.model import Trace
from hallsim.units import MS_PER_DAY, MS_PER_MIN

TEXTBOOK = Path(__file__).parents[2] / "scenarios" / "textbook"
LIMIT = 3.5
D_M_3 = gimc(1.0, constant_lst(1.0), 1 / 2.4, 3)
E2_M_3 = gimc(1.0, erlang_lst(1.0, 2), 1 / 2.4, 3)


def runs(file: str, n: int) -> dict[str, list[Trace]]:
    """n replications of every design of a textbook file."""
    scenario = load_scenario(TEXTBOOK / file).scenario
    found: dict[str, list[Trace]] = {name: [] for name in scenario.designs}
    for replication in range(n):
        demand = generate(scenario.world, scenario.run.seed, replication)
        for name, design in scenario.designs.items():
            trace = simulate(scenario.world, design, demand)
            if not replication:
                audit(trace)
            found[name].append(trace)
    return found


def assert_mean(values: np.ndarray, known: float, rel_se: float) -> None:
    se = float(np.std(values, ddof=1)) / np.sqrt(len(values))
    assert abs(float(np.mean(values)) - known) < LIMIT * se, (
        f"{np.mean(values):.5g} ± {se:.2g}, known {known:.5g}"
    )
    assert se < rel_se * known, "too short a run to tell"


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("file", "known"),
    [
        ("batch.yaml", {"wait_mean": mxm1_wait(0.3, 2, 5, 1)}),
        ("d_m_c.yaml", {"wait_mean": D_M_3.mean_wait, "p_wait": D_M_3.p_wait}),
        ("e2_m_c.yaml", {"wait_mean": E2_M_3.mean_wait, "p_wait": E2_M_3.p_wait}),
    ],
)
def test_queues_with_other_arrivals(file: str, known: dict[str, float]) -> None:
    (traces,) = runs(file, 8).values()
    found = [measure(trace, known) for trace in traces]
    for metric, value in known.items():
        assert_mean(np.array([figures[metric] for figures in found]), value, 0.08)


def waits_by_place(trace: Trace) -> np.ndarray:
    """(sessions, 12) waits in minutes of the appointments of each day in order, nan for who did not come."""
    c, t = trace.citizens, trace.tickets
    day = c["wanted_ms"] // MS_PER_DAY
    place = np.arange(len(day)) - np.searchsorted(day, day)
    found = np.full((int(day.max()) + 1, 12), np.nan)
    wait = (t["start_ms"] - t["issue_ms"]) / MS_PER_MIN
    found[day[t["citizen"]], place[t["citizen"]]] = wait
    return found[1:]


def last_end(trace: Trace) -> np.ndarray:
    """(sessions,) minutes from nine until the last service, or the last appointment when that is later."""
    c, t = trace.citizens, trace.tickets
    day = c["wanted_ms"] // MS_PER_DAY
    last = np.zeros(int(day.max()) + 1, np.int64)
    np.maximum.at(last, day, c["slot_ms"])
    np.maximum.at(last, day[t["citizen"]], t["end_ms"])
    return (last[1:] - np.arange(1, len(last)) * MS_PER_DAY) / MS_PER_MIN - 9 * 60


@pytest.mark.statistical
@pytest.mark.parametrize(("file", "no_show"), [("bailey.yaml", 0.0), ("no_shows.yaml", 0.2)])
def test_appointment_sessions(file: str, no_show: float) -> None:
    """Wait of every place and end of the session, over some 1600 sessions."""
    found = runs(file, 8)
    for design, together in (("one_by_one", 1), ("two_first", 2)):
        known = appointment_session(12, 10.0, 10.0, together=together, no_show=no_show)
        waits = np.concatenate([waits_by_place(trace) for trace in found[design]])
        for place in range(1, 12):
            values = waits[:, place][~np.isnan(waits[:, place])]
            assert_mean(values, known.waits[place], 0.08)
        ends = np.concatenate([last_end(trace) for trace in found[design]])
        assert_mean(ends, known.expected_finish, 0.02)


def test_bailey_saves_the_clerks_time_at_the_citizens_cost() -> None:
    one, two = (appointment_session(12, 10.0, 10.0, together=k) for k in (1, 2))
    assert two.mean_wait > one.mean_wait
    assert two.expected_idle < one.expected_idle
    absent = appointment_session(12, 10.0, 10.0, no_show=0.2)
    assert absent.mean_wait < one.mean_wait
    assert absent.expected_idle > one.expected_idle


Session = Callable[[], object]


@pytest.mark.parametrize(
    "session",
    [
        lambda: appointment_session(3, 10.0, 10.0, together=4),
        lambda: appointment_session(3, 10.0, 10.0, together=0),
        lambda: appointment_session(3, 10.0, 10.0, no_show=1.0),
    ],
)
def test_sessions_that_make_no_sense_are_refused(session: Session) -> None:
    with pytest.raises(ValueError, match=r"appointment|no_show"):
        session()
