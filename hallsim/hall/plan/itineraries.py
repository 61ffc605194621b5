"""Itineraries: what happens to the matters of each service under a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hallsim.hall.plan import auxiliary_stations
from hallsim.hall.plan.approval import approval_ops, steps_of
from hallsim.hall.plan.auxiliary_stations import GUIDE, KIOSK_SUFFIX
from hallsim.hall.plan.bureaus import AT_BUREAU, BUREAU, ISSUE, TOLD, decided_share
from hallsim.hall.plan.itinerary import NOT_MADE, Itinerary, window_tasks
from hallsim.hall.plan.limits import deemed_after, may_be_deemed
from hallsim.hall.plan.model import Task
from hallsim.hall.plan.operations import (
    Approve,
    Condition,
    If,
    Leg,
    Limit,
    Mark,
    Misled,
    Moment,
    Op,
    Ops,
    Serve,
    Tape,
    Transport,
    Until,
    Visit,
    fixed,
)
from hallsim.hall.plan.stations import AUTHORISE_SUFFIX
from hallsim.hall.plan.variants import (
    CAUGHT,
    DELIVERED,
    DIRECT,
    HOME,
    KIOSK,
    KIOSK_FAILED,
    ONLINE,
    REVIEWED,
    SENT,
    SHORTFALL,
    UNDECIDED,
    Way,
    ways,
)
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import Service, World
from hallsim.trace.model import Purpose

ACCEPTED, DECIDED, IN_HAND, SENT_ELSEWHERE = (Mark(moment=moment) for moment in Moment)


def build_itineraries(world: World, design: Design, tasks: tuple[Task, ...]) -> tuple[Itinerary, ...]:
    """One itinerary for each of ``variants``; the first are the plain ones, in the order of the catalogue."""
    services = tuple(world.services.items())
    task_of = {task.name: i for i, task in enumerate(tasks)}
    errs = world.citizens.wrong_window > 0
    return tuple(
        _itinerary(way, *services[way.service], design, task_of, errs) for way in ways(world, design)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The parts of which the itineraries of a service are made."""

    stops: Ops  # before the judgement
    again: Ops
    accepted: Ops  # stops that wait for it, then what follows inside
    approval: Ops
    decided: Ops
    inside: Ops  # once accepted in the hall
    after: Ops  # outside
    when_home: Ops  # for citizens who went home while the file was at the desks


def _itinerary(
    way: Way, name: str, service: Service, design: Design, task_of: dict[str, int], errs: bool
) -> Itinerary:
    parts = _parts(way, name, service, design, task_of)
    guide: Ops = (Serve(task=task_of[GUIDE], tape=Tape.GUIDE),) if design.guide else ()
    entry = (*guide, Misled()) if errs else guide
    checked = (If(condition=Condition.NOT_REJECTED, then=parts.accepted),)
    kiosk: Ops = ()
    if way.channel in (KIOSK, KIOSK_FAILED):
        kiosk = (Serve(task=task_of[f"{name}{KIOSK_SUFFIX}"], tape=Tape.KIOSK),)
    lodge = (*kiosk, *parts.inside) if way.channel == KIOSK else (*kiosk, *parts.stops, *checked)
    before: Ops = ()
    after = parts.after
    first = _visit(lodge, entry)
    if way.channel == ONLINE:
        review = design.online.review if design.online else None
        check = () if review is None else (Serve(task=task_of[auxiliary_stations.ONLINE], tape=Tape.ONLINE),)
        # Filed online, the certificate is electronic.
        first = NOT_MADE
        after = (*check, ACCEPTED, *parts.decided, *_if_approved(parts.approval, IN_HAND))
    elif way.channel == HOME:
        first, after = (
            NOT_MADE,
            (Serve(task=task_of[auxiliary_stations.HOME], tape=Tape.HOME), ACCEPTED),
        )
        after = (*after, *parts.decided, *_if_approved(parts.approval, IN_HAND))
    elif way.channel == REVIEWED and design.pre_review is not None:
        task = auxiliary_stations.review_task(design, design.pre_review.desk or service.department)
        # Where the department has no desk the service asks for no document, and no matter takes this channel.
        before = (Serve(task=task_of[task], tape=Tape.PRE_REVIEW),) if task in task_of else ()
    caught = CAUGHT in way.marks and way.channel not in (ONLINE, HOME, SENT, DIRECT)  # no guide there
    elsewhere: Visit | None = None
    if way.channel == DIRECT:
        first = _visit(lodge)
    elif way.channel == SENT and TOLD + name in task_of:
        told = Serve(task=task_of[TOLD + name], tape=Tape.TOLD)
        first, elsewhere = _visit((told, SENT_ELSEWHERE), entry), _visit(lodge)
    elif caught:
        first = Visit(stops=(If(condition=Condition.NOT_REJECTED, then=()),), entry=guide)
    return Itinerary(
        service=way.service,
        first=first,
        again=_visit((*parts.again, *checked)),
        after=after,
        when_home=parts.when_home,
        tasks_of_first_visit=window_tasks(first.stops),
        before=before,
        second=_visit(parts.stops + checked) if caught else None,
        elsewhere=elsewhere,
    )


def _parts(way: Way, name: str, service: Service, design: Design, task_of: dict[str, int]) -> _Parts:
    at_bureau = way.channel in (SENT, DIRECT) and BUREAU + name in task_of
    counter = _at_bureau(name, service, task_of) if at_bureau else _at_windows(name, service, task_of)
    undecided = UNDECIDED in way.marks and not at_bureau and decided_share(design, name, service) < 1
    collect = counter.collect
    by_issue = undecided and service.decision == "instant" and not collect
    if by_issue:
        collect = (Serve(task=task_of[ISSUE + name], tape=Tape.ISSUE),)
    approval = approval_ops(name, service, design, task_of)
    come_back: Ops = ()
    if collect:
        come_back = (Visit(stops=collect, purpose=Purpose.COLLECT, next_day=by_issue),)
    shortfall = SHORTFALL in way.marks
    after: Ops = ()
    if service.decision == "instant" and not undecided:
        waiting = (Until(ops=approval),) if approval else ()
        signature = () if at_bureau else _signature(name, task_of)
        at_hand = () if shortfall else _if_approved(approval, *collect, IN_HAND)
        inside = (*signature, ACCEPTED, *waiting, DECIDED, *at_hand)
        if shortfall:
            after = (_supplement((*counter.again, *collect)), *_if_approved(approval, IN_HAND))
    else:
        inside = (ACCEPTED,)
        decision: Ops = approval
        back: Ops = ()
        if undecided and design.authority is not None:
            legs = (Leg(takes=design.authority.travel),)
            back = (Transport(legs=legs, start=1, goal=0),)
            decision = (
                Transport(legs=legs, start=0, goal=1),
                *(approval or (Serve(task=task_of[name + AT_BUREAU], tape=Tape.AT_BUREAU),)),
            )
        if design.hand_off is not None and service.decision == "promised" and not at_bureau:
            decision = (fixed(design.hand_off), *decision)
        after = (*until_limit(name, service, design, decision), DECIDED)
        if shortfall:
            after = (_supplement(counter.again, meanwhile=after),)
        in_hand = come_back
        if collect and DELIVERED in way.marks and design.delivery is not None:
            in_hand = (fixed(design.delivery.days),)
        after = (*after, *back, *_if_approved(approval, *in_hand, IN_HAND))
    return _Parts(
        stops=counter.stops, again=counter.again, accepted=(*counter.later, *inside), approval=approval,
        inside=inside, after=after,
        decided=(*until_limit(name, service, design, approval), DECIDED),
        when_home=(DECIDED, *(after or _if_approved(approval, *come_back, IN_HAND))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    """Where a matter is lodged and its certificate collected: windows of the hall, or a bureau."""

    stops: Ops  # before the judgement
    later: Ops  # stops that wait for acceptance
    again: Ops
    collect: Ops


def _at_windows(name: str, service: Service, task_of: dict[str, int]) -> _Counter:
    tasks = [task_of[f"{name}.{stop.name}"] for stop in service.route] or [task_of[name]]
    collect: Ops = ()
    if service.collect is not None:
        collect = (Serve(task=task_of[f"{name}.collect"], tape=Tape.COLLECT),)
    again = (Serve(task=tasks[0], tape=Tape.REVISIT),)
    n, stops = service.n_stops_before_judgement(), _stops(service, tasks)
    return _Counter(stops=stops[:n], later=stops[n:], again=again, collect=collect)


def _at_bureau(name: str, service: Service, task_of: dict[str, int]) -> _Counter:
    task = task_of[BUREAU + name]
    n, stops = service.n_stops_before_judgement(), _stops(service, [task] * (len(service.route) or 1))
    return _Counter(
        stops=stops[:n],
        later=stops[n:],
        again=(Serve(task=task, tape=Tape.REVISIT),),
        collect=() if service.collect is None else (Serve(task=task, tape=Tape.COLLECT),),
    )


def _stops(service: Service, tasks: Sequence[int]) -> Ops:
    """One stop after another; a stop that not every matter needs may be skipped."""
    found: list[Op] = []
    for j, task in enumerate(tasks):
        serve = Serve(task=task, tape=Tape.ROUTE, position=j)
        share = service.route[j].needed if service.route else 1.0
        needed = If(condition=Condition.NEEDED, position=j, share=share, then=(serve,))
        found.append(serve if share >= 1 else needed)
    return tuple(found)


def until_limit(name: str, service: Service, design: Design, ops: Ops) -> Ops:
    """The approval, which may be deemed given at the limit."""
    if not ops or service.approval is None or not may_be_deemed(name, service, design):
        return ops
    n_steps = len(steps_of(service.approval))
    limit = Limit(workdays=deemed_after(name, service, design), n_steps=n_steps)
    return (Until(ops=ops, limit=limit),)


def _if_approved(approval: Ops, *ops: Op) -> Ops:
    """Operations that follow a decision; where it may be a refusal, only if it is none."""
    may_refuse = any(isinstance(op, Approve) for op in approval)
    return (If(condition=Condition.APPROVED, then=ops),) if may_refuse else ops


def _visit(ops: Ops, entry: Ops = ()) -> Visit:
    tasks = window_tasks(ops)
    return Visit(stops=ops, entry=entry, further_tasks=tasks if entry else tasks[1:])


def _supplement(ops: Ops, meanwhile: Ops = ()) -> Visit:
    return replace(_visit(ops), purpose=Purpose.SUPPLEMENT, meanwhile=meanwhile)


def _signature(name: str, task_of: dict[str, int]) -> Ops:
    """An instant matter that an auxiliary clerk may have accepted needs the signature of one who decides."""
    task = task_of.get(f"{name}{AUTHORISE_SUFFIX}")
    if task is None:
        return ()
    return (If(condition=Condition.BY_AUXILIARY, then=(Serve(task=task, tape=Tape.AUTHORISE),)),)
