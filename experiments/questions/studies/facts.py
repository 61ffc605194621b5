"""The numbers that answers are told with: their size, which way they point, in how many worlds they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

import hallsim.api as hs
from experiments.questions.studies.asked import HERE
from experiments.questions.studies.found import read_found
from experiments.questions.studies.robust import read_robust
from experiments.questions.studies.wording import turning_sentence
from hallsim.metrics.registry import METRICS
from hallsim.report.tables.satisfaction import CHANNEL_WORDS
from hallsim.report.wording.numbers import number
from hallsim.report.wording.titles import words_in
from hallsim.study.names import names

if TYPE_CHECKING:
    from hallsim.study.result import Words
    from hallsim.text.message import Lang

Titles = Mapping[str, Mapping[str, "Words"]]
LANGUAGES: Final[tuple[Lang, ...]] = ("en", "zh")
TABLES: Final = HERE.parent
Way = Literal["lower", "higher", "same", "unsettled", "none"]
_OTHER: Final[dict[str, Way]] = {"lower": "higher", "higher": "lower"}
_AGAINST: Final[dict[Lang, str]] = {
    "en": "{what} ({design} against {base})",
    "zh": "{what}（{design}与{base}相比）",
}
_USUAL: Final[dict[Lang, str]] = {"en": "the world of the file", "zh": "文件自身的情形"}
_IN_WORLD: Final[dict[Lang, str]] = {"en": "{what} ({world})", "zh": "{what}（{world}）"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A number of an answer.

    Attributes:
        key: what stands for it in the sentence; size: as it is told, without sign and unit.
        way: which way it surely points, or none does.
        called, apart: what it is, and what tells it from others of this name, by language; empty of numbers
            that are no comparison.
        alike, worlds: in how many plausible worlds of how many it points the same way; 0 of 0 where none
            were tried.
        turns: where it vanishes, or what it depends on most, by language; empty where that is not known.
    """

    key: str
    size: str
    way: Way
    called: dict[Lang, str] = field(default_factory=dict)
    apart: dict[Lang, str] = field(default_factory=dict)
    alike: int = 0
    worlds: int = 0
    turns: dict[Lang, str] = field(default_factory=dict)


def facts_of(name: str) -> list[Fact]:
    """Those of a question, from the tables left of it; those of comparisons first, in their order."""
    own = {"E07": _heard, "E09_reform": _reform, "E14_gap": _gap}
    if name in own:
        return list(own[name]())
    besides = {"E09_factor": _turn, "E09_fewer": _fewer}
    return [*_of_study(name), *(besides[name]() if name in besides else ())]


def _of_study(name: str) -> Iterator[Fact]:
    """A fact a comparison."""
    robust = read_robust()
    own = robust[robust["question"] == name]
    for expectation, several in _rows_of(name).groupby("expectation", sort=True):
        told = own[own["expectation"] == expectation]
        for i in range(len(several)):
            key = f"{expectation}" if i == 0 else f"{expectation}_{i + 1}"
            yield _compared(key, several.iloc[i], told.iloc[i] if i < len(told) else None, titles_of(name))


@cache
def titles_of(name: str) -> Titles:
    """What the scenario of a question calls its designs and worlds."""
    return names(hs.load_study(HERE / f"{name}.yaml").source.scenario)


def _rows_of(name: str) -> pd.DataFrame:
    found = read_found()
    return found[found["question"] == name]


def _compared(key: str, row: pd.Series, told: pd.Series | None, titles: Titles) -> Fact:
    metric = METRICS[str(row["metric"])]
    called = {lang: metric.label.text(lang) for lang in LANGUAGES}
    size = number(abs(float(row["difference"])), metric.unit, signed=True).lstrip("+")
    if told is None:
        return Fact(key=key, size=size, way=_way(row), called=called)
    apart = {lang: _apart(called[lang], row, told, titles, lang) for lang in LANGUAGES}
    as_found = "as_expected"
    if row["direction"] != "same" and (row["difference"] < 0) != (row["direction"] == "lower"):
        as_found = "opposite"
    turns = {lang: turning_sentence(told, lang) for lang in LANGUAGES}
    return Fact(
        key=key, size=size, way=_way(row), called=called, apart=apart, alike=int(told[as_found]),
        worlds=int(told["worlds"]), turns=turns,
    )  # fmt: skip


def _apart(what: str, row: pd.Series, told: pd.Series, titles: Titles, lang: Lang) -> str:
    """What is compared with what, and in which world where there are several."""
    world, comma, _ = str(row["design"]).partition(", ")
    if comma and world == told["world"]:
        words = words_in(titles["world"].get(world, {}), lang)
        return _IN_WORLD[lang].format(what=what, world=words or _USUAL[lang])
    designs = titles["design"]
    both = {
        key: words_in(designs.get(str(told[key]), {}), lang) or str(told[key]) for key in ("design", "base")
    }
    return _AGAINST[lang].format(what=what, **both)


def _way(row: pd.Series) -> Way:
    state, asked = str(row["state"]), str(row["direction"])
    if state == "not_settled":
        return "unsettled"
    if asked == "same":
        return "same" if state == "as_expected" else "none"
    way: Way = "lower" if asked == "lower" else "higher"
    return way if state == "as_expected" else _OTHER[way]


def _heard() -> Iterator[Fact]:
    """What each channel reads above the truth."""
    for row in pd.read_csv(TABLES / "E07.csv").to_dict("records"):
        alike = row["more"] if row["off"] > 0 else row["worlds"] - row["more"]
        yield Fact(
            key=str(row["channel"]), size=number(abs(row["off"])), way=_sided(row["lo"], row["hi"]),
            called={lang: CHANNEL_WORDS[row["channel"]].text(lang) for lang in LANGUAGES},
            alike=int(alike), worlds=int(row["worlds"]),
        )  # fmt: skip


def _reform() -> Iterator[Fact]:
    """The worlds tried, each way that the windows may have lain; `none` where in none both waits come out."""
    for i, row in enumerate(pd.read_csv(TABLES / "E09_reform.csv").to_dict("records")):
        n, kept = int(row["worlds"]), int(row["kept"])
        key = "worlds" if i == 0 else str(row["before"])
        way: Way = "unsettled" if kept else "none"
        yield Fact(key=key, size=f"{n}", way=way, alike=n - kept, worlds=n)


def _gap() -> Iterator[Fact]:
    """How the gap of those over 60 to the rest changes."""
    rows: dict[Any, dict[Any, Any]] = (
        pd.read_csv(TABLES / "E14.csv").set_index(["metric", "design"]).to_dict("index")
    )
    asked = {
        "online": ("visits_per_matter", "online"), "agents": ("visits_per_matter", "online_agents"),
        "lead": ("lead_first_visit_mean", "online_agents"),
    }  # fmt: skip
    titles = titles_of("E14")["design"]
    for key, (metric, design) in asked.items():
        row = rows[metric, design]
        n, wider, way = int(row["worlds"]), int(row["wider"]), _sided(row["behind_lo"], row["behind_hi"])
        called = {
            lang: _IN_WORLD[lang].format(
                what=METRICS[metric].label.text(lang), world=words_in(titles[design], lang)
            )
            for lang in LANGUAGES
        }
        size, alike = number(abs(row["behind_change"])), wider if way == "higher" else n - wider
        yield Fact(key=key, size=size, way=way, called=called, alike=alike, worlds=n)


def _fewer() -> Iterator[Fact]:
    """The least numbers of windows, of those tried, at each factor."""
    rows = pd.read_csv(TABLES / "E09_fewer.csv")
    for key, several in (("windows", rows["windows"]), ("factors", rows["factor"])):
        yield Fact(key=key, size=" / ".join(f"{value:g}" for value in several), way="none")


def _turn() -> Iterator[Fact]:
    """The factor at which a straight line between both ends of the study is none."""
    ends = [row for _, row in _rows_of("E09_factor").iterrows() if row["base"] == "today"]
    at = [float(str(row["design"]).rpartition("=")[2]) for row in ends]
    below, above = (float(row["difference"]) for row in ends)
    yield Fact(key="turn", size=f"{at[0] + (at[1] - at[0]) * below / (below - above):.3g}", way="none")


def _sided(lo: float, hi: float) -> Way:
    return "higher" if lo > 0 else "lower" if hi < 0 else "unsettled"
