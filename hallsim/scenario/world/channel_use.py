"""How citizens use what is offered beside the windows, and by which ways a service can be had."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Share, TaskLaw


class CitizenChannels(Model):
    """How citizens use what is offered beside the windows."""

    wrong_window: Share = key(
        "0%",
        en="Share of the citizens who first take a ticket of a wrong queue (where there are several).",
        zh="首次取号取错队列的群众比例（有多个队列时）。",
        unit="share",
        example="8%",
    )
    online: Share = key(
        "0%",
        en="Share able and willing to file online.",
        zh="能够且愿意网上申报的比例。",
        unit="share",
        example="60%",
    )
    kiosk: Share = key(
        "0%",
        en="Probability of success at a terminal; 0 for who does not try.",
        zh="使用自助终端成功的概率；0 表示不使用。",
        unit="share",
        example="80%",
    )


class GroupChannels(Model):
    """How a group uses what is offered beside the windows."""

    online: Share | None = key(
        None,
        en="Share able and willing to file online; the value of citizens.online when absent.",
        zh="能够且愿意网上申报的比例；不写则同 citizens.online。",
        unit="share",
        example="60%",
    )
    kiosk: Share | None = key(
        None,
        en="Probability of success at a terminal; the value of citizens.kiosk when absent.",
        zh="使用自助终端成功的概率；不写则同 citizens.kiosk。",
        unit="share",
        example="80%",
    )


class ServiceChannels(Model):
    """By which ways a service can be had."""

    online: bool = key(False, en="Whether it may be filed online.", zh="可否网上申报。", example="true")
    kiosk: TaskLaw | None = key(
        None,
        en="Work at a terminal; not offered there when absent.",
        zh="自助终端办理时间；不写则不可自助。",
        unit="duration",
        example="4 min",
    )
