"""Draws that no array can hold, since their number is not known beforehand: pure functions of a name.

Each gives the same answer whenever it is asked, and has no state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hallsim.demand.durations import Kinds, durations_ms
from hallsim.demand.streams import Stream, environment_uniforms
from hallsim.demand.tape import Int, Real, Tape
from hallsim.scenario.values.distribution import Distribution

Place = tuple[str, int, int]
"""What a ticket is for (`/counter`, `.form`, `.collect`, `redirect`, ...), which visit, and which time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraws:
    """How long citizens walk to the window when called, and whether they come at all.

    Attributes:
        stops: by task, its kind whatever the service and the design, so that a ticket meets the same fate
            under every design.
        walk: law of the walk.
        no_show: share of the calls that nobody answers.
    """

    tape: Tape
    stops: tuple[str, ...]
    walk: Distribution
    no_show: float
    workday_ms: int

    def walk_ms(self, place: Place) -> Int:
        """(m,) the walk after a call of every matter; its complement (``~walk``) when nobody comes."""
        name = "calling/{}/{}/{}".format(*place)
        alike = Kinds.alike(self.tape.n)
        walk = durations_ms(self.tape, f"{name}/walk", alike, [self.walk], self.workday_ms)
        if self.no_show > 0:
            walk = np.where(self.tape.uniforms(f"{name}/no_show") < self.no_show, ~walk, walk)
        return walk


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraws:
    """Which place a ticket takes among those waiting in a random order.

    Attributes:
        stops: by task, as for calls.
    """

    tape: Tape
    stops: tuple[str, ...]

    def uniforms(self, place: Place) -> Real:
        """(m,) uniforms in [0, 1), for a place that a ticket of every matter takes."""
        return self.tape.uniforms("order/{}/{}/{}".format(*place))


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleDraws:
    """How long successive pieces of back-office work take at one window."""

    stream: Stream
    name: str
    law: Distribution
    workday_ms: int

    def lengths_ms(self, n: int) -> Int:
        """(n,) the first n lengths; more of them begin with these."""
        u = environment_uniforms(self.stream, self.name, n)
        return self.law.to_ms(self.law.quantile(u), self.workday_ms)
