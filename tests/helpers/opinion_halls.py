"""A hall in which citizens and enterprises come, young and old, for scores, surveys and channels."""

from functools import lru_cache

import hallsim.api as hs
from hallsim.study.result import StudyResult

HALL = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, ending: drain}
  groups:
    young: {share: 45%, age: under 60, rural: false, online: 70%}
    old: {title: {en: Elderly, zh: 老年人}, share: 30%, age: 60+, rural: true, online: 10%, missing_factor: 2}
    firms: {share: 25%, kind: enterprises}
  services:
    permit: {share: 70%, counter: exponential(mean 12 min), documents: {required: 3, missing: 12%}}
    card: {share: 30%, counter: exponential(mean 8 min)}
  citizens: {patience: exponential(mean 90 min)}
  arrivals: {per_day: 90, profile: two_peaks}
designs:
  two: {title: {en: Two windows, zh: 两个窗口}, windows: {hall: 2}, notice: 50%, seats: 10}
  three: {based_on: two, title: {en: Three windows, zh: 三个窗口}, windows: {hall: 3}}
  told: {based_on: two, title: {en: Told all, zh: 一次告知}, notice: 100%}
satisfaction:
  model: logit
  channels:
    button: {}
    sms: {}
    phone: {}
    household: {left_out: [old]}
    complaints: {}
    walks: {n: 20}
    supervisors: {}
run: {replications: 2, seed: 5, primary: [wait_mean, satisfaction_overall]}
"""
SURVEY = """\
indicator,group,level,share,n,source
attitude,enterprises,very,39.52,210,002-H
attitude,enterprises,fairly,43.81,210,002-H
attitude,enterprises,basic,16.19,210,002-H
attitude,enterprises,rather_dissatisfied,0.48,210,002-H
attitude,enterprises,dissatisfied,0,210,002-H
efficiency,enterprises,very,31.10,210,002-H
efficiency,enterprises,fairly,39.23,210,002-H
efficiency,enterprises,basic,29.19,210,002-H
efficiency,enterprises,rather_dissatisfied,0.48,210,002-H
efficiency,enterprises,dissatisfied,0,210,002-H
attitude,citizens,satisfied,60,500,Dalian
attitude,citizens,basic,30,500,Dalian
attitude,citizens,dissatisfied,10,500,Dalian
overall,citizens,satisfied,40,500,Dalian
overall,citizens,basic,45,500,Dalian
overall,citizens,dissatisfied,15,500,Dalian
"""
"""The enterprise survey's attitude and efficiency; Dalian's citizens on attitude and on the whole."""


@lru_cache(maxsize=1)
def opinion_study() -> StudyResult:
    """Two replications of the three designs."""
    return hs.compare(hs.loads(HALL, "opinions"), processes=1)
