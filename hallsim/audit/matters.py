"""Rules of visits, matters and citizens: one end state each, times in order, visits numbered, nobody lost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hallsim.audit.company import by_agent, represented
from hallsim.audit.sharing import shared_visits
from hallsim.audit.spans import Int, first_of
from hallsim.audit.violation import Violation, broken, broken_rows
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End, Outcome, Trace
from hallsim.units import MS_PER_DAY


def check_visits(trace: Trace) -> Iterator[Violation]:
    """Tickets of a visit one after another within [arrive, leave]; its state follows from the last one."""
    t, v = trace.tickets, trace.visits
    stop = trace.end_ms
    leave = np.where(v["leave_ms"] == NEVER, stop, v["leave_ms"])
    yield from broken("visit_times", "visits", leave < v["arrive_ms"], "left before arriving")
    yield from broken(
        "visit_order", "visits", np.diff(v["arrive_ms"], prepend=0) < 0, "rows not in order of arrival"
    )
    yield from broken(
        "horizon", "visits", np.maximum(v["arrive_ms"], leave) > stop, "after the run had stopped"
    )
    inside = v["state"] == End.INSIDE
    yield from broken("visit_state", "visits", inside != (v["leave_ms"] == NEVER), "inside, and yet left")
    allowed = one_of((End.SERVED, End.LEFT, End.TURNED_AWAY, End.REMOVED, End.INSIDE), v["state"])
    yield from broken("visit_state", "visits", ~allowed, "not a state in which a visit ends")

    rows = np.flatnonzero(t["visit"] != NEVER)
    rows = rows[np.lexsort((t["issue_ms"][rows], t["visit"][rows]))]
    visit, end = t["visit"][rows], np.where(t["end_ms"][rows] == NEVER, stop, t["end_ms"][rows])
    early, late = t["issue_ms"][rows] < v["arrive_ms"][visit], end > leave[visit]
    yield from broken_rows("visit_bounds", "tickets", rows[early | late], "outside the visit it belongs to")
    same = visit[1:] == visit[:-1]
    clash = same & (t["issue_ms"][rows][1:] < end[:-1])
    yield from broken_rows("visit_bounds", "tickets", rows[1:][clash], "issued while an earlier one was open")
    foreign = (t["citizen"][rows] != v["citizen"][visit]) & ~by_agent(trace)[visit]
    yield from broken_rows("visit_bounds", "tickets", rows[foreign], "belongs to another citizen's visit")

    last = rows[np.append(~same, True)] if len(rows) else rows
    final = np.full(len(v["visit"]), NEVER, np.int64)
    final[t["visit"][last]] = t["outcome"][last]
    for state, outcomes in _ENDINGS.items():
        wrong = (v["state"] == state) & ~one_of(outcomes, final)
        yield from broken("visit_state", "visits", wrong, f"{state.name}, but its last ticket says otherwise")


_ENDINGS: dict[End, tuple[int, ...]] = {
    End.SERVED: (Outcome.SERVED,),
    End.LEFT: (Outcome.LEFT, Outcome.BALKED),
    End.TURNED_AWAY: (NEVER, Outcome.SENT_HOME),
    End.REMOVED: (Outcome.REMOVED,),
    End.INSIDE: (
        NEVER,
        Outcome.SERVED,
        Outcome.WAITING,
        Outcome.IN_SERVICE,
        Outcome.CALLED,
        Outcome.REDIRECTED,
        Outcome.ESCORTED,
    ),
}


def check_matter_visits(trace: Trace) -> Iterator[Violation]:
    """Visits of a matter in order of time, attempts numbered without gaps, as many as the matter says."""
    v, m = trace.visits, trace.matters
    n = len(m["matter"])
    yield from broken(
        "visit_owner", "visits", m["citizen"][v["matter"]] != v["citizen"], "for a matter of another citizen"
    )
    mine = ~by_agent(trace)
    own = np.flatnonzero(mine)
    order = own[np.lexsort((v["attempt"][own], v["matter"][own]))]
    matter, attempt = v["matter"][order], v["attempt"][order]
    new = np.append(True, matter[1:] != matter[:-1])[: len(matter)]
    # The other matters of a bundle share the first visit: their own visits count on from there.
    n_shared = np.bincount(shared_visits(trace)[1], minlength=n)
    wanted = np.where(new, n_shared[matter], np.append(0, attempt[:-1] + 1)[: len(attempt)])
    yield from broken_rows(
        "attempts", "visits", order[attempt != wanted], "attempts are not numbered in sequence"
    )
    arrive = v["arrive_ms"][order]
    leave = np.where(v["leave_ms"] == NEVER, trace.end_ms, v["leave_ms"])[order]
    early = ~new[1:] & (arrive[1:] < leave[:-1])
    yield from broken_rows("attempts", "visits", order[1:][early], "came again before leaving")
    n_own = np.bincount(v["matter"][own], minlength=n)
    yield from broken(
        "n_visits", "matters", n_own + n_shared != m["n_visits"], "n_visits is not the number of visits"
    )
    yield from broken(
        "n_visits",
        "matters",
        (m["n_rejections"] > m["n_visits"]) & ~represented(trace),
        "rejected more often than it was visited for",
    )


def check_matters(trace: Trace) -> Iterator[Violation]:
    """accepted <= decided <= in hand, within the matter's life; the state follows from them; the limit."""
    m, names = trace.matters, trace.names
    accepted, decided, in_hand = m["accepted_ms"], m["decided_ms"], m["in_hand_ms"]
    known, judged, held = accepted != NEVER, decided != NEVER, in_hand != NEVER
    first, end, state = m["first_visit_ms"], m["end_ms"], m["state"]
    rule = "matter_times"
    yield from broken(
        rule, "matters", (judged & ~known) | (held & ~judged), "a later moment without the earlier"
    )
    wrong = (known & (accepted < first)) | (judged & (decided < accepted)) | (held & (in_hand < decided))
    yield from broken(rule, "matters", wrong, "not first visit <= accepted <= decided <= in hand")
    latest = np.maximum(np.maximum(first, accepted), np.maximum(decided, in_hand))
    yield from broken(rule, "matters", end < latest, "ended before its last moment")
    never = (first < 0) != (m["n_visits"] == 0)
    yield from broken(rule, "matters", never, "visited without a first visit, or the reverse")
    afar = one_of((End.ANSWERED, End.NO_SHOW, End.SHELVED), state)
    wrong = afar & (first >= 0)
    yield from broken("matter_state", "matters", wrong, "settled without coming, and yet came")
    wrong = (first < 0) & ~known & ~afar & (state != End.AWAY) & ~represented(trace)
    yield from broken("matter_state", "matters", wrong, "not a state of a citizen who never came")
    yield from broken("horizon", "matters", end > trace.end_ms, "ended after the run had stopped")
    refused = (state == End.REFUSED) & (~judged | held)
    yield from broken("matter_state", "matters", refused, "refused without a decision, or with a certificate")
    wrong = (state == End.SERVED) != held
    yield from broken("matter_state", "matters", wrong, "served without a certificate, or the reverse")
    yield from broken(
        "matter_state", "matters", held & (end != in_hand), "did not end when it came into hand"
    )
    wrong = (state == End.IN_APPROVAL) & (judged | ~known)
    yield from broken("matter_state", "matters", wrong, "in approval, and yet decided or never accepted")
    still = one_of((End.INSIDE, End.IN_APPROVAL, End.AWAY), state)
    yield from broken(
        "matter_state", "matters", still & (end != trace.end_ms), "unfinished before the run's end"
    )
    limit = np.array(names.service_limit_workdays, np.int64)[m["service"]] if len(state) else state
    wanted = np.where((limit > 0) & known, _due_day(trace, accepted, limit), NEVER)
    for row in np.unique(trace.holds["matter"][trace.holds["stops"] == 1]).tolist():
        if limit[row] > 0 and known[row]:
            wanted[row] = _due_with_stops(trace, row, int(accepted[row]), int(limit[row]))
    given = np.where(m["due_ms"] == NEVER, NEVER, (m["due_ms"] - 1) // MS_PER_DAY)
    wanted = np.where(given >= len(trace.days.is_working), given, wanted)  # later than the calendar knows
    yield from broken("due", "matters", given != wanted, "due_ms is not the last working day of the limit")


def _due_day(trace: Trace, accepted: Int, limit: Int) -> Int:
    """Day of the `limit`-th working day after the day of acceptance."""
    workdays = np.flatnonzero(trace.days.is_working)
    if not len(workdays):
        return np.full(len(accepted), NEVER, np.int64)
    n_past = np.searchsorted(workdays, np.maximum(accepted, 0) // MS_PER_DAY, side="right")
    return np.asarray(workdays[np.clip(n_past + limit - 1, 0, len(workdays) - 1)], np.int64)


def _due_with_stops(trace: Trace, matter: int, accepted: int, limit: int) -> int:
    """The same, day by day: one does not count when the clock stood still in it and did not go on before
    the next.
    """
    h, days = trace.holds, trace.days.is_working
    rows = np.flatnonzero((h["matter"] == matter) & (h["stops"] == 1))
    until = np.where(h["to_ms"][rows] == NEVER, trace.end_ms, h["to_ms"][rows]) // MS_PER_DAY
    since = h["from_ms"][rows] // MS_PER_DAY
    left, day = limit, accepted // MS_PER_DAY
    while left and day + 1 < len(days):
        day += 1
        left -= int(days[day] and not ((since <= day) & (day < until)).any())
    return day


def check_holds(trace: Trace) -> Iterator[Violation]:
    """Holds lie in the time of their matter, between acceptance and the end of the run."""
    h, m = trace.holds, trace.matters
    until = np.where(h["to_ms"] == NEVER, trace.end_ms, h["to_ms"])
    yield from broken("holds", "holds", until < h["from_ms"], "over before it began")
    accepted = m["accepted_ms"][h["matter"]]
    wrong = (accepted == NEVER) | (h["from_ms"] < accepted) | (until > trace.end_ms)
    yield from broken("holds", "holds", wrong, "before acceptance, or after the run had stopped")


def check_citizens(trace: Trace) -> Iterator[Violation]:
    """Everybody ends in one state that follows from the matters; arrivals lie within the horizon."""
    c, m, v = trace.citizens, trace.matters, trace.visits
    n = len(c["citizen"])
    yield from broken(
        "horizon", "citizens", c["wanted_ms"] >= trace.days.horizon_ms, "wanted to come after the horizon"
    )
    yield from broken("citizen_times", "citizens", c["end_ms"] < c["arrive_ms"], "ended before arriving")
    own = np.flatnonzero(~by_agent(trace))
    earliest = first_of(v["citizen"][own], v["arrive_ms"][own], n, nothing=NEVER)  # rows in order of arrival
    came = earliest != NEVER
    yield from broken(
        "citizen_times", "citizens", came & (earliest != c["arrive_ms"]), "arrive_ms is not the first visit's"
    )
    visit, shared = shared_visits(trace)
    visit, matter = np.concatenate([own, visit]), np.concatenate([v["matter"][own], shared])
    order = np.argsort(visit, kind="stable")
    first = first_of(matter[order], v["arrive_ms"][visit[order]], len(m["matter"]), nothing=NEVER)
    early = m["first_visit_ms"] != first
    yield from broken("citizen_times", "matters", early, "first_visit_ms is not that of its first visit")
    done = (End.SERVED, End.SHELVED)
    n_unserved = np.bincount(m["citizen"], weights=~one_of(done, m["state"]), minlength=n)
    wrong = one_of(done, c["state"]) != (n_unserved == 0)
    yield from broken("citizen_state", "citizens", wrong, "served, but not every matter is, or the reverse")
    shares_state = np.zeros(n, np.bool_)
    shares_state[m["citizen"][m["state"] == c["state"][m["citizen"]]]] = True
    yield from broken("citizen_state", "citizens", ~shares_state, "in a state that none of the matters is in")
    end = c["end_ms"][m["citizen"]]
    ends_last = np.zeros(n, np.bool_)
    ends_last[m["citizen"][m["end_ms"] == end]] = True
    ends_last[m["citizen"][m["end_ms"] > end]] = False
    yield from broken("citizen_times", "citizens", ~ends_last, "end_ms is not that of the last matter")
