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


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[09:00-12:00, 13:00-17:00]", "{mon-fri: 09:00-17:00, sat: 09:00-12:00}", "sat changes"),
        ("count: 7", "on_duty: {mon-fri: {09:00: 3}, sat-sun: {09:00: 5}}", "sat-sun changes"),
        ("count: 7", "shifts: [{hours: 09:00-17:00}, {hours: {sun: 10:00-12:00}}]", "sun changes"),
        ("patience: 60 min", "comes_again: {share: 0%, left: 50%}", "nobody loses patience"),
        ("patience: 60 min", "comes_again: {share: 50%, balked: 60%}", "nobody balks"),
        ("patience: 60 min", "comes_again: {share: 0%, most: 2}", "nobody who was not served"),
        ("patience: 60 min", "wrong_window: 5%", "there is one queue for everything"),
        ("patience: 60 min", "max_visits: 3", "no visit is rejected"),
        ("department: a", "department: a\n      online: true", "no design has filing online"),
        ("department: a", "department: a\n      kiosk: 4 min", "no design has terminals"),
        ("department: a", "department: a\n      no_show: 5%", "no_show changes nothing: nobody books"),
        ("department: a", "department: a\n      documents: {required: 3}", "none is ever missing"),
        ("serves: all", "serves: all, lines: shortest_line}\n    priority: {permit: 1", "lines of their"),
        ("serves: all", "serves: all, lines: shortest_line}\n    rule: {order: last_come", "lines of the"),
        ("serves: all", "serves: all, helps: [all]", "these windows serve all of it themselves"),
        ("serves: all", "serves: all, training: {hours: 16:00-17:00, error: 0.5}", "no visit is repeat"),
        ("{a: 2}", "{a: {officers: 2, speed: 1.2}}\n    every_desk: {speed: 1.1}", "every desk says it"),
        ("{a: 2}", "{a: {officers: 2, hours: 09:00-16:00}}\n    desk_hours: 09:00-17:00", "every desk"),
        ("{a: 2}", "{a: {hours: 09:00-16:00, shifts: [{hours: 09:00-17:00}]}}", "hours is not used"),
    ],
)  # fmt: skip
def test_what_nobody_does_or_no_design_offers_is_told_once(old: str, new: str, message: str) -> None:
    found = told(GOOD.replace(TWO, "").replace(old, new, 1))
    assert sum(message in said for _, said in found) == 1, found


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("desk_hours: {mon-fri: 09:00-17:00, sat: 09:00-12:00}", "sat ch"),
        ("rule: earliest_appointment", "nobody has an appointment"),
        ("rule: returning_first", "nobody comes again because"),
        ("costs: {kiosk_per_day: 80}", "there are no terminals"),
        ("tenure: {stay_months: 24, weary_factor: 1.2}", "nobody grows"),
        ("tenure: {stay_months: 24, start_factor: 1.2}", "nobody learns"),
        ("absence: {share: 5%, cover_delay: 1 workday}", "nobody stands in"),
        ("agents: {village: {share: 40%, catches: 70%}}", "no document can"),
        ("agents: {village: {share: 0%}}", "nobody hands anything over"),
        ("home_service: {share: 0%}", "nobody asks for it"),
        ("pre_review: {desk: a}", "no service requires documents"),
        ("catalogue: {permit: {documents: 70%}}", "no documents are requ"),
        ("catalogue: {permit: promised}", "decides so already"),
        ("catalogue: {all: {decision: instant, limit: 5 workdays}}", "it is decided at once"),
        ("authority: {knows: 40%}", "every case has entered the hall"),
        ("limits: {services: [permit]}", "limits are as the catalogue"),
    ],
)  # fmt: skip
def test_keys_of_a_design_that_change_nothing(written: str, message: str) -> None:
    found = told(GOOD.replace(TWO, "").replace("    desks", f"    {written}\n    desks", 1))
    assert [said for _, said in found if message in said] == [said for _, said in found], found
    assert len(found) == 1


def test_shared_data_of_a_service_without_documents() -> None:
    text = GOOD.replace(TWO, "").replace("  citizens:", "    other: {share: 50%}\n  citizens:")
    text = text.replace(
        "department: a", "department: a\n      share: 50%\n      documents: {required: 3, missing: 5%}"
    )
    found = told(text.replace("    desks", "    shared_data: {permit: 50%, other: 50%}\n    desks", 1))
    assert [said for _, said in found] == ["other changes nothing: no documents are required there"]


def test_a_hall_that_never_closes() -> None:
    """Nobody bends to its hours, no shift ends, nobody works overtime, and citizens have no closing."""
    text = (
        GOOD.replace(TWO, "")
        .replace("opening: [09:00-12:00, 13:00-17:00]", "opening: always\n    costs: {overtime_premium: 70%}")
        .replace("count: 7", "count: 7, at_shift_end: pause, at_close: finish")
        .replace("patience: 60 min", "patience: 60 min, flexible: 50%")
    )
    found = [message for _, message in told(text)]
    for key in ("flexible", "at_shift_end", "at_close", "overtime_premium"):
        assert sum(message.startswith(f"{key} changes nothing") for message in found) == 1, (key, found)


def test_weekdays_worked_by_a_decree_are_told_of_by_nobody() -> None:
    """28 February 2026 is a Saturday worked in place of a day of the Spring Festival."""
    text = GOOD.replace(TWO, "").replace(
        "[09:00-12:00, 13:00-17:00]", "{mon-fri: 09:00-17:00, sat: 09:00-12:00}"
    )
    assert told(text.replace("start: 2026-03-02", "start: 2026-02-23, holidays: CN")) == []
    weekends = told(text.replace("2026-03-02", "2026-03-02, working_days: mon-sat"))
    assert not any("changes nothing" in said for _, said in weekends)


def test_hours_of_days_on_which_it_is_closed_say_nothing() -> None:
    text = GOOD.replace(TWO, "").replace(
        "[09:00-12:00, 13:00-17:00]", "{mon-fri: 09:00-17:00, sat-sun: closed}"
    )
    assert told(text) == []


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
