"""Wrong approvals: one message each, with its place and remedy."""

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import load_text

GOOD = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2}
  services:
    permit:
      decision: promised
      limit: 10 workdays
      approval: [intake, {parallel: [site_fire, site_plan]}, board, notice, fee]
      steps:
        intake: {desk: office, work: 20 min, returns: 20%, refuses: 5%}
        site_fire: {desk: fire, kind: inspection, work: 1 h, needed: 40%}
        site_plan: {desk: plan, kind: inspection, work: 1 h}
        board: {desk: board, refuses: 5%, resume: intake, returns: 5%}
        notice: {kind: notice, elapsed: 7 days, clock: stopped}
        fee: {kind: payment, elapsed: 1 days}
  arrivals: {per_day: 10}
designs:
  one:
    windows: {hall: {serves: all}}
    desks:
      office: 2
      fire: {officers: 1, site: 45 min}
      plan: {officers: 1, site: {travel: 30 min, per_day: 4}}
      board: {meets: {on: wed, capacity: 12}}
    approval:
      mode: lines
      main: [intake, board, notice, fee]
      lines: {sites: {steps: [site_fire, site_plan], start: intake, end: board}}
      inspections: joint
"""


def test_the_good_file_is_good() -> None:
    assert load_text(GOOD).warnings == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("returns: 20%, refuses: 5%}", "returns: 80%, refuses: 30%}", "10:46", "more than all files", "100%"),
        ("elapsed: 1 days}", "elapsed: 1 days, returns: 5%}", "15:9", "cannot send back or", "review"),
        ("{kind: notice,", "{kind: notice, desk: plan,", "14:32", "which no desk works on", "drop desk"),
        ("site_plan]}, board", "site_plan], join: 3}, board", "8:61", "waits for 3 of its 2", "join: 2"),
        ("site_plan]}, board", "site_plan], join: 0}, board", "8:67", "not how many parts", "all, first"),
        ("resume: intake", "resume: fee", "13:43", "which comes after it", "before it"),
        ("resume: intake", "resume: intke", "13:51", "no step 'intke'", "'intake'"),
        ("desk: office, work", "desk: ofice, work", "20:5", "no desk 'ofice'", "desks: {ofice: 2}"),
        ("{desk: board, refuses: 5%, resume: intake, returns: 5%}", "{desk: fire}", "13:9", "neither work",
         "work"),
        ("start: intake, end: board", "start: board, end: intake", "28:68", "before it", "after 'board'"),
        ("end: board", "end: bord", "28:74", "no step of the main line 'bord'", "'board'"),
        ("[site_fire, site_plan], start", "[site_fire, board], start", "27:22", "in two places", "keep"),
        ("      main: [intake, board, notice, fee]\n", "", "25:5", "needs a main line", "main:"),
        ("fire: {officers: 1,", "fire: {officers: 1, hours: 17:00-18:00,", "29:7", "never share a working",
         "overlap"),
        ("fire: {officers: 1,", "fire: {officers: unlimited,", "22:7", "no teams that could", "officers: 2"),
        ("on: wed,", "on: sun,", "24:15", "never meets within the calendar", "working_days"),
        ("on: wed,", "on: 30 workdays,", "24:15", "never meets within the calendar", "lengthen"),
        ("on: wed,", "on: 0 workdays,", "24:27", "not possible", "10 workdays"),
        ("board: {meets:", "board: {site: 1 h, meets:", "24:15", "both meets and goes to", "one of them"),
    ],
)  # fmt: skip
def test_one_message_with_place_and_remedy(old: str, new: str, place: str, message: str, remedy: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        load_text(GOOD.replace(old, new, 1), "hall.yaml")
    found = caught.value.problems
    assert len(found) >= 1
    told = [f"{p.place.line}:{p.place.column} {p.message} {p.remedy}" for p in found if p.place is not None]
    assert message in found[0].message, told
    assert remedy in found[0].remedy, told
    assert told[0].startswith(place), told
    assert len({p.message for p in found}) == 1, told
