"""The page docs/metrics.md, generated from the registry; a test keeps the committed copy in step."""

from __future__ import annotations

from hallsim.metrics.approval_time import APPROVAL_PARTS
from hallsim.metrics.causes import AWAY_PARTS, BUREAU_PARTS, VISIT_PARTS
from hallsim.metrics.metric import UNITS
from hallsim.metrics.registry import FAMILIES
from hallsim.metrics.satisfaction import UNCALIBRATED_EN, UNCALIBRATED_ZH
from hallsim.metrics.satisfaction_page import satisfaction_page

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

Figures *a day* are per day of which opening hours were measured. A day that the warm-up or the horizon cuts
short counts as a whole one: in a run shorter than a day they are those of the run. A closing counts when the
run reaches it.

每个指标都由一次重复的轨迹直接算出。预热期到达者及其号、办件均不计入；分位数按 numpy 默认的线性插值；
没有数据的平均值为 `nan`。箭头表示何者为优。

“日均”按有开放时间计入统计的天数平均；被预热期或结束时刻截短的一天也算一天，因此不足一天的模拟，
日均值即整个模拟的值。模拟到达闭厅时刻，该次闭厅才计入。

**Runs that stop before all has ended.** With `ending: stop` a share of the matters (`unended_share`; reports
warn above 5 %) has no end when the run stops. Lead times (`lead_*`, times of approvals, `on_time_share`) are
then those of the quick ones, trips (`visits_per_matter`, `repeat_share`, ways and fares) lack those still to
come, and shares of ended cases (`one_trip_share`) miss who must come again: most look better than they are.
`ending: drain` removes this; the last visits then meet an emptier hall, so let the run be long beside the
lead times. Waits and stays (`wait_mean`, `wait_max`, `time_in_hall_mean` and the like) count who is still
waiting or inside when the run stops, up to that moment.

**到期即停的模拟。** `ending: stop` 时，部分事项在停止时尚未结束（`unended_share`，超过 5% 时报告会提示）：
办理时间只含办得快的，跑动次数缺少尚未发生的来访，已结束办件的比例（如 `one_trip_share`）漏掉需再来的，
结果大多偏好。写 `ending: drain` 可消除此偏差；到期后的来访遇到的大厅较空，模拟期应远长于办理时间。
等候与在厅时间（`wait_mean`、`wait_max`、`time_in_hall_mean` 等）把停止时仍在等候或在厅者计到停止时刻。
"""
CAUSES = """## Where the time goes 时间去向

The parts of a visit sum to its length, those of a matter to the time from the first visit to its end, to the
millisecond (`hallsim.metrics.causes`).

- A visit: {visit}.
- A matter also: {away}; between acceptance and decision {approval}.

An instant of waiting is *closed* while no server of the queue is rostered; else it is divided equally among
the rostered ones: the parts of those that are away are *short_staffed*, of those that serve a ticket that was
issued later and overtook *priority_given*, of the rest *all_busy*. These are states, not effects: what a
window or a rule changes is told by a run with it and one without, over the same citizens.
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
        if family == "satisfaction":
            sections.append(satisfaction_page())
    named = {"visit": VISIT_PARTS, "away": AWAY_PARTS + BUREAU_PARTS, "approval": APPROVAL_PARTS}
    sections.append(
        CAUSES.format(**{name: ", ".join(f"`{p}`" for p in parts) for name, parts in named.items()})
    )
    return "\n".join(sections)
