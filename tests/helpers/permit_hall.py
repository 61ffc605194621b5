"""A permit hall in which a weekly meeting holds the cases up, small enough to be run in a second."""

from __future__ import annotations

from functools import cache

import hallsim.api as hs
from hallsim.study.bottleneck.result import Bottleneck
from hallsim.study.runs.executors.serial import Serial

TEXT = """
hallsim: 1
title: {en: Permit hall, zh: 许可大厅}
world:
  calendar: {start: 2026-03-02, weeks: 8, warm_up: 7, ending: drain}
  services:
    permit:
      title: {en: Building permit, zh: 建设许可}
      share: 60%
      counter: exponential(mean 10 min)
      decision: promised
      documents: {required: 2, missing: 10%}
      approval: {serial: [look, visit, board]}
      steps:
        look: {title: {en: Review, zh: 审查}, desk: back, work: exponential(mean 60 min)}
        visit: {kind: inspection, desk: team, work: 30 min}
        board: {desk: board}
    sign:
      title: {en: Shop sign, zh: 店招}
      share: 40%
      counter: 5 min
      decision: promised
      approval: [look]
      steps: {look: {desk: back, work: 20 min}}
  citizens: {return_after: "uniform(1, 4 workdays)"}
  arrivals: {per_day: 12}
designs:
  now:
    title: {en: As it is, zh: 现状}
    opening: 09:00-17:00
    windows: {counter: {title: {en: Counter, zh: 综合窗口}, count: 1, serves: all}}
    desks:
      back: {title: {en: Back office, zh: 审批科}, officers: 2}
      team: {officers: 2, site: 30 min}
      board: {title: {en: Expert board, zh: 专家评审会}, meets: wed}
      archive: {officers: 1}
  daily:
    title: {en: Daily board, zh: 每日评审}
    based_on: now
    desks: {board: {meets: daily}}
run: {replications: 5, seed: 3}
"""


@cache
def permit_hall(design: str = "now", metric: str | None = None) -> Bottleneck:
    """The answer for one of its designs."""
    return hs.bottleneck(hs.loads(TEXT, "permits"), Serial(), design, metric=metric)
