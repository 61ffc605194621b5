"""Metrics of waiting for a window, over every ticket issued: also those whose holder left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hallsim.audit.duty import wait_end
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Sample, mean, quantile, ratio
from hallsim.metrics.waits import WAIT_CAUSES
from hallsim.units import MS_PER_MIN


def _quantile(share: float) -> Callable[[Sample], float]:
    return lambda s: quantile(s.waits_min, share)


def _cause(name: str) -> Callable[[Sample], float]:
    def value(s: Sample) -> float:
        bounds = np.zeros(len(s.tickets), np.int64), np.full(len(s.tickets), s.trace.end_ms)
        causes = s.reader.causes(s.tickets, *bounds)[:, WAIT_CAUSES.index(name)]
        return mean(causes / MS_PER_MIN)

    return value


def _per_citizen(s: Sample) -> float:
    return ratio(float(s.waits_min.sum()), len(s.citizens))


def _queue_length(s: Sample) -> float:
    """Waiting time that falls into opening time, over opening time; 0 for a hall that never opens."""
    t = s.trace.tickets
    rows = ~s.is_desk_ticket
    waited = s.open_time.measure(t["issue_ms"][rows], wait_end(s.trace)[rows])
    open_ms = int((s.open_time.ends - s.open_time.starts).sum())
    return float(waited.sum() / open_ms) if open_ms else 0.0


def _desk_wait(s: Sample) -> float:
    return mean(s.all_waits_ms[s.desk_tickets] / MS_PER_MIN)


WAITS: tuple[Metric, ...] = (
    metric("wait_mean", "min", "lower", "tickets", lambda s: mean(s.waits_min),
           ("Mean wait", "平均等候"),
           ("Mean wait from the ticket to the window, leavers counted until they leave.",
            "从取号到被受理的平均等候，中途离开者计到离开为止。")),
    metric("wait_median", "min", "lower", "tickets", _quantile(0.5), ("Median wait", "等候中位数"),
           ("Half of the tickets wait no longer.", "一半的号等候不超过此值。")),
    metric("wait_p90", "min", "lower", "tickets", _quantile(0.9), ("Wait, 90th percentile", "等候 90 分位"),
           ("Nine of ten tickets wait no longer.", "九成的号等候不超过此值。")),
    metric("wait_p95", "min", "lower", "tickets", _quantile(0.95), ("Wait, 95th percentile", "等候 95 分位"),
           ("95 of 100 tickets wait no longer.", "95% 的号等候不超过此值。")),
    metric("wait_p99", "min", "lower", "tickets", _quantile(0.99), ("Wait, 99th percentile", "等候 99 分位"),
           ("99 of 100 tickets wait no longer.", "99% 的号等候不超过此值。")),
    metric("wait_max", "min", "lower", "tickets", _quantile(1.0), ("Longest wait", "最长等候"),
           ("The longest wait of any ticket.", "所有号中最长的等候。")),
    metric("wait_sd", "min", "lower", "tickets",
           lambda s: float(s.waits_min.std()) if len(s.waits_min) else float("nan"),
           ("Spread of waits", "等候标准差"),
           ("Standard deviation of the waits.", "等候时间的标准差。")),
    metric("wait_served_mean", "min", "lower", "tickets", lambda s: mean(s.waits_min[s.called]),
           ("Mean wait of those served", "受理者平均等候"),
           ("Mean wait of the tickets that were called.", "被叫到的号的平均等候。")),
    metric("wait_left_mean", "min", "lower", "tickets", lambda s: mean(s.waits_min[s.gave_up]),
           ("Mean wait of leavers", "离开者平均等候"),
           ("Mean wait until leaving of those who left.", "中途离开者到离开时的平均等候。")),
    metric("wait_if_waiting_mean", "min", "lower", "tickets", lambda s: mean(s.waits_min[s.waits_min > 0]),
           ("Mean wait of those who wait", "需等候者平均等候"),
           ("Mean wait of the tickets that wait at all.", "确需等候的号的平均等候。")),
    metric("p_wait", "share", "lower", "tickets", lambda s: mean(s.waits_min > 0),
           ("Share who wait", "需等候比例"),
           ("Share of the tickets that wait at all.", "需要等候的号所占比例。")),
    metric("wait_target_share", "share", "higher", "tickets",
           lambda s: mean(s.called & (s.waits_min <= s.wait_target_min)),
           ("Called within the target", "达标比例"),
           ("Share of all tickets called within the target (15 min unless the scenario says otherwise).",
            "在目标时间内（默认 15 分钟）被叫到的号占全部的比例。")),
    metric("abandonment_share", "share", "lower", "tickets", lambda s: mean(s.gave_up),
           ("Tickets given up", "弃号比例"),
           ("Share of the tickets whose holder left before being called.",
            "未等到受理便离开的号所占比例。")),
    metric("wait_closed_mean", "min", "lower", "tickets", _cause("closed"),
           ("Wait while windows were closed", "等候：窗口未排班期间"),
           ("Part of the mean wait while no window for it was rostered.",
            "平均等候中没有窗口排班的时间。")),
    metric("wait_short_staffed_mean", "min", "lower", "tickets", _cause("short_staffed"),
           ("Wait while windows were away", "等候：窗口离岗期间"),
           ("Part of the mean wait that falls to windows away meanwhile, each instant being divided equally "
            "among the rostered windows. A state, not an effect.",
            "平均等候按在排班窗口平分后，落在当时休息或缺岗窗口上的部分。反映状态，并非因果。")),
    metric("wait_priority_mean", "min", "lower", "tickets", _cause("priority_given"),
           ("Wait while others went first", "等候：后到者先办期间"),
           ("Part of the mean wait that falls to windows serving later tickets meanwhile, each instant being "
            "divided equally among the rostered windows. A state, not an effect.",
            "平均等候按在排班窗口平分后，落在当时受理后到者的窗口上的部分。反映状态，并非因果。")),
    metric("wait_all_busy_mean", "min", "lower", "tickets", _cause("all_busy"),
           ("Wait while windows were busy", "等候：窗口忙碌期间"),
           ("The rest of the mean wait: it falls to windows that were there and served earlier tickets.",
            "平均等候的其余部分，落在在岗并受理先到者的窗口上。")),
    metric("wait_per_citizen_mean", "min", "lower", "tickets", _per_citizen,
           ("Wait per citizen", "人均等候"),
           ("Total wait of all tickets of all visits, per citizen.",
            "每名群众全部来访、全部排队的等候合计。")),
    metric("n_tickets", "number", "neutral", "tickets", lambda s: float(len(s.tickets)),
           ("Tickets", "取号数"), ("Tickets issued at windows.", "窗口发出的号数。")),
    metric("queue_length_mean", "number", "lower", "tickets", _queue_length,
           ("Mean queue length", "平均排队人数"),
           ("Mean number waiting for windows while the hall is open.", "开放时间内平均等候人数。")),
    metric("desk_wait_mean", "min", "lower", "desks", _desk_wait,
           ("Mean wait of files at desks", "材料待审平均时间"),
           ("Mean time from a file's arrival at a desk until work on it begins, nights included.",
            "材料到达审批科室到开始办理的平均时间（含下班时间）。")),
)  # fmt: skip
