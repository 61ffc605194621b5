"""A hall so small that a study of it takes a second."""

from functools import lru_cache

import hallsim.api as hs
from hallsim.study.result import StudyResult

TEXT = """
hallsim: 1
title: {en: Test hall, zh: 测试大厅}
world:
  calendar: {start: 2026-03-02, days: 4}
  groups:
    elderly: {title: {en: Elderly, zh: 老年人}, share: 30%}
    adult: {title: {en: Adults, zh: 普通群众}, share: 70%}
  services:
    licence: {title: {en: Licence, zh: 执照}, department: commerce, share: 60%,
              counter: exponential(mean 12 min), documents: {required: 3, missing: 15%}}
    permit: {title: {en: Permit, zh: 许可}, department: building, share: 40%,
             counter: exponential(mean 9 min), decision: promised, limit: 5 workdays,
             collect: constant(3 min),
             approval: {serial: [look, decide]},
             steps: {look: {work: 15 min}, decide: {work: 10 min}}}
  arrivals: {per_day: 60, profile: two_peaks}
designs:
  apart:
    title: {en: Apart, zh: 分设窗口}
    windows: {commerce: 2, building: 1}
    desks: {building: 2}
    notice: 50%
  together:
    title: {en: Together, zh: 综合窗口}
    windows: {all_in_one: {count: 3, serves: [all]}}
    desks: {building: 2}
run: {replications: 3, seed: 7}
"""


@lru_cache(maxsize=1)
def small_study() -> StudyResult:
    """Three replications of both designs."""
    return hs.compare(hs.loads(TEXT, "small"), processes=1)
