"""Metrics of coming to the hall: how many, how long inside, and in which state citizens end."""

from __future__ import annotations

import numpy as np

from hallsim.audit.duty import service_end
from hallsim.audit.spans import Int, largest_by
from hallsim.metrics.catalogue.waits import longest_of_day
from hallsim.metrics.definition.ends import FAILED, SERVED
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.places import in_main_hall, visits_main_hall
from hallsim.metrics.definition.population import (
    CAME,
    CITIZENS,
    CLOSINGS,
    DAYS,
    HALL,
    VISITS,
    VISITS_IN_TIME,
    VISITS_SERVED,
)
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.statistic import (
    RowSums,
    count,
    mean,
    of_hall,
    per_closing,
    per_day,
    quantile,
    spread,
)
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End, Outcome
from hallsim.units import MS_PER_HOUR, MS_PER_MIN


def hall_time(s: Sample, rows: Int) -> Real:
    """(visits,) minutes in the hall."""
    return s.hall_min[rows]


def _state(*states: End) -> RowSums:
    return mean(lambda s, rows: one_of(states, s.trace.citizens["state"][rows]))


def _first_in_time(s: Sample, rows: Int) -> Real:
    return np.asarray((s.trace.citizens["arrive_ms"][rows] < s.to_ms).astype(np.float64))


def _queues(s: Sample, rows: Int) -> Real:
    """(visits,) tickets drawn; nan of who needed none."""
    n = s.n_tickets_of_visit[rows].astype(np.float64)
    return np.where(n > 0, n, np.nan)


def _longest(s: Sample, days: Int) -> Real:
    rows = VISITS_SERVED.rows(s)
    return longest_of_day(s.hall_min[rows], s.trace.days.day_of(s.trace.visits["arrive_ms"][rows]), days)


def _number_in_hall(s: Sample) -> tuple[float, float]:
    """Time in the main hall that falls into its opening hours, over these."""
    here = visits_main_hall(s.trace)
    arrive, spent = s.trace.visits["arrive_ms"][here], s.hall_ms[here]
    return float(s.open_time.measure(arrive, arrive + spent).sum()), float(s.open_ms)


def _throughput(s: Sample) -> tuple[float, float]:
    t, done = s.trace.tickets, service_end(s.trace)
    counts = ~s.is_desk_ticket & (t["outcome"] == Outcome.SERVED) & s.in_time(done) & in_main_hall(s.trace)
    return float(counts.sum()), s.open_ms / MS_PER_HOUR


def _overtime(s: Sample, closings: Int) -> Real:
    """(closings,) minutes until the last citizen who came before and drew a ticket has left."""
    v, days = s.trace.visits, s.trace.days
    leave = v["arrive_ms"] + s.hall_ms
    inside = ((s.n_tickets_of_visit > 0) | (v["leave_ms"] == NEVER)) & visits_main_hall(s.trace)
    session = np.searchsorted(days.close_ms, v["arrive_ms"][inside], side="right")
    last = largest_by(session, leave[inside], len(days.close_ms) + 1)
    return np.asarray(np.maximum(last[closings] - days.close_ms[closings], 0) / MS_PER_MIN)


def _present_at_closing(s: Sample, closings: Int) -> Real:
    """(closings,) who was inside when the hall closed: also who is sent home, or done, at that instant."""
    stays = (s.hall_ms > 0) & visits_main_hall(
        s.trace
    )  # who is turned away at once was never inside, not even at the closing itself
    arrive = np.sort(s.trace.visits["arrive_ms"][stays], kind="stable")
    leave = np.sort((s.trace.visits["arrive_ms"] + s.hall_ms)[stays], kind="stable")
    close = s.trace.days.close_ms[closings]
    inside = np.searchsorted(arrive, close, side="left") - np.searchsorted(leave, close, side="left")
    return np.asarray(inside.astype(np.float64))


COMING: tuple[Metric, ...] = (
    metric("n_arrivals", "number", "neutral", CAME, count(),
           ("Citizens", "群众人数"), ("Citizens who came.", "到厅群众人数。")),
    metric("arrivals_per_day", "per_day", "neutral", CAME, per_day(_first_in_time),
           ("Citizens a day", "日均群众"),
           ("Citizens who come for the first time, per working day of the world.",
            "每个工作日首次到厅的群众人数。")),
    metric("n_visits", "number", "neutral", VISITS, count(),
           ("Visits",
            "来访次数"), ("Visits to the hall, further ones included.", "到厅次数（含再次来访）。")),
    metric("visits_per_day", "per_day", "neutral", VISITS_IN_TIME, per_day(),
           ("Visits a day",
            "日均来访"),
           ("Visits per working day of the world, further ones included.",
            "每个工作日的来访次数（含再次来访）。")),
    metric("time_in_hall_mean", "min", "lower", VISITS_SERVED, mean(hall_time),
           ("Mean time in hall", "平均在厅时间"),
           ("From the first ticket (or the door, before it opens) to leaving, of visits that "
            "came to a service.",
            "得到受理的来访从取号（开门前则从到门口）到离开的时间。")),
    metric("time_in_hall_median", "min", "lower", VISITS_SERVED, quantile(hall_time, 0.5),
           ("Time in hall, median",
            "在厅时间中位数"), ("Half of the visits are no longer.", "一半的来访不超过此值。")),
    metric("time_in_hall_p90", "min", "lower", VISITS_SERVED, quantile(hall_time, 0.9),
           ("Time in hall, 90th percentile", "在厅时间 90 分位"),
           ("Nine of ten visits are no longer.", "九成的来访不超过此值。")),
    metric("time_in_hall_p95", "min", "lower", VISITS_SERVED, quantile(hall_time, 0.95),
           ("Time in hall, 95th percentile", "在厅时间 95 分位"),
           ("95 of 100 visits are no longer.", "95% 的来访不超过此值。")),
    metric("time_in_hall_max", "min", "neutral", DAYS, mean(_longest),
           ("Longest time in hall of a day", "一天中最长在厅时间"),
           ("The longest visit of a day that came to a service, mean over days (0 on a day without).",
            "每天得到受理的在厅最久的来访，按日平均（无来访之日计 0）。")),
    metric("time_in_hall_var", "min2", "lower", VISITS_SERVED, spread(hall_time, squared=True),
           ("Variance of time in hall",
            "在厅时间方差"), ("Variance of the time in the hall.", "在厅时间的方差。")),
    metric("queues_per_visit", "visits", "lower", VISITS_SERVED, mean(_queues),
           ("Queues per visit", "每次来访排队数"),
           ("Tickets drawn per visit that came to a service, of those that drew any.",
            "得到受理的来访取号的个数（至少取一号者）。")),
    metric("number_in_hall_mean", "number", "neutral", HALL, of_hall(_number_in_hall, of_time=True),
           ("Mean number in hall", "平均在厅人数"),
           ("Mean number inside the main hall during its opening hours under the design; "
            "longer hours lower it.",
            "本方案主大厅开放时间内的平均在厅人数；开放时间越长，此值越低。")),
    metric("throughput_per_hour", "per_hour", "neutral", HALL, of_hall(_throughput, of_time=True),
           ("Served an hour", "每小时办理数"),
           ("Tickets served in the main hall per hour of its opening under the design; "
            "longer hours lower it.",
            "本方案主大厅每开放小时办结的号数；开放时间越长，此值越低。")),
    metric("overtime_min", "min", "lower", CLOSINGS, per_closing(_overtime),
           ("Overtime a day", "日均延时"),
           ("From the closing of the main hall until the last citizen leaves it (0 when all are gone), "
            "per working day of the world.",
            "从主大厅闭厅到最后一名群众离开的时间（已无人则为 0），按全市工作日平均。")),
    metric("present_at_closing_mean", "number", "lower", CLOSINGS, per_closing(_present_at_closing),
           ("Inside at closing, a day", "日均闭厅时在厅人数"),
           ("Citizens inside the main hall when it closes for the day, those then sent home included, per "
            "working day of the world, so that opening on a quiet day changes nothing.",
            "主大厅闭厅时仍在厅内的人数（含随即被劝离者），按全市工作日平均，清闲日多开放不改变此值。")),
    metric("served_share", "share", "higher", CITIZENS, _state(*SERVED),
           ("Citizens served", "办成比例"),
           ("Share of citizens all of whose matters are done, in the hall or from afar.",
            "全部事项办成（到厅或远程）的群众所占比例。")),
    metric("answered_share", "share", "higher", CITIZENS, _state(End.ANSWERED),
           ("Answered without a visit", "免跑答复比例"),
           ("Share of citizens answered online or on the phone who need not come.",
            "在网上或电话中得到答复、无需到厅的群众所占比例。"),
           needs="answers from afar"),
    metric("shelved_share", "share", "neutral", CITIZENS, _state(End.SHELVED),
           ("Need not come any more", "无须再办比例"),
           ("Share of citizens all of whose matters the design has taken off the catalogue.",
            "全部事项已被方案取消、无须再办的群众所占比例。"),
           needs="catalogue"),
    metric("not_served_share", "share", "lower", CITIZENS, _state(*FAILED),
           ("Citizens not served", "未办成比例"),
           ("Share of citizens who left, were turned away, gave up or missed their call.",
            "中途离开、未能受理、放弃或过号作废的群众所占比例。")),
    metric("left_share", "share", "neutral", CITIZENS, _state(End.LEFT),
           ("Citizens who left", "中途离开比例"),
           ("Share of citizens who lost patience in a queue, or left at once since it was long.",
            "因等候过久或见队伍太长而离开的群众所占比例。"),
           needs="leaving"),
    metric("turned_away_share", "share", "neutral", CITIZENS, _state(End.TURNED_AWAY),
           ("Citizens turned away", "未能受理比例"),
           ("Share of citizens who came too late or were sent home at closing.",
            "来得太晚或闭厅时被劝离的群众所占比例。")),
    metric("given_up_share", "share", "neutral", CITIZENS, _state(End.GIVEN_UP),
           ("Citizens who gave up", "放弃比例"),
           ("Share of citizens whose last possible visit failed.", "多次来访仍未办成而放弃的群众所占比例。"),
           needs="limit of visits"),
    metric("refused_share", "share", "neutral", CITIZENS, _state(End.REFUSED),
           ("Citizens refused", "不予许可比例"),
           ("Share of citizens with a matter that was decided against, neither served nor lost.",
            "有事项被决定不予许可的群众所占比例（既不算办成，也不算未办成）。"),
           needs="refusals"),
    metric("stayed_away_share", "share", "neutral", CITIZENS, _state(End.NO_SHOW),
           ("Citizens who never came", "爽约未到比例"),
           ("Share of citizens who booked and never came, neither served nor lost.",
            "预约而始终未到的群众所占比例（既不算办成，也不算未办成）。"),
           needs="appointments"),
    metric("inside_share", "share", "neutral", CITIZENS, _state(End.INSIDE),
           ("Still inside at the end", "期末仍在厅内"),
           ("Share of citizens in the hall when the run stops.", "模拟结束时仍在厅内的群众所占比例。"),
           needs="stop"),
    metric("in_approval_share", "share", "neutral", CITIZENS, _state(End.IN_APPROVAL),
           ("Still in approval at the end", "期末仍在审批"),
           ("Share of citizens with a matter in approval when the run stops.",
            "模拟结束时事项仍在审批的群众所占比例。"),
           needs="approvals"),
    metric("away_share", "share", "neutral", CITIZENS, _state(End.AWAY),
           ("Between visits at the end", "期末待再次来访"),
           ("Share of citizens due to come back when the run stops.",
            "模拟结束时尚待再次来访的群众所占比例。"),
           needs="stop"),
)  # fmt: skip
