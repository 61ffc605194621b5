"""Years for which a country has not said yet which days are worked."""

import pytest

from hallsim.scenario.load import load_text
from hallsim.scenario.world.calendar import undecreed_years

TEXT = """
hallsim: 1
world:
  calendar: {{start: {start}, weeks: {weeks}, holidays: {code}}}
  services: {{matter: {{counter: 10 min}}}}
  arrivals: {{per_day: 20}}
designs: {{a: {{windows: {{hall: 2}}}}}}
"""


@pytest.mark.parametrize(
    ("start", "weeks", "code", "told"),
    [
        ("2040-12-03", 8, "CN", ["2040, 2041"]),
        ("2024-03-04", 8, "CN", []),
        ("2040-12-03", 8, "none", []),
        ("2040-12-03", 8, "DE", []),
    ],
)
def test_years_without_a_decree_are_told(start: str, weeks: int, code: str, told: list[str]) -> None:
    warnings = load_text(TEXT.format(start=start, weeks=weeks, code=code)).warnings
    found = [warning for warning in warnings if warning.code == "calendar.decree"]
    assert len(found) == len(told)
    for warning, years in zip(found, told, strict=True):
        assert years in warning.message
        assert years in (warning.said.text("zh") or "")
        assert str(warning.place).endswith("4:43")


def test_a_year_that_is_decreed_is_known_and_one_after_the_last_is_not() -> None:
    assert undecreed_years("CN", 2024, 2025) == ()
    far = undecreed_years("CN", 2025, 2045)
    assert far[-1] == 2045
    assert far == tuple(range(far[0], 2046))
