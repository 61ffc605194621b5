"""Which file a desk takes next: a row of `DISCIPLINES` for each discipline that a desk may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Discipline:
    """What comes before the order in which files arrive.

    Attributes:
        means: in a few words.
        by_class: the better priority class.
        by_due: then the limit that ends first; files without a limit come last.
    """

    means: str
    by_class: bool = False
    by_due: bool = False


DISCIPLINES: Final[Mapping[str, Discipline]] = MappingProxyType(
    {
        "fifo": Discipline(means="in order of arrival"),
        "priority": Discipline(means="by priority class", by_class=True),
        "earliest_due": Discipline(
            means="the one whose limit ends first, files without a limit last", by_due=True
        ),
    }
)

if TYPE_CHECKING:
    DisciplineName = str
else:
    DisciplineName = Literal[tuple(DISCIPLINES)]

DISCIPLINES_MEAN: Final = ", ".join(f"{name} ({row.means})" for name, row in DISCIPLINES.items())
