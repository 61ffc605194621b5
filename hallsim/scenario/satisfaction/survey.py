"""The table of a survey: shares of answers by indicator, and who was asked; all that is wrong at once.

A row an answer: `indicator,group,level,share,n,source`. Shares are in percent and sum to 100 for each
indicator and group; two to five levels, as the survey has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hallsim.errors import InputError, Place, Problem, did_you_mean, problem
from hallsim.scenario.parsing.table import Table, read_table, without_thousands
from hallsim.scenario.satisfaction.items import ITEMS, KINDS, N_CUTS
from hallsim.text.message import Message, joined
from hallsim.units import UnitError

REQUIRED: Final = ("indicator", "level", "share")
KNOWN: Final = (*REQUIRED, "group", "n", "source")
UNREPORTED: Final = "unreported"
"""No answer: left out, and the others count for all."""

SCALES: Final[tuple[Mapping[str, int], ...]] = (
    {"very": 1, "fairly": 2, "basic": 3, "rather_dissatisfied": 4, "dissatisfied": 5},
    {"very": 1, "fairly": 2, "basic": 3, "dissatisfied": 5},
    {"satisfied": 2, "basic": 3, "dissatisfied": 5},
    {"satisfied": 3, "dissatisfied": 5},
)
"""Levels that go together, and up to which of the five each reaches (assumed: of three levels, satisfied are
the first two; of two, the first three, as in a rate).
"""
_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "": {"指标": "indicator", "等级": "level", "比例": "share", "群体": "group",
         "样本量": "n", "来源": "source"},
    "level": {
        "非常满意": "very", "很满意": "very", "比较满意": "fairly", "较满意": "fairly", "基本满意": "basic",
        "一般": "basic", "不太满意": "rather_dissatisfied", "较不满意": "rather_dissatisfied",
        "不满意": "dissatisfied", "满意": "satisfied", "未作答": UNREPORTED,
    },
    "indicator": {
        "排队等候时长": "queueing", "排队": "queueing", "办事效率": "efficiency", "效率": "efficiency",
        "办事流程": "process", "流程": "process", "服务指引": "guidance", "指引": "guidance",
        "窗口服务态度": "attitude", "服务态度": "attitude", "态度": "attitude", "办事环境": "environment",
        "环境": "environment", "总体": "overall", "总体满意度": "overall",
    },
    "group": {"群众": "citizens", "企业": "enterprises"},
}  # fmt: skip
"""Other words, by the column in which they may stand; "" is the heading."""
_TOLERANCE: Final = 1.0
"""How far rounded shares may sum from 100."""
_MOST_ASKED: Final = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What some people answered on one item.

    Attributes:
        who: citizens, enterprises, or a group of the scenario.
        shares: by level of the survey's own scale, summing to 1.
        cumulative: share of the first of the five levels, the first two ...; None where not told apart.
        n: how many answered; None where the survey does not say.
        unreported: share of all who were asked that did not answer; the shares are of those who did.
        source: what the survey is called; empty where it does not say.
        place: of its first row.
    """

    item: str
    who: str
    shares: Mapping[str, float]
    cumulative: tuple[float | None, ...]
    n: int | None
    place: Place
    source: str = ""
    unreported: float = 0.0


def levels_of(answers: Answers) -> dict[str, tuple[int, int]]:
    """By level of the survey: from which to before which of the five levels it reaches."""
    scale, found, start = _scale_of(set(answers.shares)), {}, 0
    assert scale is not None
    for level, end in scale.items():
        found[level] = (start, end)
        start = end
    return found


@dataclass(slots=True)
class _Several:
    """The rows of one item and one group."""

    places: dict[str, Place] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    n: int | None = None
    source: str = ""
    is_sound: bool = True


def read_survey(path: Path, groups: tuple[str, ...]) -> tuple[Answers, ...]:
    """What the survey in a file says, in its order.  InputError with every problem and its row and column.

    Args:
        groups: those of the scenario.
    """
    try:
        table = read_table(path.name, path.parent, None)
    except UnitError as error:
        raise InputError([error.at(None, "survey")]) from None
    return _Reader(table, groups).answers()


class _Reader:
    def __init__(self, table: Table, groups: tuple[str, ...]) -> None:
        self.table = table
        self.groups = groups
        self.problems: list[Problem] = []

    def answers(self) -> tuple[Answers, ...]:
        """All there are, unless anything is wrong."""
        titles = self._titles()
        found: dict[tuple[str, str], _Several] = {}
        if not self.problems:
            try:
                for line, cells in self.table.rows():
                    self._row(titles, line, cells, found)
            except UnitError as error:
                self.problems.append(error.at(None, "survey"))
        answers = [self._made(*key, several) for key, several in found.items() if several.is_sound]
        if not self.problems and not answers:
            self._tell(self.table.place(1), Message("the table has no rows"), Message("write a row a line"))
        if self.problems:
            raise InputError(self.problems)
        return tuple(one for one in answers if one is not None)

    def _titles(self) -> dict[str, int]:
        """Where each known column stands."""
        titles: dict[str, int] = {}
        for at, written in enumerate(self.table.header):
            name = _NAMES[""].get(written.strip(), written.strip())
            if name not in KNOWN or name in titles:
                said = Message("a survey has no column '{name}'", name=written.strip())
                advice = did_you_mean(name, KNOWN)
                if name in titles:
                    said = Message("two columns are called '{title}'", title=written.strip())
                    advice = Message("rename one of them", "columns")
                self._tell(self.table.cell_place(1, self.table.header, at), said, advice)
            titles.setdefault(name, at)
        for name in REQUIRED:
            if name not in titles:
                self._tell(
                    self.table.place(1),
                    Message("there is no column '{title}'", title=name),
                    Message("a survey has the columns {names}", names=", ".join(KNOWN)),
                )
        return titles

    def _row(
        self, titles: Mapping[str, int], line: int, cells: list[str], found: dict[tuple[str, str], _Several]
    ) -> None:
        def cell(title: str) -> str:
            written = cells[titles[title]].strip()
            return _NAMES.get(title, {}).get(written, written)

        def place(title: str) -> Place:
            return self.table.cell_place(line, cells, titles[title])

        n_before = len(self.problems)
        item = self._known(cell("indicator"), ITEMS, Message("indicator"), place("indicator"))
        level = self._known(cell("level"), _LEVELS, Message("level"), place("level"))
        who = KINDS[0]
        if "group" in titles:
            known = (*KINDS, *self.groups)
            who = self._known(cell("group"), known, Message("group"), place("group"))
        share = self._share(cell("share"), place("share"))
        n = self._number(cell("n"), place("n")) if "n" in titles and cell("n") else None
        several = found.setdefault((item, who), _Several())
        if level in several.places:
            self._tell(
                place("level"),
                Message("{level} of {item} stands twice for {who}", level=level, item=item, who=who),
                Message("keep one of the two rows"),
            )
        several.places.setdefault(level, place("share"))
        several.shares[level] = share
        several.n = n if several.n is None else several.n
        several.source = several.source or (cell("source")[:200] if "source" in titles else "")
        several.is_sound &= len(self.problems) == n_before

    def _known(self, name: str, known: tuple[str, ...], what: Message, place: Place) -> str:
        if not name:
            self._tell(place, Message("this cell is empty"), Message("fill it in, or leave the row out"))
        elif name not in known:
            self._tell(
                place, Message("there is no {what} '{name}'", what=what, name=name), did_you_mean(name, known)
            )
        return name

    def _share(self, written: str, place: Place) -> float:
        text = without_thousands(written).removesuffix("%").removesuffix("％").strip()
        try:
            share = float(text)
        except ValueError:
            share = float("nan")
        if not 0 <= share <= 100:
            said = Message("'{written}' is no share from 0 to 100 percent", written=written)
            if not written:
                said = Message("this cell is empty")
            self._tell(place, said, Message("write the percentage, such as 39.52"))
            return 0.0
        return share

    def _number(self, written: str, place: Place) -> int | None:
        text = without_thousands(written)
        if text.isdecimal() and len(text) < 20 and 1 <= int(text) <= _MOST_ASKED:
            return int(text)
        self._tell(
            place,
            Message("'{written}' is no number of people", written=written),
            Message("write how many answered, such as 210, or nothing"),
        )
        return None

    def _made(self, item: str, who: str, several: _Several) -> Answers | None:
        *_, last = several.places.values()
        first = next(iter(several.places.values()))
        scale = _scale_of(several.shares.keys() - {UNREPORTED})
        if scale is None:
            self._tell_scale(item, who, several, first)
            return None
        total = sum(several.shares.values())
        if abs(total - 100) > _TOLERANCE:
            said = Message(
                "the shares of {item} of {who} sum to {total:g} %", item=item, who=who, total=round(total, 2)
            )
            remedy = Message("correct them: they must sum to 100")
            if total < 100:
                remedy = Message("write who did not answer as a level of its own: unreported")
            self._tell(last, said, remedy)
            return None
        answered = total - several.shares.get(UNREPORTED, 0.0)
        if answered <= 0:
            said = Message("nobody answered {item} of {who}", item=item, who=who)
            self._tell(last, said, Message("leave its rows out"))
            return None
        shares = {level: several.shares[level] / answered for level in scale}
        n = several.n if several.n is None else max(1, round(several.n * answered / total))
        cumulative: list[float | None] = [None] * N_CUTS
        reached = 0.0
        for level, end in scale.items():
            reached += shares[level]
            if end <= N_CUTS:
                cumulative[end - 1] = reached
        return Answers(
            item=item,
            who=who,
            shares=shares,
            cumulative=tuple(cumulative),
            n=n,
            place=first,
            source=several.source,
            unreported=several.shares.get(UNREPORTED, 0.0) / total,
        )

    def _tell_scale(self, item: str, who: str, several: _Several, place: Place) -> None:
        """Which level is missing, or that these do not go together."""
        given = several.shares.keys() - {UNREPORTED}
        larger = [scale for scale in SCALES if given < scale.keys()]
        if larger:
            missing = [level for level in larger[-1] if level not in given]
            said = Message(
                "{item} of {who} lacks the level {missing}",
                item=item,
                who=who,
                missing=joined(missing, Message(" and ")),
            )
            self._tell(place, said, Message("write every level, 0 where nobody chose it"))
            return
        scales = "; ".join(", ".join(scale) for scale in SCALES)
        self._tell(
            place,
            Message("the levels of {item} of {who} do not go together", item=item, who=who),
            Message("use one of these: {scales}", scales=scales),
        )

    def _tell(self, place: Place, said: Message, advice: Message) -> None:
        self.problems.append(problem(place, "survey", said, advice))


_LEVELS: Final = tuple(dict.fromkeys([*(level for scale in SCALES for level in scale), UNREPORTED]))


def _scale_of(levels: set[str]) -> Mapping[str, int] | None:
    return next((scale for scale in SCALES if scale.keys() == levels), None)
