"""Parts stand in the order of the design and of the week, whatever the first replication has of them."""

from __future__ import annotations

from tests.helpers.study_values import study_of

FEW = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services: {zeta: {counter: 1 min, share: 30%}, alpha: {counter: 1 min, share: 30%},
             mu: {counter: 1 min, share: 40%}}
  arrivals: {per_day: 0.4}
designs: {plain: {windows: {hall: 1}}}
"""


def test_weekdays_and_services_keep_their_order_where_replications_have_few_of_them() -> None:
    study = study_of(FEW, 12)
    days = list(dict.fromkeys(study.by_weekday["key"]))
    assert days == ["mon", "tue", "wed", "thu", "fri"]
    first = study.replicated[0]["designs"]["plain"]["by"]
    assert len(first["weekday"]) < 5  # so that it does not tell the order
    assert list(dict.fromkeys(study.by_service["key"])) == ["zeta", "alpha", "mu"]
