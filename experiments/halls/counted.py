"""What is given of the best described halls and no metric measures: counted in the file or in a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import hallsim.api as hs

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.scenario import Scenario

_RUNS, _DAY_MS, _WORKING_DAYS_A_MONTH = 3, 86_400_000, 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A hall's scenario and what came in some runs of its first design.

    Attributes:
        visits, cases: the department of every visit, and of every case (enquiries are none).
        working_days: of all runs together.
    """

    scenario: Scenario
    visits: pd.Series[str]
    cases: pd.Series[str]
    working_days: int

    def services(self) -> float:
        return len(self.scenario.world.services)

    def departments(self) -> float:
        return len({service.department for service in self.scenario.world.services.values()})

    def windows(self) -> float:
        """Windows of the first design."""
        return sum(group.count for group in next(iter(self.scenario.designs.values())).windows.values())

    def fewest_windows(self) -> float:
        return min(group.count for group in next(iter(self.scenario.designs.values())).windows.values())

    def fewest_cases_a_month(self) -> float:
        """Of the department that has the fewest cases."""
        return float(self.cases.value_counts().min() / self.working_days * _WORKING_DAYS_A_MONTH)


def run(source: LoadedScenario) -> Hall:
    """Some runs of the hall as it is."""
    known = source.scenario.world.services
    visits, cases, days = [], [], 0
    for number in range(_RUNS):
        trace = hs.run_once(source, replication=number)
        tables = hs.tables(trace)
        services = tables["matters"]["service_name"].astype(str)
        owners = services.map({name: service.department for name, service in known.items()})
        cases.append(owners[services.map({name: service.kind for name, service in known.items()}) == "case"])
        visits.append(tables["visits"]["matter"].map(owners))
        days += int(trace.days.is_working[: trace.days.horizon_ms // _DAY_MS].sum())
    return Hall(scenario=source.scenario, visits=pd.concat(visits), cases=pd.concat(cases), working_days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A figure of a report and how it is counted.

    Attributes:
        figure: what it says.
        use: as of a scenario's figures, or `stated`: the file says it, nothing is simulated.
        source: report, and id of the figure there.
        why: the reason where the two differ.
    """

    figure: str
    given: float
    use: str
    source: str
    counted: Callable[[Hall], float]
    why: str = ""


def _share(departments: tuple[str, ...], *, cases: bool = False) -> Callable[[Hall], float]:
    def counted(hall: Hall) -> float:
        owners = hall.cases if cases else hall.visits
        return 100 * float(owners.isin(departments).mean())

    return counted


_BUSY = ("commerce", "property", "housing")
COUNTED = {
    "j_city": (
        Given(
            figure="departments", given=44, use="stated", source="000-T, j.departments",
            counted=Hall.departments,
        ),
        Given(
            figure="window staff", given=200, use="stated", source="000-T, j.staff (200-odd)",
            counted=lambda hall: 1.25 * hall.windows(), why="160 windows are assumed, with 1.25 staff each",
        ),
        Given(
            figure="items", given=379, use="stated", source="000-T, j.items", counted=Hall.services,
            why="two services or three a department stand for its items: no report tells them apart",
        ),
    ),
    "district_before": (
        Given(
            figure="departments", given=46, use="stated", source="003-A, d003a.departments",
            counted=Hall.departments,
        ),
        Given(
            figure="fewest windows of a department", given=1, use="stated", source="003-A, d003a.min_windows",
            counted=Hall.fewest_windows,
        ),
        Given(
            figure="items", given=1493, use="stated", source="003-A, d003a.items", counted=Hall.services,
            why="one to three services a department stand for its items: no report tells them apart",
        ),
        Given(
            figure="visits for commerce, %", given=31, use="fitted", source="003-A, d003a.visit_industry",
            counted=_share(_BUSY[:1]),
        ),
        Given(
            figure="visits for real estate, %", given=18, use="fitted",
            source="003-A, d003a.visit_realestate", counted=_share(_BUSY[1:2]),
        ),
        Given(
            figure="visits for housing, %", given=15, use="fitted", source="003-A, d003a.visit_housing",
            counted=_share(_BUSY[2:]),
        ),
        Given(
            figure="cases of the three, %", given=77, use="fitted", source="003-A, d003a.busy_case_share",
            counted=_share(_BUSY, cases=True),
        ),
        Given(
            figure="cases a month of the idlest department, fewer than", given=10, use="fitted",
            source="003-A, d003a.idle_cases", counted=Hall.fewest_cases_a_month,
        ),
    ),
}  # fmt: skip
