"""Metrics of matters: trips, lead times, and promises kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.causes import visits_of_matters
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Mask, Real, Sample, mean, quantile, ratio
from hallsim.trace import NEVER, End
from hallsim.units import MS_PER_MIN

FAILED = (End.LEFT, End.TURNED_AWAY, End.GIVEN_UP, End.REMOVED)
OPEN = (End.INSIDE, End.IN_APPROVAL, End.AWAY)


def in_hand(s: Sample) -> Int:
    """Rows of the cases with the certificate in hand."""
    return np.asarray(s.cases[s.trace.matters["in_hand_ms"][s.cases] != NEVER])


def promised_decided(s: Sample) -> Int:
    """Rows of the promised cases decided."""
    m, instant = s.trace.matters, np.array(s.trace.names.service_is_instant, np.bool_)
    return np.asarray(s.cases[(m["decided_ms"][s.cases] != NEVER) & ~instant[m["service"][s.cases]]])


def _lead_first(s: Sample) -> Real:
    return s.lead_workdays(in_hand(s), "first_visit_ms", "in_hand_ms")


def _lead_filing(s: Sample) -> Real:
    """Working days since the file first reached a desk (a review from afar), else since the first visit."""
    t, m, rows = s.trace.tickets, s.trace.matters, in_hand(s)
    filed = s.begun_ms.copy()
    from_afar = np.flatnonzero(t["visit"] == NEVER)
    np.minimum.at(filed, t["matter"][from_afar], t["issue_ms"][from_afar])
    return np.asarray(s.workdays_at(m["in_hand_ms"][rows]) - s.workdays_at(filed[rows]))


def _lead_first_min(s: Sample) -> Real:
    m, rows = s.trace.matters, in_hand(s)
    return np.asarray((m["in_hand_ms"][rows] - s.begun_ms[rows]) / MS_PER_MIN)


def _lead_accept(s: Sample) -> Real:
    return s.lead_workdays(promised_decided(s), "accepted_ms", "decided_ms")


def _lead_accept_min(s: Sample) -> Real:
    m, rows = s.trace.matters, promised_decided(s)
    return np.asarray((m["decided_ms"][rows] - m["accepted_ms"][rows]) / MS_PER_MIN)


def _mean_of(values: Callable[[Sample], Real]) -> Callable[[Sample], float]:
    return lambda s: mean(values(s))


def _p90_of(values: Callable[[Sample], Real]) -> Callable[[Sample], float]:
    return lambda s: quantile(values(s), 0.9)


def _one_trip(s: Sample) -> float:
    m = s.trace.matters
    ended = s.cases[~np.isin(m["state"][s.cases], OPEN)]
    return mean((m["state"][ended] == End.SERVED) & (m["n_visits"][ended] <= 1))


def _unended(s: Sample) -> float:
    return mean(np.isin(s.trace.matters["state"][s.matters], OPEN))


def _repeat(s: Sample) -> float:
    return mean(s.trace.matters["n_visits"][s.cases] >= 2)


def is_late(s: Sample) -> Mask:
    """(all matters,) decided after the limit, or undecided although it has passed."""
    m = s.trace.matters
    moment = np.where(m["decided_ms"] == NEVER, s.trace.end_ms, m["decided_ms"])
    return np.asarray((m["due_ms"] != NEVER) & (moment > m["due_ms"]))


def _on_time(s: Sample) -> float:
    m = s.trace.matters
    judged = (m["due_ms"] != NEVER) & ((m["decided_ms"] != NEVER) | is_late(s))
    return mean(~is_late(s)[s.cases[judged[s.cases]]])


def _late_or_left(s: Sample) -> float:
    failed = np.isin(s.trace.matters["state"], FAILED)
    return mean((failed | is_late(s))[s.matters])


def _instant(s: Sample) -> float:
    decided = s.cases[s.trace.matters["decided_ms"][s.cases] != NEVER]
    return ratio(len(decided) - len(promised_decided(s)), len(decided))


def _on_the_spot(s: Sample) -> float:
    """Decided before the visit was over in which the matter was accepted."""
    m, v = s.trace.matters, s.trace.visits
    visit, matter = visits_of_matters(s.trace)
    leave = np.where(v["leave_ms"] == NEVER, s.trace.end_ms, v["leave_ms"])[visit]
    accepted, decided = m["accepted_ms"][matter], m["decided_ms"][matter]
    during = (v["arrive_ms"][visit] <= accepted) & (accepted <= leave) & (decided <= leave)
    on_the_spot = np.zeros(len(m["matter"]), np.bool_)
    on_the_spot[matter[during & (decided != NEVER)]] = True
    return mean(on_the_spot[s.cases[m["decided_ms"][s.cases] != NEVER]])


def _cases_per_day(s: Sample) -> float:
    first = s.trace.matters["first_visit_ms"][s.cases]
    return ratio(float((first < s.to_ms).sum()), len(s.open_days))


MATTERS: tuple[Metric, ...] = (
    metric("n_cases", "number", "neutral", "matters", lambda s: float(len(s.cases)),
           ("Cases", "办件数"), ("Matters that are cases, not enquiries.", "办件数（不含咨询）。")),
    metric("cases_per_day", "per_day", "neutral", "matters", _cases_per_day,
           ("Cases a day", "日均办件"), ("New cases per open day.", "每个开放日的新办件数。")),
    metric("visits_per_matter", "number", "lower", "matters",
           lambda s: mean(s.trace.matters["n_visits"][s.cases]),
           ("Visits per case", "每件跑动次数"),
           ("Visits made for a case, up to the end of the run.", "每个办件到模拟结束为止的来访次数。")),
    metric("one_trip_share", "share", "higher", "matters", _one_trip,
           ("Done in one trip", "只跑一次比例"),
           ("Share of the ended cases that are in hand after a single visit, or none.",
            "已结束办件中至多一次来访即办成的比例。")),
    metric("repeat_share", "share", "lower", "matters", _repeat,
           ("Came twice or more", "跑两次以上比例"),
           ("Share of the cases for which two or more visits were made.", "来访两次及以上的办件所占比例。")),
    metric("lead_first_visit_mean", "workdays", "lower", "matters", _mean_of(_lead_first),
           ("Lead time from first visit", "全程办理时间"),
           ("Working days from the first visit to the certificate in hand, of cases in hand.",
            "从首次来访到拿到证件的工作日数（已领证办件）。")),
    metric("lead_first_visit_p90", "workdays", "lower", "matters", _p90_of(_lead_first),
           ("Lead time from first visit, 90th percentile", "全程办理时间 90 分位"),
           ("Nine of ten cases in hand take no longer.", "九成已领证办件不超过此值。")),
    metric("lead_filing_mean", "workdays", "lower", "matters", _mean_of(_lead_filing),
           ("Lead time from filing", "自申报起办理时间"),
           ("Working days from the filing (a review before the first visit, online), else from the first "
            "visit, to the certificate in hand.",
            "自申报（网上预审或网上申报；否则自首次来访）到拿到证件的工作日数。")),
    metric("lead_first_visit_min", "min", "lower", "matters", _mean_of(_lead_first_min),
           ("Lead time from first visit, calendar", "全程办理时间（日历）"),
           ("Calendar minutes from the first visit to the certificate in hand.",
            "从首次来访到拿到证件的日历分钟数。")),
    metric("lead_first_visit_min_p90", "min", "lower", "matters", _p90_of(_lead_first_min),
           ("Calendar lead time, 90th percentile", "全程办理时间（日历）90 分位"),
           ("Nine of ten cases in hand take no longer.", "九成已领证办件不超过此值。")),
    metric("lead_accept_mean", "workdays", "lower", "matters", _mean_of(_lead_accept),
           ("Lead time from acceptance", "受理后办理时间"),
           ("Working days from acceptance to the decision, of promised cases decided.",
            "承诺件自受理到办结的工作日数。")),
    metric("lead_accept_p90", "workdays", "lower", "matters", _p90_of(_lead_accept),
           ("Lead time from acceptance, 90th percentile", "受理后办理时间 90 分位"),
           ("Nine of ten promised cases decided take no longer.", "九成已办结承诺件不超过此值。")),
    metric("lead_accept_min", "min", "lower", "matters", _mean_of(_lead_accept_min),
           ("Lead time from acceptance, calendar", "受理后办理时间（日历）"),
           ("Calendar minutes from acceptance to the decision.", "承诺件自受理到办结的日历分钟数。")),
    metric("on_time_share", "share", "higher", "matters", _on_time,
           ("Decided on time", "按时办结率"),
           ("Share decided within the limit, of cases decided or overdue.",
            "已办结或已逾期办件中按承诺时限办结的比例。")),
    metric("late_or_left_share", "share", "lower", "matters", _late_or_left,
           ("Late or left", "逾期或未办成"),
           ("Share of all matters overdue, or whose citizen left, was turned away or gave up.",
            "逾期，或群众离开、未能受理、放弃的事项占全部的比例。")),
    metric("unended_share", "share", "neutral", "matters", _unended,
           ("Not ended when the run stopped", "停止时未结束的比例"),
           ("Share of all matters that had not ended when the run stopped.",
            "模拟停止时尚未结束的事项占全部的比例。")),
    metric("instant_share", "share", "higher", "matters", _instant,
           ("Instant decisions", "即办件比例"),
           ("Share of the decided cases that are of instant services, wherever decided.",
            "已办结办件中属即办事项的比例（不论在何处决定）。")),
    metric("on_the_spot_share", "share", "higher", "matters", _on_the_spot,
           ("Decided on the spot", "当场办结率"),
           ("Share of the decided cases that were decided before the citizen left the visit of acceptance.",
            "已办结办件中在受理当次来访内即办结的比例。")),
)  # fmt: skip
