"""The reference page of the scenario language, made from the models."""

from __future__ import annotations

import unicodedata
from typing import Final

from pydantic import BaseModel

from hallsim.scenario.language.explain import facts
from hallsim.scenario.language.keys import NAME, Key, all_keys, sentence
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.values.law_forms import EXAMPLES
from hallsim.text.message import Lang, Message, translate


def reference(lang: Lang = "en") -> str:
    """The page `docs/scenario.md`: every key, in Markdown, in the order of the models."""
    laws = ", ".join(f"`{example}`" for example in EXAMPLES.values())
    return page_of(Scenario, _INTRODUCTION[lang].replace("LAWS", laws).strip(), lang)


def page_of(root: type[BaseModel], introduction: str, lang: Lang) -> str:
    """An introduction, and behind it every key of a kind of file, a table a mapping."""
    lines = [introduction]
    sections: dict[tuple[str, ...], list[Key]] = {}
    for key in all_keys(root):
        sections.setdefault(key.path[:-1], []).append(key)
    for owner, keys in sections.items():
        title = ".".join(owner).replace("*", "NAME") or translate("The file", lang)
        lines += ["", f"## {title}", "", _HEAD.text(lang), _RULE, *(_row(key, lang, root) for key in keys)]
    return "\n".join(lines) + "\n"


def index(lang: Lang = "en") -> str:
    """The sections of the language, a line each, and how to read on."""
    keys = {key.path: key for key in all_keys()}
    owners = dict.fromkeys(path[:-1] for path in keys)
    titles = {owner: ".".join(owner).replace("*", "NAME") for owner in owners if owner}
    width = max(map(len, titles.values())) + 2
    lines = [_INDEX_HEAD.text(lang), ""]
    for owner, title in titles.items():
        key = keys[owner[:-1] if owner[-1] == NAME else owner]
        lines.append(title.ljust(width) + _cut(sentence(key, lang), _WIDTH - width))
    return "\n".join([*lines, "", *(line.text(lang) for line in _INDEX_TAIL)])


def _cut(text: str, cells: int) -> str:
    """As much of a text as fits; Chinese characters fill two cells of a terminal."""
    used = 0
    for i, char in enumerate(text):
        used += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used > cells:
            return text[: i - 1].rstrip() + "…"
    return text


def _row(key: Key, lang: Lang, root: type[BaseModel]) -> str:
    shown = dict(facts(key, lang, root))
    about = ", ".join(shown[label] for label in ("unit", "choices", "range") if label in shown)
    example = str(key.more.get("example", ""))
    cells = (
        f"`{key.path[-1]}`",
        sentence(key, lang),
        about,
        shown["default"],
        f"`{example}`" if example else "",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


_WIDTH: Final = 100
_INDEX_HEAD: Final = Message("The sections of a scenario file (NAME stands for a name of your own):")
_INDEX_TAIL: Final = (
    Message("hallsim explain world.calendar    one of them, with its keys"),
    Message("hallsim explain windows.count     one key; count alone: every key of that name"),
    Message("hallsim explain --search cashier  the keys that have to do with something"),
    Message("hallsim explain --all             all keys, in Markdown"),
)
_HEAD: Final = Message("| key | meaning | unit, choices, range | default | example |")
_RULE: Final = "| --- | --- | --- | --- | --- |"
_ENGLISH: Final = """
# The scenario language

Every key, made by `hallsim explain --all` from the models; do not edit. [中文](scenario.zh.md)

A scenario is one strict YAML 1.2 file. Quantities carry a unit: `8 min`, `1 h 30 min`,
`10 workdays`, `30 per hour`, `12%`, `09:30`; a bare number where a duration is expected is an error.
`NAME` below stands for a name of your own.

**Files and designs.** `include: [common.yaml]` lays the file over others beside it: the file itself
wins, then the last one included. `based_on` lays a design over another, and `worlds` lay other worlds
over `world` (a single source of arrivals over a single one). All merge key by key;
`key: null` takes a key away, and `replace: true` inside a mapping drops all the base said there;
times of the day are keys too (`check` tells where those of a base are kept beside others).

**Laws.** A duration may be a law: LAWS.
Each takes `mean` with `cv`, `scv` or `sd`, or its usual parameters. A bare number takes the unit of
the next quantity: `uniform(2, 5 min)`. `shift 2 min` adds to every value; `min` and `max` cut the law
off and scale up what remains, which moves its mean. A normal law is cut off at 0; its `mean` and `sd`
are those before the cut. `sequence` gives its values in turn. As mappings:

```yaml
counter: {law: lognormal, mean: 12 min, cv: 0.7, max: 60 min}
counter: {mixture: [{share: 30%, of: exponential(mean 5 min)}, {share: 70%, of: 12 min}]}
counter: {empirical: {values: [3 min, 8 min, 40 min]}}
counter: {empirical: {quantiles: {10%: 3 min, 50%: 8 min, 100%: 40 min}}}  # straight lines between
counter: {empirical: {csv: times.csv, column: minutes, unit: min}}  # a file beside the scenario
counter: {times: 1.3, of: lognormal(mean 12 min, cv 0.7)}  # every value multiplied
```

**Tables.** Where a list or a mapping of names is long, it may stand in a CSV file beside the scenario (UTF-8,
commas, the names of the columns in its first line). Of a list every row is an entry whose keys are the names
of the columns; of a mapping the first column holds the names. `column` picks one where one value belongs to
each row, `keys` that of the names, `unit` is what bare numbers are in; a cell with semicolons is a list.

```yaml
shifts: {csv: roster.csv}  # columns count, hours
windows: {csv: windows.csv}  # the first column names the group, the others are its keys
staff: {csv: duty.csv, column: windows}  # the first column is the time (of clerks one column is their names)
rates: {csv: rates.csv, keys: hour, column: people, unit: per hour}  # 8 is 08:00-09:00, 6AM-7AM is fine
times: {csv: tickets.csv, column: issued}  # 09:03, 9:03 AM, 2026-03-02 09:03:15, from the calendar's start
```

Times may be written 00:03:30 (hours, minutes, seconds), numbers "1,200".

**What numbers rest on.** A number of the world or of a design may carry the range in which it is
plausible: `time: 1.15 in 1.0..1.5`, `missing: 5.8% in 4%..8%`, `patience: 20 min in 10..30 min`,
`windows: {commerce: 6 in 5..8}`, `lognormal(mean 12 min in 9..16 min, cv 0.7)`. It is then an assumption by
itself, varied by `hallsim compare --robust`. `evidence` says the same of numbers that move together, and
what is given or fitted:

```yaml
evidence:
  generalist: {kind: assumed, sets: [designs.*.windows.*.generalist.time], range: 1.0..1.5}
  work: {kind: assumed, scales: [world.services.*.counter], range: 0.8..1.6}
  documents: {kind: fitted, values: [world.services.*.documents.missing], to: [repeat_share]}
  visits: {kind: given, values: [world.arrivals.per_day], source: annual report}
```

A path names keys as the file has them, after `include` and `based_on`: `*` stands for every name whose
key is written, a number for an entry of a list, and a law ends in its parameter (`counter.mean`). `sets`
draws one value for all of them; `scales` multiplies each (counts are rounded and stay at least 1). What is
said of a design holds for the designs based on it, unless they say otherwise. The stated number lies in its
range, whose ends are whole numbers for a count; the scenario must be right at both ends and in the worlds
between (`check` tries them), and no number is named twice.

**Short spellings.** `windows: {commerce: 6}` is `{commerce: {count: 6}}`; `desks: {fire: 3}` is
`{fire: {officers: 3}}`; `approval: parallel` in a design is `{mode: parallel}`; one source of arrivals
needs no list. In a service, `approval: [check, {parallel: [fire, planning]}]` runs a list in series,
and a step may be defined where it stands: `{step: check, desk: fire, work: 40 min}`.
"""
_CHINESE: Final = """
# 场景语言

全部的键，由 `hallsim explain --all --lang zh` 从模型生成，请勿手改。[English](scenario.md)

场景是一个严格的 YAML 1.2 文件。数量须带单位：`8 min`、`8分钟`、`10 workdays`、
`10个工作日`、`30 per hour`、`12%`、`09:30`；应写时长处只写数字是错误。
下文 `NAME` 为自定名称。

**文件与方案。** `include: [common.yaml]` 把本文件叠加在同目录的其他文件之上：
本文件优先，其次是最后一个被包含的。`based_on` 把方案叠加在另一方案之上，`worlds` 把其他情形叠加在
`world` 之上（单个到达来源叠加在单个到达来源之上）。三者均逐键合并；
`key: null` 删去该键，映射中的 `replace: true` 不继承其原有内容；
钟点也是键（若保留了所依据方案的其他钟点，`check` 会指出）。

**分布。** 时长可以是分布：LAWS。
均可用 `mean` 加 `cv`、`scv` 或 `sd`，也可用惯用参数。只写数字时取后一个数量的单位：
`uniform(2, 5 min)`。`shift 2 min` 给每个值加上该量；`min` 与 `max` 截断分布并把其余部分归一，
均值随之变化。正态分布在 0 处截断，`mean` 与 `sd` 为截断前的值。`sequence` 依次取各值。
映射写法：

```yaml
counter: {law: lognormal, mean: 12 min, cv: 0.7, max: 60 min}
counter: {mixture: [{share: 30%, of: exponential(mean 5 min)}, {share: 70%, of: 12 min}]}
counter: {empirical: {values: [3 min, 8 min, 40 min]}}
counter: {empirical: {quantiles: {10%: 3 min, 50%: 8 min, 100%: 40 min}}}  # 其间为直线
counter: {empirical: {csv: times.csv, column: minutes, unit: min}}  # 场景旁边的文件
counter: {times: 1.3, of: lognormal(mean 12 min, cv 0.7)}  # 每个值乘以该倍数
```

**表格。** 列表或名称映射较长时，可放在场景旁边的 CSV 文件中（UTF-8，英文逗号分隔，第一行为列名）。
列表每行为一项，列名即键；映射的第一列为名称。每行只取一个值时用 `column` 指定列，`keys` 指定名称列，
`unit` 为纯数字的单位；单元格中用分号分隔的是列表。

```yaml
shifts: {csv: roster.csv}  # 列 count、hours
windows: {csv: windows.csv}  # 第一列为窗口组名称，其余列为其键
staff: {csv: duty.csv, column: windows}  # 第一列为钟点（写实名人员则为一列姓名）
rates: {csv: rates.csv, keys: hour, column: people, unit: per hour}  # 8 即 08:00-09:00，也可写 6AM-7AM
times: {csv: tickets.csv, column: issued}  # 09:03、上午9:03、2026-03-02 09:03:15（自日历起始日算起）
```

时长可写 00:03:30（时、分、秒），数字可写 "1,200"。

**数值的依据。** world 与 designs 中的数值可带合理范围：`time: 1.15 in 1.0..1.5`、
`missing: 5.8% in 4%..8%`、`20 min in 10..30 min`、`windows: {commerce: 6 in 5..8}`、
`lognormal(mean 12 min in 9..16 min, cv 0.7)`。它本身即是一个假定，由 `hallsim compare --robust`
变动。同时变动的数值，以及给定、拟合的数值，写在 `evidence` 中：

```yaml
evidence:
  generalist: {kind: assumed, sets: [designs.*.windows.*.generalist.time], range: 1.0..1.5}
  work: {kind: assumed, scales: [world.services.*.counter], range: 0.8..1.6}
  documents: {kind: fitted, values: [world.services.*.documents.missing], to: [repeat_share]}
  visits: {kind: given, values: [world.arrivals.per_day], source: 年度报告}
```

路径按文件中的键书写（`include` 与 `based_on` 之后）：`*` 代表所有写有该键的名称，数字代表列表中的
一项，分布以其参数结尾（`counter.mean`）。`sets` 为其统一取一个值；`scales` 逐一相乘（个数取整且不小于 1）。
对某方案所设的值，基于它的方案若未另写则同样适用。所写数值须在范围之内，个数的范围两端为整数；
范围两端及其间各情形的场景都须正确（check 会试），
同一数值不得说明两次。

**简写。** `windows: {commerce: 6}` 即 `{commerce: {count: 6}}`；
`desks: {fire: 3}` 即 `{fire: {officers: 3}}`；方案中的 `approval: parallel` 即
`{mode: parallel}`；只有一个到达来源时不必写列表。事项的
`approval: [check, {parallel: [fire, planning]}]` 中列表为串联，环节可就地定义：
`{step: check, desk: fire, work: 40 min}`。
"""
_INTRODUCTION: Final[dict[Lang, str]] = {"en": _ENGLISH, "zh": _CHINESE}
