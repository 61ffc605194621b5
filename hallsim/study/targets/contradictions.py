"""Targets of which one wants what another forbids, so that no hall could hold both.

Whoever bounds a wait says something of one curve: the share F(t) of people called within t.  *A share p is
called within t* and *the p-quantile is t at most* say F(t) >= p, *the p-quantile is t at least* F(t) <= p.  F
never falls, and who is never called only lowers it.  A mean is at least (1 - p) t where the p-quantile is t
(Markov's inequality).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hallsim.errors import Place, Problem, problem
from hallsim.scenario.targets.where import Where
from hallsim.study.targets.goal import OF_TICKETS, QUANTILES, Goal
from hallsim.text.message import Message

_SHARES: Final = ("wait_target_share", "ticket_target_share")
_MEANS: Final = ("wait_mean", "ticket_wait_mean")


@dataclass(frozen=True, slots=True)
class _Called:
    """F(minutes) is `share` at least, or at most."""

    minutes: float
    share: float
    at_least: bool


def contradiction(before: Goal, goal: Goal, place: Place, wait_target_min: float) -> Iterator[Problem]:
    """Where two targets cannot both hold, at the place of the second.

    Args:
        wait_target_min: the wait that counts as short in `wait_target_share`.
    """
    both = (before, goal)
    if not _overlap(before.target.where, goal.target.where):
        return
    if _of_one_figure(*both) or (
        _are_tickets(before) == _are_tickets(goal)
        and (_of_waits(*both, wait_target_min) or _of_mean(before, goal) or _of_mean(goal, before))
    ):
        yield problem(
            place,
            "target.contradiction",
            Message(
                "'{one}' and '{other}' cannot both hold", one=before.target.text(), other=goal.target.text()
            ),
            Message("keep one of the two"),
        )


def _of_one_figure(before: Goal, goal: Goal) -> bool:
    """Of the same figure one wants more than the other allows."""
    one, other = before.target.hold, goal.target.hold
    if one.metric != other.metric or one.at_most == other.at_most or one.within != other.within:
        return False
    top, bottom = (before, goal) if one.at_most else (goal, before)
    return top.limit < bottom.limit


def _of_waits(before: Goal, goal: Goal, wait_target_min: float) -> bool:
    """More are to be called by some time than may be by a later one."""
    several = [_called(one, wait_target_min) for one in (before, goal)]
    known = sorted((one for one in several if one is not None), key=lambda one: not one.at_least)
    if [one.at_least for one in known] != [True, False]:
        return False
    least, most = known
    later = most.minutes - least.minutes
    return (later >= 0 and most.share < least.share) or (later > 0 and most.share <= least.share)


def _called(goal: Goal, wait_target_min: float) -> _Called | None:
    if goal.share is not None:
        return _Called(goal.limit, goal.share, at_least=True)
    if goal.metric in QUANTILES:
        return _Called(goal.limit, QUANTILES[goal.metric], at_least=False)
    if goal.metric in _SHARES:
        return _Called(wait_target_min, goal.limit, at_least=not goal.at_most)
    return None


def _of_mean(mean: Goal, quantile: Goal) -> bool:
    """A mean is to be smaller than a quantile allows."""
    share = QUANTILES.get(quantile.metric)
    if mean.metric not in _MEANS or not mean.at_most or share is None or quantile.share is not None:
        return False
    return mean.limit < (1 - share) * quantile.limit


def _are_tickets(goal: Goal) -> bool:
    """Whether tickets of stations are counted, not visits of people."""
    at_stations = any(where.kind == "station" for where in goal.target.where)
    return at_stations or goal.metric.startswith("ticket") or goal.metric in OF_TICKETS.values()


def _overlap(some: Sequence[Where], others: Sequence[Where]) -> bool:
    """Whether two targets hold somewhere both; in the whole where they name no part."""
    if not some or not others:
        return not some and not others
    return any(
        a.kind == b.kind and (None in (a.part, b.part) or a.part == b.part) for a in some for b in others
    )
