"""How often an answer may be wrong, and how that is spent.

The numbers to be judged are found on citizens of their own (`search`), so that nothing is spent on looking
for them.  On the citizens of `confirm` numbers are told to be enough or not, as many as it takes.

Along one number more never hurts, and the same citizens come to each: what is called enough though it is not
would make the number just below the smallest enough be called so too, with the same replications.  So however
many numbers are judged, calling one enough falsely is no likelier than for that one, and the same holds for
calling one not enough: each side errs with half of the error allowed.

Combinations of several numbers are not so ordered.  Of the first and those one step below, only one side can
be false if they agree (`search._Confirm`), and they err with four fifths; those judged after them with half
of what is left, each (a fixed schedule: the sum is never more than all).

Of one number there are several looks, with twice as many replications each, as long as the noise does not
tell.
They spend its error by `alpha_of_look`, half of it at the first look (Lan and DeMets 1983, Biometrika
70:659-663).  What a look spends is told by the replications of the first and its own, so that who asks again
with twice as many goes on with the same looks and errs no more often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hallsim.study.inference.simultaneous import alpha_of_look
from hallsim.study.targets.goal import Goal

EACH_SIDE: Final = 0.5
"""Part of the error for calling a number enough, and for calling one not enough."""
FIRST: Final = 0.8
"""Part of the error for the first combination, and for those next to it together."""
LATER_LOOKS: Final = 0.5
"""Part of a number's error that its first look leaves to the others."""
FEWEST: Final = 4
"""Replications of a look at least: fewer tell their own spread too badly."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Numbers of replications at which a number is looked at, ascending."""

    looks: tuple[int, ...]

    @property
    def most(self) -> int:
        """Replications of a number at most."""
        return self.looks[-1]


def schedule_of(most: int) -> Schedule:
    """Looks at `most` replications, half as many, half of that ..., not fewer than `FEWEST`."""
    looks = [most]
    while looks[0] // 2 >= FEWEST:
        looks.insert(0, -(-looks[0] // 2))
    return Schedule(tuple(looks))


def share_of(turn: int, n_axes: int = 1) -> float:
    """Part of the error for the `turn`-th number that may be enough, from 0 on, and for those next to it
    together.
    """
    if n_axes == 1:
        return EACH_SIDE
    return FIRST if turn == 0 else (1 - FIRST) * 0.5**turn


def errors(goals: Sequence[Goal], share: float, looks: Sequence[int], n: int) -> Mapping[Goal, float]:
    """The one-sided error of each target at a look with `n` replications after earlier `looks`.

    Args:
        share: of the error that the target allows (one less its confidence).
    """
    return {goal: error_at(goal.alpha * share, looks, n) for goal in goals}


def error_at(alpha: float, looks: Sequence[int], n: int) -> float:
    """The one-sided nominal error of a look of several that err with `alpha` together."""
    return alpha_of_look(n, looks, 2 * alpha, LATER_LOOKS) / 2
