"""What a plan says beside people and itineraries: queues, tasks, hours, the calendar, rules."""

from __future__ import annotations

import numpy as np

from hallsim.hall.compiled.flatten.arrays import NOTHING, Arrays, by_number, ints, ragged, reals, timetables
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.opening import Opening, openings_of
from hallsim.scenario.design.class_rules import CLASS_RULES
from hallsim.scenario.design.orders import ORDERS
from hallsim.scenario.world.coming_again import Reason

INTERRUPTS = ("none", "resume", "restart")
REASONS: tuple[Reason, ...] = ("turned_away", "sent_home", "left", "balked")


def design(plan: Plan) -> Arrays:
    """Everything that holds whoever serves."""
    found = _rules(plan) | _queues(plan) | _tasks(plan) | _hours(plan) | _meetings(plan)
    return found | _coming_again(plan) | _agents(plan)


def _rules(plan: Plan) -> Arrays:
    """Single numbers, each an array of one."""
    calling = plan.calling
    missed = None if calling is None else calling.missed
    single = {
        "horizon_ms": plan.calendar.horizon_ms,
        "n_days": len(plan.calendar.is_working),
        "max_visits": plan.max_visits,
        "drain": plan.drain,
        "capacity": plan.capacity,
        "rescue_after": plan.rescue_after,
        "escorts": plan.escorts,
        "authorise_ms": plan.authorise_ms,
        "counts_present": plan.names.balk_counts == "present",
        "calls.wait_ms": None if calling is None else calling.wait,
        "calls.recalls": None if calling is None else calling.recalls,
        "calls.requeues": None if calling is None else calling.requeues,
        "calls.removes": missed == "remove",
        "calls.places": missed if isinstance(missed, int) else None,
        "n_groups": len(plan.names.groups),
        "limit.is_watched": plan.limits is not None,
        "limit.drops": plan.limits is not None and plan.limits.drop,
    }
    found: Arrays = {f"rule.{name}": ints([value]) for name, value in single.items()}
    found["rule.home_time"] = reals([plan.home_time])
    limits = plan.limits
    found["limit.workdays"] = ints(() if limits is None else limits.workdays)
    found["limit.warn"] = ints(() if limits is None else limits.warn)
    return found


def _queues(plan: Plan) -> Arrays:
    queues = plan.queues
    rules = [queue.rule for queue in queues]
    found: Arrays = {
        "queue.is_desk": ints(queue.is_desk for queue in queues),
        "queue.by_priority": ints(queue.by_priority for queue in queues),
        "queue.only_green": ints(queue.only_green for queue in queues),
        "queue.site": ints(queue.site for queue in queues),
        "queue.is_plain": ints(rule.is_plain() for rule in rules),
        "queue.interrupt": ints(INTERRUPTS.index(queue.interrupt) for queue in queues),
        "queue.classes": ints(list(CLASS_RULES).index(rule.classes) for rule in rules),
        "queue.order": ints(list(ORDERS).index(rule.order) for rule in rules),
        "queue.n": ints(rule.n for rule in rules),
        "queue.every_ms": ints(rule.every for rule in rules),
        "queue.has_files": ints(queue.files is not None for queue in queues),
        "queue.by_due": ints(queue.files is not None and queue.files.by_due for queue in queues),
        "queue.wip": ints(None if queue.files is None else queue.files.wip for queue in queues),
        "queue.is_unlimited": ints(number in plan.unlimited for number in range(len(queues))),
        "queue.jockeys": ints(number in plan.jockeying for number in range(len(queues))),
        "priority": np.array(plan.priority, np.int64).reshape(-1, len(plan.names.services)),
    }
    shares = [sorted((int(level), share) for level, share in rule.shares.items()) for rule in rules]
    found |= ragged("queue.share_class", ([level for level, _ in row] for row in shares))
    found["queue.share"] = reals(share for row in shares for _, share in row)
    return found | ragged("queue.lines", (plan.lines.get(number, ()) for number in range(len(queues))))


def _tasks(plan: Plan) -> Arrays:
    """Tasks, and the queue of each by office and group of citizens."""
    found: Arrays = {
        "task.expected_ms": reals(task.expected_ms for task in plan.tasks),
        "service.correction": reals(plan.correction),
        "service.is_case": ints(plan.names.service_is_case),
        "queue_of": _queue_of(plan),
    }
    return found


def _queue_of(plan: Plan) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """(offices, groups, tasks) the queue of a task, NOTHING where there is none."""
    n_groups = len(plan.names.groups)
    if plan.network is not None:
        sites = [
            [site.queues[0]] * n_groups if len(site.queues) == 1 else site.queues
            for site in plan.network.sites
        ]
        return np.array(sites, np.int64)
    rows = [
        [task.queue_by_group[group] if task.queue_by_group else task.queue for task in plan.tasks]
        for group in range(n_groups)
    ]
    return np.array([rows], np.int64).reshape(1, n_groups, len(plan.tasks))


def _hours(plan: Plan) -> Arrays:
    calendar = plan.calendar
    found: Arrays = {
        "calendar.is_working": ints(calendar.is_working.tolist()),
        "calendar.weekdays": ints(weekday in calendar.working_weekdays for weekday in range(7)),
        "calendar.first_weekday": ints([calendar.start.weekday()]),
        "calendar.workday_ms": ints([calendar.workday_ms]),
    }
    found |= timetables("workdays", [calendar.workdays])
    return found | _openings(plan)


def _openings(plan: Plan) -> Arrays:
    """The hours of every office; those that are alike stand there once."""
    of_site = openings_of(plan, {})
    kinds: list[Opening] = list({id(opening): opening for opening in of_site}.values())
    found: Arrays = {
        "opening.of_site": ints(next(n for n, k in enumerate(kinds) if k is one) for one in of_site),
        "opening.always_open": ints(opening.always_open for opening in kinds),
        "opening.of_kind": ints(_opening_of_kind(plan, of_site, kinds)),
    }
    for name in (
        "open_ms",
        "close_ms",
        "early_ms",
        "doors_ms",
        "last_ticket_ms",
        "is_open_day",
        "day_starts",
    ):
        found |= ragged(f"opening.{name}", (getattr(opening, name) for opening in kinds))
    return found


def _opening_of_kind(plan: Plan, of_site: list[Opening], kinds: list[Opening]) -> list[int]:
    """By kind of office, the hours of its first office."""
    if plan.network is None:
        return [0]
    first = {site.kind: of_site[n] for n, site in reversed(list(enumerate(plan.network.sites)))}
    return [next(n for n, k in enumerate(kinds) if k is first[kind]) for kind in sorted(first)]


def _meetings(plan: Plan) -> Arrays:
    meetings = plan.meetings
    found = by_number("meeting", meetings, len(plan.queues))
    found |= ragged("meeting.times", (meeting.times_ms for meeting in meetings.values()))
    found["meeting.capacity"] = ints(meeting.capacity for meeting in meetings.values())
    found["meeting.length_ms"] = ints(meeting.length_ms for meeting in meetings.values())
    return found


def _coming_again(plan: Plan) -> Arrays:
    """By group, how often at most (NOTHING: never), and (groups, reasons) the shares."""
    rules = plan.comes_again
    shares = [[0.0] * len(REASONS) if rule is None else [rule.share_of(r) for r in REASONS] for rule in rules]
    return {
        "again.most": ints(NOTHING if rule is None else rule.most for rule in rules),
        "again.share": np.array(shares, np.float64).reshape(len(rules), len(REASONS)),
    }


def _agents(plan: Plan) -> Arrays:
    """Kinds of agents."""
    kinds = plan.agents
    return {
        "agent.count": ints(kind.count for kind in kinds),
        "agent.at_ms": ints(kind.at for kind in kinds),
        "agent.every": ints(kind.every for kind in kinds),
        "agent.batch": ints(kind.batch for kind in kinds),
        "agent.hand_over_ms": ints(kind.hand_over.to_ms(plan.calendar.workday_ms) for kind in kinds),
        "agent.hand_over_workdays": ints(kind.hand_over.unit == "workdays" for kind in kinds),
    }
