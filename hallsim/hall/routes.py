"""Itineraries: what each service's matters walk under a design."""

from __future__ import annotations

from dataclasses import dataclass

from hallsim.hall import front
from hallsim.hall.approval_ops import Approve, IfApproved
from hallsim.hall.approvals import approval_ops
from hallsim.hall.front import GUIDE, KIOSK_SUFFIX
from hallsim.hall.itinerary import (
    ComeBack,
    Delay,
    IfAuxiliary,
    Itinerary,
    Mark,
    Misled,
    Moment,
    Op,
    Serve,
    Supplement,
    Tape,
    Unless,
    Visit,
    WaitInside,
)
from hallsim.hall.plan import Task
from hallsim.hall.stations import AUTHORISE_SUFFIX
from hallsim.hall.ways import (
    CAUGHT,
    DELIVERED,
    HOME,
    KIOSK,
    KIOSK_FAILED,
    ONLINE,
    REVIEWED,
    SHORTFALL,
    Way,
    ways,
)
from hallsim.scenario.design import Design
from hallsim.scenario.world import Service, World

ACCEPTED, DECIDED, IN_HAND = (Mark(moment=moment) for moment in Moment)


def build_itineraries(world: World, design: Design, tasks: tuple[Task, ...]) -> tuple[Itinerary, ...]:
    """One itinerary for each way of ``ways``; the first are the plain ones, in the order of the catalogue."""
    services = tuple(world.services.items())
    task_of = {task.name: i for i, task in enumerate(tasks)}
    errs = world.citizens.wrong_window > 0
    return tuple(
        _itinerary(way, *services[way.service], design, task_of, errs) for way in ways(world, design)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What the ways of a service are made of."""

    stops: tuple[Op, ...]
    again: tuple[Op, ...]
    decided: tuple[Op, ...]
    inside: tuple[Op, ...]  # once accepted in the hall
    after: tuple[Op, ...]  # outside
    when_home: tuple[Op, ...]  # for who went home while the file was at the desks


def _itinerary(
    way: Way, name: str, service: Service, design: Design, task_of: dict[str, int], errs: bool
) -> Itinerary:
    parts = _parts(way, name, service, design, task_of)
    guide: tuple[Op, ...] = (Serve(task=task_of[GUIDE], tape=Tape.GUIDE),) if design.guide else ()
    entry = (*guide, Misled()) if errs else guide
    checked = (Unless(then=parts.inside),)
    kiosk: tuple[Op, ...] = ()
    if way.channel in (KIOSK, KIOSK_FAILED):
        kiosk = (Serve(task=task_of[f"{name}{KIOSK_SUFFIX}"], tape=Tape.KIOSK),)
    lodge = (*kiosk, *parts.inside) if way.channel == KIOSK else (*kiosk, *parts.stops, *checked)
    before: tuple[Op, ...] = ()
    after = parts.after
    first = _visit(lodge, entry)
    if way.channel == ONLINE:
        review = design.online.review if design.online else None
        check = () if review is None else (Serve(task=task_of[front.ONLINE], tape=Tape.ONLINE),)
        # Filed online, the certificate is electronic.
        first = Visit(stops=())
        after = (*check, ACCEPTED, *parts.decided, *_if_approved(parts.decided, IN_HAND))
    elif way.channel == HOME:
        first, after = Visit(stops=()), (Serve(task=task_of[front.HOME], tape=Tape.HOME), ACCEPTED)
        after = (*after, *parts.decided, *_if_approved(parts.decided, IN_HAND))
    elif way.channel == REVIEWED and design.pre_review is not None:
        task = front.review_task(design, design.pre_review.desk or service.department)
        # Where the department has no desk the service asks for no document, and no matter walks this way.
        before = (Serve(task=task_of[task], tape=Tape.PRE_REVIEW),) if task in task_of else ()
    # who files online or is served at home does not meet the guide
    caught = CAUGHT in way.marks and way.channel not in (ONLINE, HOME)
    if caught:
        first = Visit(stops=(Unless(then=()),), entry=guide)
    return Itinerary(
        service=way.service,
        first=first,
        again=_visit((*parts.again, *checked)),
        after=after,
        when_home=parts.when_home,
        tasks_of_first_visit=window_tasks(first.stops),
        before=before,
        second=_visit(parts.stops + checked) if caught else None,
    )


def _parts(way: Way, name: str, service: Service, design: Design, task_of: dict[str, int]) -> _Parts:
    stops: tuple[Op, ...] = tuple(
        Serve(task=task_of[f"{name}.{stop.name}"], tape=Tape.ROUTE, position=j)
        for j, stop in enumerate(service.route)
    ) or (Serve(task=task_of[name], tape=Tape.ROUTE),)
    first_stop = stops[0]
    assert isinstance(first_stop, Serve)
    again: tuple[Op, ...] = (Serve(task=first_stop.task, tape=Tape.REVISIT),)
    decided: tuple[Op, ...] = (*approval_ops(name, service, design, task_of), DECIDED)
    collect: tuple[Op, ...] = ()
    if service.collect is not None:
        collect = (Serve(task=task_of[f"{name}.collect"], tape=Tape.COLLECT),)
    shortfall = SHORTFALL in way.marks
    come_back: tuple[Op, ...] = (ComeBack(visit=Visit(stops=collect)),) if collect else ()
    after: tuple[Op, ...] = ()
    if service.decision == "instant":
        at_hand = (*collect, IN_HAND)
        waiting = (WaitInside(ops=decided[:-1]),) if decided[:-1] else ()
        signature = _signature(name, task_of)
        inside = (
            *signature, ACCEPTED, *waiting, DECIDED, *(() if shortfall else _if_approved(decided, *at_hand))
        )  # fmt: skip
        if shortfall:
            after = (Supplement(visit=_visit((*again, *collect))), *_if_approved(decided, IN_HAND))
    else:
        inside = (ACCEPTED,)
        hand_off = (Delay(span=design.hand_off),) if design.hand_off is not None else ()
        after = (*hand_off, *decided)
        if shortfall:
            after = (Supplement(visit=_visit(again), meanwhile=after),)
        in_hand = come_back
        if collect and DELIVERED in way.marks and design.delivery is not None:
            in_hand = (Delay(span=design.delivery.days),)
        after = (*after, *_if_approved(decided, *in_hand, IN_HAND))
    return _Parts(
        stops=stops, again=again, decided=decided, inside=inside, after=after,
        when_home=(DECIDED, *(after or _if_approved(decided, *come_back, IN_HAND))),
    )  # fmt: skip


def _if_approved(decided: tuple[Op, ...], *ops: Op) -> tuple[Op, ...]:
    """Operations that follow a decision, when it may be a refusal only if it is none."""
    return (IfApproved(then=ops),) if isinstance(decided[0], Approve) else ops


def _visit(ops: tuple[Op, ...], entry: tuple[Op, ...] = ()) -> Visit:
    tasks = window_tasks(ops)
    return Visit(stops=ops, entry=entry, further_tasks=tasks if entry else tasks[1:])


def _signature(name: str, task_of: dict[str, int]) -> tuple[Op, ...]:
    """An instant matter that an auxiliary clerk may have accepted needs the signature of one who decides."""
    task = task_of.get(f"{name}{AUTHORISE_SUFFIX}")
    if task is None:
        return ()
    return (IfAuxiliary(then=(Serve(task=task, tape=Tape.AUTHORISE),)),)


def window_tasks(ops: tuple[Op, ...]) -> tuple[int, ...]:
    """Tasks at windows on the way, in order."""
    found: list[int] = []
    for op in ops:
        if isinstance(op, Serve) and op.tape is not Tape.STEP:
            found.append(op.task)
        elif isinstance(op, Unless | IfAuxiliary | IfApproved):
            found.extend(window_tasks(op.then))
    return tuple(found)
