"""Every key, date and number that changes nothing is told, where it stands."""

import pytest

from hallsim.scenario.load import load_text

GOOD = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2}
  services:
    permit:
      department: a
      decision: promised
      limit: 10 workdays
      approval: [check, sign]
      steps:
        check: {desk: a, work: 30 min}
        sign: {desk: a, work: 10 min}
  citizens: {patience: 60 min}
  arrivals: {per_day: 60, profile: {09:00-11:00: 2, 11:00-17:00: 1}}
designs:
  one:
    opening: [09:00-12:00, 13:00-17:00]
    windows:
      hall: {count: 7, serves: all}
    desks: {a: 2}
  two:
    based_on: one
    title: Two
    notice: 50%
    catalogue: {permit: {work: 0.9}}
"""
TWO = "    notice: 50%\n"


def told(text: str) -> list[tuple[str, str]]:
    """(place, message) of every warning."""
    found = load_text(text, "hall.yaml").warnings
    for warning in found:
        assert warning.remedy, warning
        assert warning.said.text("zh") != warning.message
    return [(f"{w.place.line}:{w.place.column}", w.message) for w in found if w.place is not None]


def test_a_key_of_a_design_without_what_it_needs() -> None:
    assert told(GOOD) == [("24:5", "notice changes nothing: no document can be missing")]


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        # days
        ("per_day: 60", "per_day: 60, weekdays: {sat: 5}", "14:38", "sat changes nothing: no such day"),
        ("per_day: 60", "per_day: 60, dates: {2026-03-07: 2}", "14:35", "2026-03-07 is no working day"),
        ("per_day: 60", "per_day: 60, dates: {2026-03-16: 2}", "14:35", "2026-03-16 lies outside the"),
        ("per_day: 60", "per_day: 60, after_holiday: 2", "14:27", "no day of the run follows a holiday"),
        ("weeks: 2", "weeks: 2, closed: [2026-03-08]", "3:52", "2026-03-08 is not worked anyway"),
        ("weeks: 2", "weeks: 2, open: [2026-03-09]", "3:50", "2026-03-09 is worked anyway"),
        ("weeks: 2", "weeks: 2, closed: [2026-04-07]", "3:52", "2026-04-07 lies outside the run"),
        ("per_day: 60, profile: {09:00-11:00: 2, 11:00-17:00: 1}", "times: [09:00, 20 days 9 h]", "14:14",
         "1 of these arrivals lie after the end"),
        ("per_day: 60", "rate: 3 per hour", "14:32", "profile changes nothing: something else says when"),
        # hours of the day
        ("11:00-17:00: 1", "11:00-17:00: 1, 17:00-19:00: 1", "14:27", "17% of these citizens come after"),
        ("    desks", "    doors: 10:00\n    desks", "20:5", "doors changes nothing: tickets"),
        ("    desks", "    tickets_until: 17:30\n    desks", "20:5", "the hall has closed by 17:00"),
        ("serves: all", "serves: all, breaks: [{hours: 12:10-12:40}]", "19:47", "not staffed then"),
        ("serves: all", "serves: all, training: {hours: 18:00-19:00}", "19:48", "not staffed then"),
        ("serves: all", "serves: all, breaks: [{count: 2, hours: 09:30-09:45}, "
         "{count: 2, hours: 09:45-10:00}, {count: 2, hours: 10:00-10:15}]", "19:37",
         "2 + 2 + 2 = 6 of the 7 windows 'hall'"),
        ("    desks", "    reminders: {share: 40%}\n    desks", "20:5", "no day is busier than others"),
        # what nobody does
        ("    desks", "    appointments: {capacity: 5}\n    desks", "20:5", "nobody would book"),
        ("patience: 60 min", "books: 20%", "13:14", "books changes nothing: no design takes appointments"),
        ("patience: 60 min", "punctuality: {late: 5 min}", "13:14", "nobody books"),
        ("patience: 60 min", "return_after: 1 workday", "13:14", "nobody comes a second time"),
        ("    desks", "    first_asked: escort\n    desks", "20:5", "nobody takes a ticket of a wrong queue"),
        ("    desks", "    authorise: 5 min\n    desks", "20:5", "no clerk is auxiliary"),
        ("    desks", "    clerks: {li: {speed: 1.2}}\n    desks", "20:14", "li changes nothing: this"),
        ("{a: 2}", "{a: 2, fire: 1}", "20:19", "fire changes nothing: no work leads to this desk"),
        ("    desks", "    absence: {lasts: 3}\n    desks", "20:15", "no clerk is ever absent"),
        ("    desks", "    supervision: 0.5\n    desks", "20:5", "nobody is ever absent"),
        ("    desks", "    packages: {both: [permit, other]}\n    desks", "20:5", "every citizen brings one"),
        ("    desks", "    approval: {stages: {one: [check]}}\n    desks", "20:16", "do not run in stages"),
        ("    desks", "    approval: {corrections: online}\n    desks", "20:16", "no step sends files back"),
        ("    desks", "    approval: {inspections: joint}\n    desks", "20:16", "no approval has two"),
        ("serves: all", "serves: all, help_from: 3", "19:37", "these windows help nobody"),
        ("serves: all", "serves: all, bundle_saving: 20%", "19:37", "every citizen brings one matter"),
        ("{a: 2}", "{a: {officers: 2, discipline: priority}}", "20:30", "all files are alike there"),
        ("work: 10 min", "work: 10 min, again: 5 min", "12:39", "the step sends no file back"),
        ("department: a", "department: a\n      supplement: 3 min", "7:7", "nobody comes a second"),
        ("world:\n", "world:\n  departments: {b: {en: B, zh: 乙}}\n", "3:17", "no service belongs to this"),
    ],
)  # fmt: skip
def test_what_changes_nothing_is_told_with_its_place(old: str, new: str, place: str, message: str) -> None:
    text = GOOD.replace(TWO, "")
    if "packages" in new:
        text = text.replace("  citizens:", "    other: {share: 50%}\n  citizens:").replace(
            "department: a", "department: a\n      share: 50%"
        )
        place = "22:5"
    assert text.count(old) >= 1
    found = told(text.replace(old, new, 1))
    assert [at for at, said in found if message in said] == [place], found


def test_a_base_may_hold_what_only_a_derived_design_uses() -> None:
    base = GOOD.replace(TWO, "    tenure: {stay_months: 24}\n").replace(
        "    desks: {a: 2}\n", "    desks: {a: 2}\n    tenure: {learning_months: 12, start_factor: 1.4}\n"
    )
    assert told(base) == []


def test_a_derived_design_may_leave_unused_what_its_base_uses() -> None:
    text = GOOD.replace(
        "    desks: {a: 2}\n",
        "    desks: {a: 2}\n    approval: {mode: stages, stages: {one: [check], two: [sign]}}\n",
    ).replace(TWO, "    approval: parallel\n")
    assert told(text) == []


def test_shifts_that_replace_the_number_of_the_base() -> None:
    text = GOOD.replace(TWO, "    windows: {hall: {shifts: [{count: 3, hours: 09:00-12:00}]}}\n")
    assert told(text) == []


@pytest.mark.parametrize(
    ("share", "told_of"),
    [("60%", ["tax: 30 matters a day are stated, the groups' own services make it 20"]), ("40%", [])],
)
def test_groups_whose_mix_contradicts_the_matters_a_day_are_told(share: str, told_of: list[str]) -> None:
    """Half the citizens bring tax with probability 0, half with 0.4 (20 of 100) or 0.6 (30 of 100)."""
    mix = {"60%": "tax: 40%, soc: 60%", "40%": "tax: 60%, soc: 40%"}[share]
    text = f"""
hallsim: 1
world:
  services: {{tax: {{per_day: 30}}, soc: {{per_day: 70}}}}
  groups: {{a: {{share: 50%, services: {{soc: 100%}}}}, b: {{share: 50%, services: {{{mix}}}}}}}
  arrivals: {{profile: {{09:00-17:00: 1}}}}
designs: {{d: {{windows: {{hall: {{serves: all, count: 3}}}}}}}}
"""
    assert [one.message for one in load_text(text).warnings if one.code == "volume.mix"] == told_of
