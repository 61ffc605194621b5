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
        en, zh: what it means, in a few words.
        by_class: the better priority class.
        by_due: then the limit that ends first; files without a limit come last.
    """

    en: str
    zh: str
    by_class: bool = False
    by_due: bool = False


DISCIPLINES: Final[Mapping[str, Discipline]] = MappingProxyType(
    {
        "fifo": Discipline(en="in order of arrival", zh="先到先办"),
        "priority": Discipline(en="by priority class", zh="按优先级", by_class=True),
        "earliest_due": Discipline(
            en="the one whose limit ends first, files without a limit last",
            zh="时限最早到期者先办，无时限者最后", by_due=True,
        ),
    }
)  # fmt: skip

if TYPE_CHECKING:
    DisciplineName = str
else:
    DisciplineName = Literal[tuple(DISCIPLINES)]

DISCIPLINES_EN: Final = ", ".join(f"{name} ({row.en})" for name, row in DISCIPLINES.items())
DISCIPLINES_ZH: Final = "；".join(f"{name}（{row.zh}）" for name, row in DISCIPLINES.items())
