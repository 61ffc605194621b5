"""What `check` says of loads: wrong windows, people whom nobody serves, and what its figures leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.cli.main import call

TEXT = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 4}
  services:
    a: {share: 60%, department: d, counter: 6 min}
    b: {share: 40%, department: e, counter: 8 min}
  arrivals: {per_day: 60, profile: {09:00-17:00: 1}}
designs:
  x: {windows: {d: 2, e: 2}}
"""


def test_tickets_of_a_wrong_window_are_load() -> None:
    """36 + 30 % of 24 tickets, 24 + 30 % of 36; the wrong ones take 3 minutes: counted on a pilot demand."""
    text = TEXT.replace("  arrivals", "  citizens: {wrong_window: 30%}\n  arrivals")
    source = hs.loads(text.replace("{windows:", "{redirect: 3 min, windows:"))
    found = {one.station: one for one in hs.check(source)}
    for station, n, minutes in (("d", 43.2, 36 * 6 + 7.2 * 3), ("e", 34.8, 24 * 8 + 10.8 * 3)):
        assert found[station].n_tickets == pytest.approx(n, rel=0.04)
        assert found[station].work_hours == pytest.approx(minutes / 60, rel=0.04)


def said(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str], lang: str = "en") -> str:
    file = tmp_path / "hall.yaml"
    file.write_text(text, encoding="utf-8")
    assert call(["check", str(file), "--lang", lang]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_people_come_to_windows_that_have_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Staffed until noon in a hall open until five: five of eight hours' people."""
    daily = TEXT.replace("e: 2", "e: {count: 2, hours: 09:00-12:00}")
    assert "! e: 62% of its people come when nobody is on duty there" in said(tmp_path, daily, capsys)
    friday = TEXT.replace("e: 2", "e: {hours: {mon-thu: 09:00-17:00, fri: 09:00-12:00}}")
    assert "! e: on Friday, 62% of its people come when nobody" in said(tmp_path, friday, capsys)
    assert "周五有 62% 的来访者" in said(tmp_path, friday, capsys, "zh")
    assert "when nobody is on duty" not in said(tmp_path, TEXT, capsys)
    helped = daily.replace("d: 2", "d: {count: 2, serves: [d, e]}")  # the others serve them too
    assert "when nobody is on duty" not in said(tmp_path, helped, capsys)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{windows", "{reminders: {share: 50%}, windows", "to which weekdays letters move people"),
        ("{windows", "{absence: 20%, windows", "what absent clerks and outages do to waits"),
        ("{windows", "{calling: 60 s, windows", "the time for which windows wait for who is called"),
        ("{windows", "{appointments: {capacity: 5}, windows", "that who has booked comes at a slot"),
    ],
)
def test_what_the_figures_leave_out_is_told(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEXT.replace(old, new).replace("  arrivals", "  citizens: {books: 50%}\n  arrivals")
    text = text.replace("{per_day: 60,", "{per_day: 60, weekdays: {mon: 1.5},")
    shown = said(tmp_path, text, capsys)
    assert "Left out of these figures:" in shown
    assert told in shown
