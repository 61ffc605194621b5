"""Metrics of coming to the hall: how many, how long inside, and in which state citizens end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hallsim.audit.duty import service_end
from hallsim.audit.spans import Int
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Sample, mean, quantile, ratio
from hallsim.trace import NEVER, End, Outcome
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN


def _quantile(share: float) -> Callable[[Sample], float]:
    return lambda s: quantile(s.hall_min, share)


def _state(*states: End) -> Callable[[Sample], float]:
    return lambda s: s.state_share(*states)


def _visits_per_day(s: Sample) -> float:
    arrive = s.trace.visits["arrive_ms"]
    return ratio(float(((arrive >= s.from_ms) & (arrive < s.to_ms)).sum()), len(s.open_days))


def _arrivals_per_day(s: Sample) -> float:
    rows = s.citizens[s.came[s.citizens]]
    return ratio(float((s.trace.citizens["arrive_ms"][rows] < s.to_ms).sum()), len(s.open_days))


def _queues_per_visit(s: Sample) -> float:
    joined = s.n_tickets_of_visit[s.visits]
    return mean(joined[joined > 0])


def _number_in_hall(s: Sample) -> float:
    """Time in the hall that falls into opening time, over opening time; 0 for a hall that never opens."""
    arrive = s.trace.visits["arrive_ms"]
    inside = s.open_time.measure(arrive, arrive + s.hall_ms)
    open_ms = int((s.open_time.ends - s.open_time.starts).sum())
    return float(inside.sum() / open_ms) if open_ms else 0.0


def _throughput(s: Sample) -> float:
    t = s.trace.tickets
    done = service_end(s.trace)
    counts = ~s.is_desk_ticket & (t["outcome"] == Outcome.SERVED) & (done >= s.from_ms) & (done < s.to_ms)
    open_ms = int((s.open_time.ends - s.open_time.starts).sum())
    return ratio(float(counts.sum()), open_ms / MS_PER_HOUR)


def _overtime_by_closing(s: Sample) -> Int:
    """For each closing, milliseconds until the last citizen who came that day and drew a ticket has left."""
    v, days = s.trace.visits, s.trace.days
    leave = v["arrive_ms"] + s.hall_ms
    inside = (s.n_tickets_of_visit > 0) | (v["leave_ms"] == NEVER)
    last = np.zeros(len(days.open_ms), np.int64)
    np.maximum.at(last, v["arrive_ms"][inside] // MS_PER_DAY, leave[inside])
    return np.asarray(np.maximum(last[s.closings] - days.close_ms[s.closings], 0))


def _present_at_closing(s: Sample) -> float:
    stays = s.hall_ms > 0  # who is turned away at once was never inside, not even at the closing itself
    arrive = np.sort(s.trace.visits["arrive_ms"][stays])
    leave = np.sort((s.trace.visits["arrive_ms"] + s.hall_ms)[stays])
    close = s.trace.days.close_ms[s.closings]
    inside = np.searchsorted(arrive, close, side="left") - np.searchsorted(leave, close, side="right")
    return mean(inside)


VISITS: tuple[Metric, ...] = (
    metric("n_arrivals", "number", "neutral", "citizens", lambda s: float(s.came[s.citizens].sum()),
           ("Citizens", "群众人数"), ("Citizens who came.", "到厅群众人数。")),
    metric("arrivals_per_day", "per_day", "neutral", "citizens", _arrivals_per_day,
           ("Citizens a day", "日均群众"),
           ("Citizens who come for the first time, per open day.", "每个开放日首次到厅的群众人数。")),
    metric("n_visits", "number", "neutral", "visits", lambda s: float(len(s.visits)),
           ("Visits",
            "来访次数"), ("Visits to the hall, further ones included.", "到厅次数（含再次来访）。")),
    metric("visits_per_day", "per_day", "neutral", "visits", _visits_per_day,
           ("Visits a day",
            "日均来访"),
           ("Visits per open day, further ones included.", "每个开放日的来访次数（含再次来访）。")),
    metric("time_in_hall_mean", "min", "lower", "visits", lambda s: mean(s.hall_min),
           ("Mean time in hall", "平均在厅时间"),
           ("From the first ticket (or the door, before it opens) to leaving.",
            "从取号（开门前则从到门口）到离开。")),
    metric("time_in_hall_median", "min", "lower", "visits", _quantile(0.5),
           ("Time in hall, median",
            "在厅时间中位数"), ("Half of the visits are no longer.", "一半的来访不超过此值。")),
    metric("time_in_hall_p90", "min", "lower", "visits", _quantile(0.9),
           ("Time in hall, 90th percentile", "在厅时间 90 分位"),
           ("Nine of ten visits are no longer.", "九成的来访不超过此值。")),
    metric("time_in_hall_p95", "min", "lower", "visits", _quantile(0.95),
           ("Time in hall, 95th percentile", "在厅时间 95 分位"),
           ("95 of 100 visits are no longer.", "95% 的来访不超过此值。")),
    metric("time_in_hall_max", "min", "lower", "visits", _quantile(1.0),
           ("Longest time in hall", "最长在厅时间"), ("The longest visit.", "最长的一次来访。")),
    metric("time_in_hall_var", "min2", "lower", "visits",
           lambda s: float(s.hall_min.var()) if len(s.hall_min) else float("nan"),
           ("Variance of time in hall",
            "在厅时间方差"), ("Variance of the time in the hall.", "在厅时间的方差。")),
    metric("queues_per_visit", "number", "lower", "visits", _queues_per_visit,
           ("Queues per visit", "每次来访排队数"),
           ("Tickets drawn per visit, of visits that drew any.", "每次来访取号的个数（至少取一号者）。")),
    metric("number_in_hall_mean", "number", "lower", "visits", _number_in_hall,
           ("Mean number in hall", "平均在厅人数"),
           ("Mean number inside while the hall is open.", "开放时间内平均在厅人数。")),
    metric("throughput_per_hour", "per_hour", "higher", "tickets", _throughput,
           ("Served an hour", "每小时办理数"),
           ("Tickets served at windows per hour of opening.", "每开放小时窗口办结的号数。")),
    metric("overtime_min", "min", "lower", "visits", lambda s: mean(_overtime_by_closing(s) / MS_PER_MIN),
           ("Overtime a day", "日均延时"),
           ("From closing until the last citizen leaves, mean over days (0 on a day when all are gone).",
            "从闭厅到最后一名群众离开，按日平均（已无人则为 0）。")),
    metric("present_at_closing_mean", "number", "lower", "visits", _present_at_closing,
           ("Inside at closing", "闭厅时在厅人数"),
           ("Citizens still inside when the hall closes, mean over days.",
            "闭厅时仍在厅内的人数，按日平均。")),
    metric("served_share", "share", "higher", "citizens", _state(End.SERVED, End.ANSWERED, End.SHELVED),
           ("Citizens served", "办成比例"),
           ("Share of citizens all of whose matters are done, in the hall or from afar.",
            "全部事项办成（到厅或远程）的群众所占比例。")),
    metric("answered_share", "share", "higher", "citizens", _state(End.ANSWERED),
           ("Answered without a visit", "免跑答复比例"),
           ("Share of citizens answered online or on the phone who need not come.",
            "在网上或电话中得到答复、无需到厅的群众所占比例。")),
    metric("shelved_share", "share", "neutral", "citizens", _state(End.SHELVED),
           ("Need not come any more", "无须再办比例"),
           ("Share of citizens all of whose matters the design has taken off the catalogue.",
            "全部事项已被方案取消、无须再办的群众所占比例。")),
    metric("left_share", "share", "lower", "citizens", _state(End.LEFT),
           ("Citizens who left", "中途离开比例"),
           ("Share of citizens who lost patience in a queue.", "因等候过久离开的群众所占比例。")),
    metric("turned_away_share", "share", "lower", "citizens", _state(End.TURNED_AWAY),
           ("Citizens turned away", "未能受理比例"),
           ("Share of citizens who came too late or were sent home at closing.",
            "来得太晚或闭厅时被劝离的群众所占比例。")),
    metric("given_up_share", "share", "lower", "citizens", _state(End.GIVEN_UP),
           ("Citizens who gave up", "放弃比例"),
           ("Share of citizens whose last possible visit failed.", "多次来访仍未办成而放弃的群众所占比例。")),
    metric("inside_share", "share", "neutral", "citizens", _state(End.INSIDE),
           ("Still inside at the end", "期末仍在厅内"),
           ("Share of citizens in the hall when the run stops.", "模拟结束时仍在厅内的群众所占比例。")),
    metric("in_approval_share", "share", "neutral", "citizens", _state(End.IN_APPROVAL),
           ("Still in approval at the end", "期末仍在审批"),
           ("Share of citizens with a matter in approval when the run stops.",
            "模拟结束时事项仍在审批的群众所占比例。")),
    metric("away_share", "share", "neutral", "citizens", _state(End.AWAY),
           ("Between visits at the end", "期末待再次来访"),
           ("Share of citizens due to come back when the run stops.",
            "模拟结束时尚待再次来访的群众所占比例。")),
)  # fmt: skip
