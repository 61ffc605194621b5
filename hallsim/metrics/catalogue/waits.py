"""Metrics of waiting.

Waits of people are those of a visit, the sum over its queues, leavers counted until they leave; waits of
stations are those of tickets.
"""

from __future__ import annotations

import numpy as np

from hallsim.audit.company import by_agent
from hallsim.audit.duty import wait_end
from hallsim.audit.spans import Int, largest_by
from hallsim.metrics.attribution.waits import WAIT_CAUSES
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.places import in_main_hall
from hallsim.metrics.definition.population import CAME, DAYS, FILES, HALL, QUEUED, TICKETS, VISITS
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.statistic import Values, count, mean, of_hall, quantile, spread
from hallsim.trace.model import NEVER

NAN = float("nan")


def visit_wait(s: Sample, rows: Int) -> Real:
    """(visits,) minutes waited in all queues."""
    return s.visit_waits_min[rows]


def ticket_wait(s: Sample, rows: Int) -> Real:
    """(tickets,) minutes waited."""
    return s.ticket_waits_min[rows]


def in_target(s: Sample, rows: Int) -> Mask:
    """(visits,) called to every window, and come when called, within the target all in all."""
    return np.asarray(s.visit_called[rows] & (s.visit_waits_min[rows] <= s.wait_target_min))


def _where(values: Values, holds: Values) -> Values:
    """Only rows for which something holds."""
    return lambda s, rows: np.where(holds(s, rows), values(s, rows), NAN)


def _cause(name: str) -> Values:
    column = WAIT_CAUSES.index(name)
    return lambda s, rows: s.once(name, lambda: s.by_visit(s.wait_causes_min[:, column]))[rows]


def _per_citizen(s: Sample, rows: Int) -> Real:
    """(citizens,) minutes waited on all their visits; those of agents are not theirs."""
    waits = np.where(by_agent(s.trace), 0.0, s.visit_waits_min)
    total = np.bincount(s.trace.visits["citizen"], weights=waits, minlength=len(s.counted))
    return np.asarray(total[rows])


def longest_of_day(values: Real, day: Int, days: Int) -> Real:
    """(days,) the largest of the values that fall on each of `days`, 0 where none does."""
    n_days = int(max(day.max(initial=0), days.max(initial=0))) + 1
    return np.asarray(largest_by(day, values, n_days)[days])


def _longest(s: Sample, days: Int) -> Real:
    rows = QUEUED.rows(s)
    came = s.trace.days.day_of(s.trace.visits["arrive_ms"][rows])
    return longest_of_day(s.visit_waits_min[rows], came, days)


def _queue_length(s: Sample) -> tuple[float, float]:
    """Waiting time in the main hall that falls into its opening hours, over these."""
    t = s.trace.tickets
    rows = ~s.is_desk_ticket & in_main_hall(s.trace)
    return float(s.open_time.measure(t["issue_ms"][rows], wait_end(s.trace)[rows]).sum()), float(s.open_ms)


def _most_waiting(s: Sample, days: Int) -> Real:
    """(days,) the most waiting in the main hall at once, once everything of an instant has happened."""
    rows = ~s.is_desk_ticket & in_main_hall(s.trace)
    issue_ms, until_ms = (np.sort(each[rows]) for each in (s.trace.tickets["issue_ms"], wait_end(s.trace)))
    at_ms = issue_ms[np.diff(issue_ms, prepend=NEVER) > 0]
    n_come, n_gone = (np.searchsorted(each, at_ms, side="right") for each in (issue_ms, until_ms))
    return longest_of_day((n_come - n_gone).astype(np.float64), s.trace.days.day_of(at_ms), days)


def _waited(s: Sample, rows: Int) -> Mask:
    return np.asarray(s.visit_waits_min[rows] > 0)


def _gave_up(s: Sample, rows: Int) -> Mask:
    return np.asarray(s.by_visit(s.gave_up.astype(np.float64))[rows] > 0)


WAITS: tuple[Metric, ...] = (
    metric("wait_mean", "min", "lower", QUEUED, mean(visit_wait),
           ("Mean wait", "平均等候"),
           ("Mean wait of a visit in all its queues, from ticket to window; who leaves counts until leaving.",
            "每次来访在全部队列中从取号到被受理的平均等候，中途离开者计到离开为止。")),
    metric("wait_median", "min", "lower", QUEUED, quantile(visit_wait, 0.5), ("Median wait", "等候中位数"),
           ("Half of the visits wait no longer.", "一半的来访等候不超过此值。")),
    metric("wait_p90", "min", "lower", QUEUED, quantile(visit_wait, 0.9),
           ("Wait, 90th percentile", "等候 90 分位"),
           ("Nine of ten visits wait no longer.", "九成的来访等候不超过此值。")),
    metric("wait_p95", "min", "lower", QUEUED, quantile(visit_wait, 0.95),
           ("Wait, 95th percentile", "等候 95 分位"),
           ("95 of 100 visits wait no longer.", "95% 的来访等候不超过此值。")),
    metric("wait_p99", "min", "lower", QUEUED, quantile(visit_wait, 0.99),
           ("Wait, 99th percentile", "等候 99 分位"),
           ("99 of 100 visits wait no longer.", "99% 的来访等候不超过此值。")),
    metric("wait_max", "min", "lower", DAYS, mean(_longest),
           ("Longest wait of a day", "一天中最长等候"),
           ("The longest wait of any visit of a day, mean over days (0 on a day without).",
            "每天等候最长的来访，按日平均（无来访之日计 0）。")),
    metric("wait_sd", "min", "lower", QUEUED, spread(visit_wait),
           ("Spread of waits", "等候标准差"),
           ("Standard deviation of the waits of visits.", "各次来访等候时间的标准差。")),
    metric("wait_served_mean", "min", "lower", QUEUED,
           mean(_where(visit_wait, lambda s, rows: s.visit_called[rows])),
           ("Mean wait of those served", "受理者平均等候"),
           ("Mean wait of the visits whose every ticket was called, and the call followed.",
            "全部号均被叫到且应答的来访的平均等候。"),
           paired=True),
    metric("wait_left_mean", "min", "neutral", QUEUED, mean(_where(visit_wait, _gave_up)),
           ("Mean wait of leavers", "离开者平均等候"),
           ("Mean wait until leaving of the visits that left a queue.",
            "中途离开的来访到离开时的平均等候。")),
    metric("wait_if_waiting_mean", "min", "neutral", QUEUED, mean(_where(visit_wait, _waited)),
           ("Mean wait of those who wait", "需等候者平均等候"),
           ("Mean wait of the visits that wait at all.", "确需等候的来访的平均等候。")),
    metric("p_wait", "share", "lower", QUEUED, mean(_waited),
           ("Share who wait", "需等候比例"),
           ("Share of the visits that wait at all.", "需要等候的来访所占比例。")),
    metric("wait_target_share", "share", "higher", VISITS, mean(in_target),
           ("Called within the target", "达标比例"),
           ("Share of all visits called to every window within the target, waits added up (15 min unless the "
            "scenario says otherwise); who is turned away, leaves or misses the call is not.",
            "在目标时间内（默认 15 分钟，各队列合计）被叫到的来访所占比例，"
            "未受理、离开或过号作废者不算达标。")),
    metric("wait_closed_mean", "min", "neutral", QUEUED, mean(_cause("closed")),
           ("Wait while windows were closed", "等候：窗口未排班期间"),
           ("Part of the mean wait while no window for it was rostered.",
            "平均等候中没有窗口排班的时间。")),
    metric("wait_short_staffed_mean", "min", "neutral", QUEUED, mean(_cause("short_staffed")),
           ("Wait while windows were away", "等候：窗口离岗期间"),
           ("Part of the mean wait that falls to windows away meanwhile, each instant being divided equally "
            "among the rostered windows. A state, not an effect.",
            "平均等候按在排班窗口平分后，落在当时休息或缺岗窗口上的部分。反映状态，并非因果。")),
    metric("wait_priority_mean", "min", "neutral", QUEUED, mean(_cause("priority_given")),
           ("Wait while others went first", "等候：后到者先办期间"),
           ("Part of the mean wait that falls to windows serving later tickets meanwhile, each instant being "
            "divided equally among the rostered windows. A state, not an effect.",
            "平均等候按在排班窗口平分后，落在当时受理后到者的窗口上的部分。反映状态，并非因果。")),
    metric("wait_all_busy_mean", "min", "neutral", QUEUED, mean(_cause("all_busy")),
           ("Wait while windows were busy", "等候：窗口忙碌期间"),
           ("The rest of the mean wait: it falls to windows that were there and served earlier tickets.",
            "平均等候的其余部分，落在在岗并受理先到者的窗口上。")),
    metric("wait_per_citizen_mean", "min", "lower", CAME, mean(_per_citizen),
           ("Wait per citizen", "人均等候"),
           ("Wait in all queues of all visits, per citizen who came.",
            "每名到厅群众全部来访、全部排队的等候合计。")),
    metric("ticket_wait_mean", "min", "lower", TICKETS, mean(ticket_wait),
           ("Mean wait of a ticket", "每号平均等候"),
           ("Mean wait in one queue.", "单个队列中的平均等候。")),
    metric("ticket_wait_p90", "min", "lower", TICKETS, quantile(ticket_wait, 0.9),
           ("Wait of a ticket, 90th percentile", "每号等候 90 分位"),
           ("Nine of ten tickets wait no longer.", "九成的号等候不超过此值。")),
    metric("ticket_target_share", "share", "higher", TICKETS,
           mean(lambda s, rows: s.called[rows] & (s.ticket_waits_min[rows] <= s.wait_target_min)),
           ("Tickets called within the target", "号的达标比例"),
           ("Share of the tickets called within the target.", "在目标时间内被叫到的号所占比例。")),
    metric("abandonment_share", "share", "lower", TICKETS, mean(lambda s, rows: s.gave_up[rows]),
           ("Tickets given up", "弃号比例"),
           ("Share of the tickets whose holder left before being called, or at once.",
            "未等到受理便离开（含见人多即走）的号所占比例。"),
           needs="leaving"),
    metric("n_tickets", "number", "neutral", TICKETS, count(),
           ("Tickets", "取号数"), ("Tickets issued at windows.", "窗口发出的号数。")),
    metric("queue_length_mean", "number", "neutral", HALL, of_hall(_queue_length, of_time=True),
           ("Mean queue length", "平均排队人数"),
           ("Mean number waiting for windows of the main hall during its opening hours under the design; "
            "longer hours lower it.",
            "本方案主大厅开放时间内的平均等候人数；开放时间越长，此值越低。")),
    metric("queue_length_max", "number", "neutral", DAYS, mean(_most_waiting),
           ("Most waiting at once", "同时等候最多人数"),
           ("The most people who wait for windows of the main hall at one time of a day, mean over days: "
            "seats and room are sized by it.",
            "一天中主大厅同时等候的最多人数，按日平均；可据此配置座位与候办面积。")),
    metric("desk_wait_mean", "min", "lower", FILES, mean(ticket_wait),
           ("Mean wait of files at desks", "材料待审平均时间"),
           ("Mean time from a file's arrival at a desk until work on it begins, nights included.",
            "材料到达审批科室到开始办理的平均时间（含下班时间）。")),
)  # fmt: skip
