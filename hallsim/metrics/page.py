"""The page docs/metrics.md, generated from the registry; a test keeps the committed copy in step."""

from __future__ import annotations

from hallsim.metrics.approval_time import APPROVAL_PARTS
from hallsim.metrics.causes import AWAY_PARTS, BUREAU_PARTS, VISIT_PARTS
from hallsim.metrics.metric import UNITS
from hallsim.metrics.registry import FAMILIES
from hallsim.metrics.satisfaction import UNCALIBRATED_EN, UNCALIBRATED_ZH

TITLES = {
    "waiting": "Waiting 等候",
    "visits": "Visits and citizens 来访与群众",
    "matters": "Matters 办件",
    "servers": "Windows and desks 窗口与审批科室",
    "network": "Several offices 多处机构",
    "satisfaction": "Satisfaction 满意度",
    "appointments": "Appointments and hotline 预约与热线",
    "costs": "Costs 成本",
}
BETTER = {"lower": "↓", "higher": "↑", "neutral": ""}
INTRO = """# Metrics 指标

Generated from the registry by `hallsim.metrics.page.metrics_page`; do not edit by hand.

Every figure is a pure function of the trace of one replication. Citizens who arrive during the warm-up do not
count, nor do their tickets and matters; figures over time run from the warm-up to the horizon. Quantiles
interpolate linearly between order statistics (numpy's default). A mean of nothing is `nan`, a count
of nothing 0. The arrow says which way is better; where there is none, neither way is.

每个指标都由一次重复的轨迹直接算出。预热期到达者及其号、办件均不计入；分位数按 numpy 默认的线性插值；
没有数据的平均值为 `nan`。箭头表示何者为优。
"""
CAUSES = """## Where the time goes 时间去向

The parts of a visit sum to its length, those of a matter to the time from the first visit to its end, to the
millisecond (`hallsim.metrics.causes`).

- A visit: {visit}.
- A matter also: {away}; between acceptance and decision {approval}.

An instant of waiting has the cause that the servers of the queue show at that instant, by the first rule that
applies: none is rostered (*closed*); one is rostered but away (*short_staffed*); one serves a ticket that was
issued later and overtook (*priority_given*); otherwise *all_busy*.
"""


def metrics_page() -> str:
    """The page as Markdown."""
    sections = [INTRO]
    for family, metrics in FAMILIES.items():
        lines = [f"## {TITLES[family]}", ""]
        if family == "satisfaction":
            lines += [f"**{UNCALIBRATED_EN.capitalize()}.** {UNCALIBRATED_ZH}。", ""]
        lines += ["| id | unit | better | what | 含义 |", "| --- | --- | --- | --- | --- |"]
        lines += [
            f"| `{m.id}` | {UNITS[m.unit][0]} | {BETTER[m.better]} | **{m.label.en}.** {m.description.en} "
            f"| **{m.label.zh}**：{m.description.zh} |"
            for m in metrics
        ]
        sections.append("\n".join(lines) + "\n")
    named = {"visit": VISIT_PARTS, "away": AWAY_PARTS + BUREAU_PARTS, "approval": APPROVAL_PARTS}
    sections.append(
        CAUSES.format(**{name: ", ".join(f"`{p}`" for p in parts) for name, parts in named.items()})
    )
    return "\n".join(sections)
