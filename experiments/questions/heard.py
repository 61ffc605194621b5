"""E07: what each channel reports beside what people think (E07.csv, E07.md, the gallery).

python -m experiments.questions.heard
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

import hallsim.api as hs
from experiments.questions.studies.gallery import GALLERY, Section, picture, renew_sections
from hallsim.metrics.definition.asking import asking_of
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.satisfaction.heard import SAID_BY, heard
from hallsim.metrics.satisfaction.opinions import score_of
from hallsim.report.figures.canvas import blank, render
from hallsim.report.tables.satisfaction import CHANNEL_WORDS
from hallsim.report.wording.numbers import number
from hallsim.study.replicate import ReplicationTask, traces_of
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Figure
    from hallsim.scenario.scenario import Scenario

HERE: Final = Path(__file__).parent
SCENARIO: Final = HERE.parents[1] / "scenarios" / "j_city_e07.yaml"
FILE: Final = HERE / "E07.csv"
WORLDS: Final = 16
_HEAD: Final = """# E07: Do the feedback tools see the truth?

`scenarios/j_city_e07.yaml`, {n} replications and {worlds} plausible worlds of a week each, with others;
`python -m experiments.questions.heard`. Points of the model of satisfaction, which is not calibrated; said
minus true with its 95 % interval over all replications; what one survey over two weeks is off by besides,
since few answer; and in how many worlds its one survey reads more than is true.

| channel | asked | answered | said | true | said minus true | one survey | says more in worlds |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""
_TITLES: Final[dict[Lang, str]] = {
    "en": "E07: Do the feedback tools see the truth?",
    "zh": "E07: 评价渠道能否反映真实感受？",
}
_LINES: Final[dict[Lang, str]] = {
    "en": "- {channel}: says {said}, true is {true}: {off} points ({lo} to {hi}); one survey reads more "
    "than is true in {more} of {worlds} plausible worlds, and is off by ±{one} besides.",
    "zh": "- {channel}：听到{said}分，真实{true}分：{off}分（{lo}至{hi}）；"
    "{worlds}个设想情形中有{more}个的单次调查高于真实，另有±{one}分误差。",
}
_READING: Final[dict[Lang, str]] = {
    "en": "The model of satisfaction is not calibrated. Expected was that the button at "
    "the window reads high and that the phone sees few; both came out, as they are "
    "put in.",
    "zh": "满意度模型未经校准。预期窗口评价器偏高、电话样本少；结果如此，因为假设即如此。",
}
_CHANGES: Final[dict[Lang, str]] = {
    "en": "Who answers more readily, and who says a level better than felt: both are "
    "assumed, so that only sizes are an answer here, no direction.",
    "zh": "谁更愿意作答、谁会多评一级，均为假设；因此此处只有大小是结果，方向不是。",
}


def table(replications: int | None = None, processes: int = 1, n_worlds: int = WORLDS) -> pd.DataFrame:
    """The table `heard` of the study, a row a channel; more: in how many of `worlds` it reads high."""
    study = hs.compare(SCENARIO, replications=replications, processes=processes)
    if study.opinions is None:
        raise ValueError("the scenario has no channels")
    worlds = hs.plausible_worlds(SCENARIO, n=n_worlds)
    tried = [offs(scenario, worlds.seed, i) for i, scenario in enumerate(worlds.scenarios)]
    more = [sum(one[channel] > 0 for one in tried) for channel in study.opinions.heard["channel"]]
    return study.opinions.heard.assign(more=more, worlds=len(tried))


def offs(scenario: Scenario, seed: int, replication: int) -> dict[str, float]:
    """Said minus true score of citizens by channel, in one replication of the first design: in one survey."""
    task = ReplicationTask(scenario=scenario, designs=(next(iter(scenario.designs)),), seed=seed)
    (trace,) = traces_of(task, replication, {})
    asking = asking_of(scenario, seed, replication)
    found = heard(Sample(trace, scenario.run.wait_target_min, asking))["citizens"]
    told = {channel: found[channel] for channel in SAID_BY if channel in found}
    return {
        channel: score_of(np.array(parts["said"])) - score_of(np.array(parts["true"]))
        for channel, parts in told.items()
    }


def _line(row: pd.Series) -> str:
    off = f"{row['off']:+.2f} ({row['lo']:+.2f} to {row['hi']:+.2f})"
    scores = f"{row['said_score']:.1f} | {row['true_score']:.1f}"
    ends = f"±{row['sampling']:.1f} | {row['more']} of {row['worlds']}"
    return f"| {row['channel']} | {row['asked']:,.0f} | {row['answered']:,.0f} | {scores} | {off} | {ends} |"


def _section(found: pd.DataFrame, lang: Lang) -> Section:
    title = _TITLES[lang]
    drawn = picture("E07", title[5:], render(partial(_figure, found), lang)["svg"], GALLERY, lang)
    lines = []
    for _, row in found.iterrows():
        signed = {key: number(float(row[key]), signed=True) for key in ("off", "lo", "hi")}
        told = signed | {key: str(row[key]) for key in ("more", "worlds")}
        told |= {"said": number(row["said_score"]), "true": number(row["true_score"])}
        channel = CHANNEL_WORDS[row["channel"]].text(lang)
        lines.append(_LINES[lang].format(channel=channel, one=number(row["sampling"]), **told))
    body = "\n\n".join(["\n".join(lines), _READING[lang]])
    return Section(asked=title[5:], picture=drawn, told=body, change=_CHANGES[lang])


def _figure(found: pd.DataFrame, lang: Lang) -> Figure:
    """What is heard by each channel, with what one survey may be off by, beside what is true."""
    rows = found.iloc[::-1]
    figure, axes = blank(7, 1 + 0.45 * len(rows))
    places = range(len(rows))
    axes.errorbar(rows["said_score"], places, xerr=rows["sampling"], fmt="o", capsize=3)
    axes.axvline(float(found["true_score"].iloc[0]), linestyle="--", color="0.4")
    axes.set_yticks(places, [CHANNEL_WORDS[channel].text(lang) for channel in rows["channel"]])
    label = {
        "en": "Points heard by one survey, with its error; dashed: true (not calibrated)",
        "zh": "单次调查听到的分数及误差；虚线：真实（未校准）",
    }
    axes.set_xlabel(label[lang])
    return figure


def main() -> None:
    """Run and write."""
    found = table()
    found.to_csv(FILE, index=False, float_format="%.5g", lineterminator="\n")
    n = hs.load(SCENARIO).scenario.run.replications
    head = _HEAD.format(n=n, worlds=WORLDS)
    text = head + "\n".join(_line(row) for _, row in found.iterrows()) + "\n"
    (HERE / "E07.md").write_text(text, encoding="utf-8")
    renew_sections("E07", {"en": _section(found, "en"), "zh": _section(found, "zh")})


if __name__ == "__main__":
    main()
