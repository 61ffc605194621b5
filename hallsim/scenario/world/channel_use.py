"""How citizens use what is offered beside the windows, and by which ways a service can be had."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Share, TaskLaw


class CitizenChannels(Model):
    """How citizens use what is offered beside the windows."""

    wrong_window: Share = key(
        "0%",
        en="Share of the citizens who first take a ticket of a wrong queue (where there are several).",
        unit="share",
        example="8%",
    )
    online: Share = key("0%", en="Share able and willing to file online.", unit="share", example="60%")
    kiosk: Share = key(
        "0%", en="Probability of success at a terminal; 0 for who does not try.", unit="share", example="80%"
    )


class GroupChannels(Model):
    """How a group uses what is offered beside the windows."""

    online: Share | None = key(
        None,
        en="Share able and willing to file online; the value of citizens.online when absent.",
        unit="share",
        example="60%",
    )
    kiosk: Share | None = key(
        None,
        en="Probability of success at a terminal; the value of citizens.kiosk when absent.",
        unit="share",
        example="80%",
    )


class ServiceChannels(Model):
    """By which ways a service can be had."""

    online: bool = key(False, en="Whether it may be filed online.", example="true")
    kiosk: TaskLaw | None = key(
        None, en="Work at a terminal; not offered there when absent.", unit="duration", example="4 min"
    )
