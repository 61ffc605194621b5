"""The halls and promises of the experiment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_J_CITY: Final = _HERE.parents[1] / "scenarios" / "j_city.yaml"
PROMISE: Final = "90% called in 10 min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question of `hallsim roster`; `all_of_them` where every roster there is can be tried.

    A replication of J city takes as long as forty of the vehicle office: fewer of them search.
    """

    name: str
    file: Path
    design: str
    by: str = "30 min"
    shifts: Path | None = None
    all_of_them: bool = False
    n_search: int = 20
    n_robust: int = 50


CASES: Final = (
    Case(
        name="small", file=_HERE / "small.yaml", design="hall", by="1 h",
        shifts=_HERE / "small_shifts.yaml", all_of_them=True,
    ),
    Case(name="vehicle_office", file=_HERE / "vehicle_office.yaml", design="unified"),
    Case(name="vehicle_office_dedicated", file=_HERE / "vehicle_office.yaml", design="dedicated"),
    Case(name="j_city_unified", file=_J_CITY, design="unified", n_search=16, n_robust=10),
    Case(name="j_city_grouped", file=_J_CITY, design="grouped", n_search=16, n_robust=10),
    Case(name="j_city_by_department", file=_J_CITY, design="by_department", n_search=16, n_robust=10),
)  # fmt: skip
