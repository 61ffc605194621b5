"""Writes scenarios/textbook/time_varying.yaml: a roster that follows the load of case F03, too long by hand.

    python -m experiments.known_values.make_time_varying > scenarios/textbook/time_varying.yaml

Arrivals come at rate 100 + 20 sin t, one unit of t being 30 min; the mean number present is
m(t) = 100 + 10 (sin t - cos t) = 100 + 10 sqrt(2) sin(t - pi/4), and s(t) = ceil(m(t)) windows are staffed.
Window k is on duty while m(t) > k - 1: between two inverse sines, rounded to the millisecond.
"""

from __future__ import annotations

import math
import sys

UNIT_MS = 30 * 60_000
CLOSE_MS = 792 * 60_000  # t = 26.4
RATE_STEP_MS = 3 * 60_000

HEAD = """\
# Arrivals that swing by 20 % and a roster that follows the load, for citizens as impatient
# as services are long.
# Known value F03_isa_theta_eq_mu_alpha0.5: over t in [20, 20 + 2 pi], one unit of t being 30 min, the
# number present reaches the number of windows 49.4 % of the time; 100.5 windows are staffed on average
# (Feldman, Mandelbaum, Massey & Whitt 2008). Patience and service have the same law: the number present is
# Poisson whatever the roster.
# Every day starts empty and is one observation. Written by experiments/known_values/make_time_varying.py.
hallsim: 1
title: {en: A roster that follows the load, zh: 随客流变化的排班}
world:
  calendar: {working_days: all, days: 25}
  services:
    matter: {counter: exponential(mean 30 min)}
  citizens: {patience: exponential(mean 30 min)}
  arrivals:
    rates:
"""


def clock(time_ms: int) -> str:
    """A clock time with milliseconds."""
    minutes, ms = divmod(time_ms, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def duty(k: int) -> list[tuple[int, int]]:
    """Spans (start_ms, end_ms) in which window k is on duty, within the day's opening."""
    level = (k - 101) / (10 * math.sqrt(2))
    if level <= -1:
        return [(0, CLOSE_MS)]
    if level >= 1:
        return []
    rise = math.pi / 4 + math.asin(level)
    fall = math.pi / 4 + math.pi - math.asin(level)
    spans = []
    for turn in range(-1, 6):
        start = max(0, round((rise + 2 * math.pi * turn) * UNIT_MS))
        end = min(CLOSE_MS, round((fall + 2 * math.pi * turn) * UNIT_MS))
        if start < end:
            spans.append((start, end))
    return spans


def text() -> str:
    """The whole scenario."""
    lines = [HEAD]
    for time_ms in range(0, CLOSE_MS + 1, RATE_STEP_MS):
        rate = (100 + 20 * math.sin(time_ms / UNIT_MS)) / 30
        lines.append(f'      "{clock(time_ms)[:5]}": {rate:.6f} per min\n')
    lines.append('designs:\n  follow_the_load:\n    opening: "00:00-13:12"\n')
    always = sum(duty(k) == [(0, CLOSE_MS)] for k in range(1, 117))
    lines.append("    windows:\n      hall:\n        shifts:\n")
    lines.append(f'          - {{count: {always}, hours: "00:00-13:12"}}\n')
    for k in range(always + 1, 117):
        spans = ", ".join(f'"{clock(a)}-{clock(b)}"' for a, b in duty(k))
        if spans:
            lines.append(f"          - {{hours: [{spans}]}}\n")
    lines.append("run: {replications: 30, seed: 25,\n")
    lines.append("       metrics: [n_tickets, wait_mean, p_wait, left_share, wait_p90, queue_length_mean, ")
    lines.append("utilisation_mean, ")
    lines.append("time_in_hall_mean, number_in_hall_mean]}\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.stdout.write(text())
