"""E14: how far those over 60 stand behind the rest, and what each design does (E14.csv, E14.md, the gallery).

python -m experiments.questions.gap
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

import hallsim.api as hs
from experiments.questions.studies.gallery import GALLERY, Section, picture, renew_sections
from hallsim.metrics.breakdown import breakdown
from hallsim.metrics.definition.asking import asking_of
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.summand import added
from hallsim.metrics.registry import METRICS
from hallsim.report.figures.canvas import blank, render, wrapped
from hallsim.report.wording.keys import label_of
from hallsim.report.wording.numbers import number, unit_after_number
from hallsim.report.wording.titles import words_in
from hallsim.study.measures import infos_of
from hallsim.study.replicate import ReplicationTask, traces_of
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Figure
    from hallsim.scenario.scenario import Scenario

HERE: Final = Path(__file__).parent
SCENARIO: Final = HERE.parents[1] / "scenarios" / "j_city_e14.yaml"
FILE: Final = HERE / "E14.csv"
WHO: Final = "over_60"
IDS: Final = ("visits_per_matter", "lead_first_visit_mean", "wait_mean", "satisfaction_overall")
_HEAD: Final = """# E14: Who loses when service goes digital?

`scenarios/j_city_e14.yaml`, {n} replications and {worlds} plausible worlds;
`python -m experiments.questions.gap`. Over 60 against the rest; changes are from `{base}`, paired by
replication, with 95 % intervals. The score is of a model that is not calibrated.

| figure | design | over 60 | rest | change, over 60 | change, rest | gap | change of gap | wider in worlds |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""


_TITLES: Final[dict[Lang, str]] = {
    "en": "E14: The gap: those over 60 against the rest",
    "zh": "E14: 差距：60岁以上与其他人",
}
_LINES: Final[dict[Lang, str]] = {
    "en": "- {design}: {metric} {change} {unit} for those over 60, {rest} for the rest; gap {gap}, wider in "
    "{wider} of {worlds} plausible worlds.",
    "zh": "- {design}：{metric}，60岁以上{change}{unit}，其他人{rest}；差距{gap}，{worlds}个设想情形中"
    "{wider}个扩大。",
}
_READING: Final[dict[Lang, str]] = {
    "en": "Expected was a wider gap with filing online and a narrower one with agents. In "
    "visits it is so; in lead time those over 60 **lose** by agents though all "
    "together gain (an agent waits for the next round, as we read it), and the gap "
    "widens. The score is of a model that is not calibrated.",
    "zh": "预期线上优先使差距扩大、代办使之缩小。跑动次数确实如此；但办理时间上，尽管总体受"
    "益，60岁以上因代办而**吃亏**（我们的解读：代办员要等下一趟），差距扩大。满"
    "意度模型未经校准。",
}
_CHANGES: Final[dict[Lang, str]] = {
    "en": "Who over 60 is able to file online, how many an agent reaches, and how often it goes.",
    "zh": "60岁以上会网办的人、代办覆盖的人，以及代办的频次。",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure of those over 60 and of the rest, in one replication."""

    old: float
    rest: float

    @property
    def behind(self) -> float:
        """How far those over 60 stand above the rest."""
        return self.old - self.rest


Found = Mapping[tuple[str, str], Gap]
"""By design and metric."""


def gaps(
    scenario: Scenario, designs: Sequence[str], seed: int, replication: int
) -> dict[tuple[str, str], Gap]:
    """Of one replication: the same citizens under every design."""
    task = ReplicationTask(scenario=scenario, designs=tuple(designs), seed=seed)
    asking = asking_of(scenario, seed, replication)
    found = {}
    for design, trace in zip(designs, traces_of(task, replication, {}), strict=True):
        parts = breakdown(Sample(trace, scenario.run.wait_target_min, asking), "group", IDS)
        for id in IDS:
            rest = [part[id] for name, part in parts.items() if name != WHO]
            found[design, id] = Gap(added([parts[WHO][id]]).value, added(rest).value)
    return found


def table(replications: int = 6, n_worlds: int = 16) -> pd.DataFrame:
    """metric, design, old, rest, behind, and of their changes from the base value, lo, hi; wider: in how many
    of `worlds` the gap is wider than under the base.
    """
    source = hs.load(SCENARIO)
    scenario, designs = source.scenario, tuple(source.scenario.designs)
    runs = [gaps(scenario, designs, scenario.run.seed, i) for i in range(replications)]
    worlds = hs.plausible_worlds(source, n=n_worlds)
    tried = [gaps(one, designs, worlds.seed, 0) for one in worlds.scenarios]
    return pd.DataFrame(list(_rows(designs, runs, tried)))


def _rows(
    designs: Sequence[str], runs: Sequence[Found], tried: Sequence[Found]
) -> Iterator[dict[str, str | float]]:
    base = designs[0]
    for id in IDS:
        for design in designs:
            row: dict[str, str | float] = {"metric": id, "design": design}
            for name in ("old", "rest", "behind"):
                values = np.array([getattr(run[design, id], name) for run in runs])
                before = np.array([getattr(run[base, id], name) for run in runs])
                row[name] = float(values.mean())
                change = interval_of(values - before)
                row |= dict(zip((f"{name}_change", f"{name}_lo", f"{name}_hi"), change, strict=True))
            worse = 1 if METRICS[id].better == "lower" else -1
            wider = [worse * (one[design, id].behind - one[base, id].behind) > 0 for one in tried]
            yield row | {"wider": sum(wider), "worlds": len(tried)}


def interval_of(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float, float]:
    """The mean with Student's 95 % interval."""
    from scipy.special import stdtrit

    mean, n = float(values.mean()), len(values)
    half = float(stdtrit(n - 1, 0.975) * values.std(ddof=1) / math.sqrt(n)) if n > 1 else math.nan
    return mean, mean - half, mean + half


def _line(row: pd.Series, *, is_base: bool) -> str:
    unit = METRICS[str(row["metric"])].unit
    cells = [number(row["old"], unit), number(row["rest"], unit)]
    changes = ["–" if is_base else _change(row, name, unit) for name in ("old", "rest", "behind")]
    wider = "–" if is_base else f"{row['wider']} of {row['worlds']}"
    told = [f"`{row['metric']}`", f"`{row['design']}`", *cells, *changes[:2]]
    return f"| {' | '.join([*told, number(row['behind'], unit, signed=True), changes[2], wider])} |"


def _change(row: pd.Series, name: str, unit: str) -> str:
    value, lo, hi = (number(row[f"{name}_{end}"], unit, signed=True) for end in ("change", "lo", "hi"))
    return f"{value} ({lo} to {hi})"


def _section(found: pd.DataFrame, lang: Lang) -> Section:
    source = hs.load(SCENARIO)
    titles = hs.titles(source)["design"]
    infos = {info.id: info for info in infos_of(source.scenario)}
    drawn = picture("E14_gap", _TITLES[lang][5:], render(partial(_figure, found), lang)["svg"], GALLERY, lang)
    lines = []
    for _, row in found.iterrows():
        if row["design"] != found["design"].iloc[0]:
            unit = METRICS[str(row["metric"])].unit
            told = {"change": _change(row, "old", unit), "rest": _change(row, "rest", unit)}
            told |= {
                "gap": _change(row, "behind", unit),
                "unit": unit_after_number(unit, lang, difference=True),
            }
            told |= {name: str(row[name]) for name in ("wider", "worlds")}
            told |= {"metric": label_of(infos[str(row["metric"])], lang)}
            lines.append(_LINES[lang].format(design=words_in(titles[row["design"]], lang), **told))
    text = "\n".join(lines).replace(" to ", "至") if lang == "zh" else "\n".join(lines)
    body = "\n\n".join([text, _READING[lang]])
    return Section(asked=_TITLES[lang][5:], picture=drawn, told=body, change=_CHANGES[lang])


def _figure(found: pd.DataFrame, lang: Lang) -> Figure:
    """Working days from the first visit, over 60 and the rest, under each design."""
    rows = found[found["metric"] == "lead_first_visit_mean"].iloc[::-1]
    titles = hs.titles(hs.load(SCENARIO))["design"]
    figure, axes = blank(7, 1 + 0.6 * len(rows))
    places = range(len(rows))
    who = {"en": ("Over 60", "The rest"), "zh": ("60岁以上", "其他人")}[lang]
    axes.plot(rows["old"], places, "o", label=who[0])
    axes.plot(rows["rest"], places, "s", label=who[1])
    axes.set_yticks(places, [wrapped(words_in(titles[design], lang), 30) for design in rows["design"]])
    axes.set_xlabel({"en": "Lead time from first visit, working days", "zh": "全程办理时间，工作日"}[lang])
    axes.legend()
    return figure


def main(replications: int = 6) -> None:
    """Run and write."""
    found = table(replications)
    found.to_csv(FILE, index=False, float_format="%.5g", lineterminator="\n")
    base = str(found["design"].iloc[0])
    lines = [_line(row, is_base=row["design"] == base) for _, row in found.iterrows()]
    head = _HEAD.format(n=replications, worlds=found["worlds"].iloc[0], base=base)
    (HERE / "E14.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    renew_sections("E14_gap", {"en": _section(found, "en"), "zh": _section(found, "zh")})


if __name__ == "__main__":
    main()
