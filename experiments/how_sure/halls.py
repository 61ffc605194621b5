"""Halls whose answers are known, or cheap enough to be found by many replications."""

from __future__ import annotations

from typing import Final

import hallsim.api as hs

SPEEDS: Final = (1.0, 0.95, 0.945, 0.94)
"""The first is best; the others lie close together behind it, where wrong selections are most frequent."""

_WINDOWS = "{{opening: always, windows: {{all: {{count: 2, clerks: {{speed: {speed}}}}}}}}}"
MANY = hs.loads(
    """
hallsim: 1
world:
  calendar: {working_days: all, days: 1, ending: drain}
  services: {matter: {counter: exponential(mean 2 min)}}
  arrivals: {rate: 0.8 per min}
run: {replications: 2, seed: 99}
designs:
"""
    + "".join(f"  s{i}: {_WINDOWS.format(speed=speed)}\n" for i, speed in enumerate(SPEEDS)),
    "many",
)
LAM: Final = 0.6
TWO = hs.loads(
    f"""
hallsim: 1
world:
  calendar: {{working_days: all, days: 2, warm_up: 1, ending: drain}}
  services:
    a: {{counter: exponential(mean 1 min), share: 50%}}
    b: {{counter: exponential(mean 1 min), share: 50%}}
  arrivals: {{rate: {2 * LAM} per min}}
designs:
  apart: {{opening: always, windows: {{one: {{serves: a, count: 1}}, two: {{serves: b, count: 1}}}}}}
  together: {{opening: always, windows: {{all: {{count: 2, generalist: {{time: 1.1}}}}}}}}
run: {{replications: 2, seed: 77}}
""",
    "two",
)
COUNTERS: Final = hs.loads(
    """
hallsim: 1
world:
  calendar: {working_days: all, days: 1, ending: drain}
  services:
    a: {counter: exponential(mean 4 min), share: 30%}
    b: {counter: exponential(mean 4 min), share: 28%}
    c: {counter: exponential(mean 3 min), share: 42%}
  arrivals: {rate: 0.6 per min}
designs:
  hall:
    opening: always
    windows: {a: {serves: a, count: 1}, b: {serves: b, count: 1}, c: {serves: c, count: 1}}
run: {replications: 2, seed: 55}
""",
    "counters",
)
