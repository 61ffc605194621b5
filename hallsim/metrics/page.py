"""The page docs/metrics.md, generated from the registry; a test keeps the committed copy in step."""

from __future__ import annotations

from hallsim.metrics.attribution.approval import APPROVAL_PARTS
from hallsim.metrics.attribution.causes import AWAY_PARTS, BUREAU_PARTS, VISIT_PARTS
from hallsim.metrics.attribution.lead_parts import LEAD_PARTS
from hallsim.metrics.definition.metric import Metric
from hallsim.metrics.definition.unit import UNITS
from hallsim.metrics.registry import FAMILIES
from hallsim.metrics.satisfaction_page import UNCALIBRATED, satisfaction_page

TITLES = {
    "waiting": "Waiting 等候",
    "visits": "Visits and citizens 来访与群众",
    "matters": "Matters 办件",
    "days": "Where the days go 时间花在哪里",
    "servers": "Windows and desks 窗口与审批科室",
    "network": "Several offices 多个网点",
    "satisfaction": "Satisfaction 满意度",
    "appointments": "Appointments and hotline 预约与热线",
    "costs": "Costs 成本",
}
BETTER = {"lower": "↓", "higher": "↑", "neutral": ""}
INTRO = """# Metrics 指标

Generated from the registry by `hallsim.metrics.page.metrics_page`; do not edit by hand. The arrow says
which way is better; where there is none, neither way is.

本页由登记表生成，请勿手改。箭头表示何者为优；没有箭头则无优劣之分。

**Whom a figure counts** stands beside it. Citizens who want to come during the warm-up do not count,
whenever a design makes them come, nor do their visits, tickets and matters. Waits of people are of a
*visit*, summed over its queues; waits of stations are of a *ticket* (`ticket_*`, `desk_wait_mean`), at a
guide or a terminal as well as at a window: read beside each other by station, as a guide's quick tickets
lower the mean. Trips, lead times, limits and scores are of *cases*; enquiries stand apart. Who leaves, is
turned away, gives up or misses the call is not served (`not_served_share`): never within the target, 0 points
of satisfaction, no case done. Figures of waits and costs say nothing of who never drew a ticket: read them
beside that share. A figure by group, service, queue, hour or weekday is the same figure of those rows only;
an amount a day by weekday is over the days of that weekday.

**统计对象**列在每个指标旁。原本想在预热期到来的群众及其来访、号、事项均不计入，不论方案把他们安排到何时。
群众的等候按“来访”计（各队列合计），窗口的等候按“号”计（`ticket_*`、`desk_wait_mean`），
导办台与自助终端的号也在内，故应按队列分看。跑动次数、办理时间、
时限与满意度按“办件”计，咨询另列。中途离开、被劝返、放弃、过号作废者为未办成（`not_served_share`）：
不算达标，满意度计 0 分，不计入已办结。等候与成本指标不反映未取到号的人，应与该比例同看。按人群、事项、
队列、小时、星期分列的数，就是同一指标只计那一部分；“每天”的量按星期分列时，除以该星期几的天数。

**How replications are put together.** A replication adds its sums and counts to those of the others, and
the figure is made of the total: a mean is over all people of the study, a quantile that of all of them
(linear between order statistics, numpy's default; values are kept to four significant digits, so that it is
off by 0.05 % at most). How the same days are cut into replications changes no figure. A mean of nothing is
`nan`, a count of nothing 0. Designs are compared over the same citizens; where ⇄ stands, over the same
people (matters that count under both designs; visits of citizens served under both and coming under both,
or, where all that they do is summed, served or still under way under both), so that nobody's absence makes
a design look quick: such a difference need not be that of the two columns.

**多次重复的合并。**每次重复贡献可相加的总和与人数，指标由总计算出：平均值按全部人计，
分位数取全部人的分位数（numpy 默认的线性插值；取值保留四位有效数字，误差不超过 0.05%）。
同样的日子怎样切分成重复，结果不变。没有数据的平均值为 `nan`，计数为 0。方案之间按同一批群众比较；
带 ⇄ 者只比较同一批人（两方案下均计入的事项，均办成且均到厅的群众的来访；
总量则为均办成或尚在办理的群众的来访），少办一些人不会显得更快，因此差异不一定等于两列之差。

**One yardstick for all designs.** *A day* is a working day of the world (`calendar`), whatever hours a
design opens: amounts a day are over the working days between warm-up and horizon, one of them cut short
counting as a whole one. Lead times count a part of a working day from `calendar.workday_from` (09:00) for
`calendar.workday` (8 h); what begins and ends outside these hours, as in a hall open at night, takes none.
Days overdue are whole working days by date, as limits count them. Hours of opening
(`queue_length_mean`, `number_in_hall_mean`, `throughput_per_hour`) are the design's own, the midday
closing left out; these, overtime and who is inside at closing are of the main hall where there are several
offices, each having hours of its own, or bureaus in other buildings. Terminals, at which nobody sits, are
no windows. The longest of a day is the mean over working days and others on which somebody wants to come,
0 on a day without a visit. A closing counts when the run reaches it.

**各方案同一把尺。**“每天”指日历（`calendar`）中的工作日，与方案的开放时间无关；
被预热期或结束时刻截短的一天也算一天。办理时间中不足一日的部分自 `calendar.workday_from`（09:00）
起按 `calendar.workday`（8 小时）计；始末都在此时间之外者（如夜间开放的大厅）不占工作日。
逾期天数按日期计整工作日，与时限的算法一致。
开放时间（`queue_length_mean`、`number_in_hall_mean`、`throughput_per_hour`）为本方案的开放时间，
不含午间闭厅；有多个网点或另处部门时，这些指标及延时、闭厅时在厅人数只计主大厅，各处时间不同。
自助终端无人值守，不算窗口。“一天中最长”按工作日及其他有人想来的日子平均，无人来访的日子计 0。
模拟到达闭厅时刻，该次闭厅才计入。

**Runs that stop before all has ended.** With `ending: stop` a share of the matters (`unended_share`;
reports warn above 5 %) has no end when the run stops.

- `lead_first_visit_*`, `lead_filing_mean`, `lead_accept_*`, `lead_decided_min`, `limit_used_*`,
  `desk_wait_*` and `desk_stay_days` count them for as long as they have taken so far, by the curve of
  Kaplan and Meier (1958): a mean is the area below it (where the longest has not ended, up to there: too
  low), a quantile is `nan` where it does not come down so far. Its durations are kept to three significant
  digits.
- Where anything is cut off in any replication, `on_time_share`, `overdue_*`, `deemed_share`,
  `unexamined_share` and `warned_share` judge only cases whose limit was over before the run stopped; the
  others would count when they were quick. What ended without a decision is neither on time nor late.
- `no_show_share` is of those whose slot came before the run stopped.
- Who last came in vain (left, was turned away or sent home, found nobody) and would come again after the
  stop is not served so far: part of `not_served_share`, late or left, no trip that did it, 0 points.
- Waits count who is still waiting up to that moment; `time_in_hall_*` leaves out who is still inside.
- Trips, shares, ways and scores of cases that are done, decided or have ended, `late_or_left_share`,
  `agent_held_min`, `days_*` and `lead_approved_*` weigh each with the inverse of the chance that a case is
  watched for as long as it took (Horvitz and Thompson 1952), so that the quick ones do not stand for all.
  Only what takes longer than the whole run is missing; a part (a weekday, a service) of whose cases more
  than 5 % take longer than was seen has no such figure.
- Amounts a day and `cost_per_matter` are of whoever's visits and cases fall between warm-up and horizon
  (of who comes in the last days the further visits are cut off; those of the warm-up stand for them), so let
  the warm-up be as long as the lead times.
- `clock_stopped_days` counts what was done until then.

`ending: drain` needs none of this; the last visits then meet an emptier hall, so let the run be long beside
the lead times.

**到期即停的模拟。** `ending: stop` 时，部分事项在停止时尚未结束（`unended_share`，超过 5% 时报告会提示）。

- `lead_first_visit_*`、`lead_filing_mean`、`lead_accept_*`、`lead_decided_min`、
  `limit_used_*`、`desk_wait_*`、`desk_stay_days` 用 Kaplan–Meier 曲线（1958）把未结束者计到停止为止：
  平均值为曲线下的面积（最长者未结束时只计到该处，偏低），曲线降不到的分位数为 `nan`；时长保留三位有效数字。
- 任一次重复中有未结束者时，`on_time_share`、`overdue_*`、`deemed_share`、`unexamined_share`、
  `warned_share` 只评判停止之前时限已到的办件；未作决定即结束的，既不算按时也不算逾期。
- `no_show_share` 只计时段在停止之前的预约。
- 最近一次白跑（离开、被劝返、扑空）而停止之后才会再来者，至此未办成：计入 `not_served_share` 与
  `late_or_left_share`，不算一次办成，满意度计 0 分。
- 等候把仍在等候者计到停止时刻；`time_in_hall_*` 不含仍在厅者。
- 按已办结、已决定或已结束的办件计的跑动、比例、在途、评分、`late_or_left_share`、`agent_held_min`、
  `days_*` 及 `lead_approved_*`，
  以“能被观察到那么久的概率”的倒数加权（Horvitz 与 Thompson 1952），使办得快的不代表全部；
  只有比整个模拟期还长的办件看不到；某一部分（如某个星期几、某事项）若有 5% 以上的办件长于所能观察到的时间，
  则不列出此类数。
- “每天”的量与 `cost_per_matter` 计统计期（预热期之后）内的全部来访与办件，不论是谁的
  （最后几天来者的后续来访被截断，由预热期来者的代替），因此预热期应与办理时间一样长。
- `clock_stopped_days` 计到停止为止。

写 `ending: drain` 则无需这些修正；到期后的来访遇到的大厅较空，模拟期应远长于办理时间。
"""
CAUSES = """## Where the time goes 时间去向

The parts of a visit sum to its length, those of a matter to the time from the first visit to its end, to the
millisecond (`hallsim.metrics.attribution.causes`).

`days_*` tell the parts of the lead time in working days of the world instead, each instant by one of
{lead} (`hallsim.metrics.attribution.lead_parts`); they sum to `days_total`.

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
            lines += [f"**{UNCALIBRATED}.** {UNCALIBRATED.text('zh')}。", ""]
        lines += [
            "| id | unit | better | whom it counts 统计对象 | what | 含义 |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [_row(metric) for metric in metrics]
        sections.append("\n".join(lines) + "\n")
        if family == "satisfaction":
            sections.append(satisfaction_page())
    named = {
        "lead": LEAD_PARTS,
        "visit": VISIT_PARTS,
        "away": AWAY_PARTS + BUREAU_PARTS,
        "approval": APPROVAL_PARTS,
    }
    sections.append(
        CAUSES.format(**{name: ", ".join(f"`{p}`" for p in parts) for name, parts in named.items()})
    )
    return "\n".join(sections)


def _row(metric: Metric) -> str:
    counted = f"{metric.counted.words} {metric.counted.words.text('zh')}{' ⇄' if metric.paired else ''}"
    return (
        f"| `{metric.id}` | {UNITS[metric.unit]} | {BETTER[metric.better]} | {counted} "
        f"| **{metric.label}.** {metric.description} "
        f"| **{metric.label.text('zh')}**：{metric.description.text('zh')} |"
    )
