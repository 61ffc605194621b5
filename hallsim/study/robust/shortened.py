"""Worlds of fewer weeks than the study's: enough to see whether an answer holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario


def shortened(scenario: Scenario) -> Scenario:
    """The scenario over as many weeks as its worlds are measured."""
    robust, calendar = scenario.run.robust, scenario.world.calendar
    warm_up = calendar.warm_up if robust.warm_up is None else robust.warm_up
    changes: dict[str, Any] = {"warm_up": warm_up}
    if robust.weeks is not None:
        changes |= {"days": -(-warm_up // MS_PER_DAY) + 7 * robust.weeks, "weeks": None, "length": None}
    world = scenario.world.model_copy(update={"calendar": calendar.model_copy(update=changes)})
    return scenario.model_copy(update={"world": world})
