"""Short spellings, declared once: the loader, the JSON Schema and the tests read them here.

Besides these, a text stands for a list of one wherever names are listed, and a mapping for a list of one
wherever mappings are.
"""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from hallsim.scenario.design.approval import Line
from hallsim.scenario.design.attendance import Absence
from hallsim.scenario.design.calling import Calling
from hallsim.scenario.design.catalogue import ServiceChange
from hallsim.scenario.design.channels import Delivery, Guide, Kiosks, Online
from hallsim.scenario.design.class_rules import CLASS_RULES
from hallsim.scenario.design.design import Approval, Design, Office, VisitorsAtOnce, Windows
from hallsim.scenario.design.desk_kinds import Meeting, SiteVisits
from hallsim.scenario.design.desks import AtOnce, Desk, DeskAbsence
from hallsim.scenario.design.documents import Rescue
from hallsim.scenario.design.limits import Limits
from hallsim.scenario.design.offices import COUNTER, Choice, Courier, NamePlate
from hallsim.scenario.design.orders import ORDERS
from hallsim.scenario.design.queueing import QueueRule
from hallsim.scenario.design.representation import Agent, HomeService, Package
from hallsim.scenario.scenario import Robust
from hallsim.scenario.targets.target import Target
from hallsim.scenario.world.approval_steps import Step
from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.citizens import Group
from hallsim.scenario.world.coming_again import ComesAgain
from hallsim.scenario.world.figure import Figure
from hallsim.scenario.world.places import Way
from hallsim.scenario.world.service import ApprovalTree

BARE: Final[dict[type[BaseModel], str]] = {
    Absence: "share", Agent: "count", Approval: "mode", ApprovalTree: "step", AtOnce: "files",
    Calling: "walk", Choice: "rule", ComesAgain: "share", Courier: "leaves", Delivery: "days",
    Desk: "officers", DeskAbsence: "share", Figure: "value", Guide: "count", HomeService: "teams",
    Kiosks: "count", Limits: "factor", Meeting: "on", NamePlate: "offices", Online: "success",
    Rescue: "after", Robust: "worlds", ServiceChange: "decision", SiteVisits: "travel",
    Target: "hold", VisitorsAtOnce: "visitors", Way: "time", Windows: "count",
}  # fmt: skip
"""The key that a number or a text alone stands for."""

LISTED: Final[dict[type[BaseModel], str]] = {
    ApprovalTree: "serial", Line: "steps", Meeting: "on", Package: "services",
}  # fmt: skip
"""The key that a list alone stands for (or a text, where the key lists names)."""

WORDS: Final[dict[type[BaseModel], dict[str, str]]] = {
    QueueRule: dict.fromkeys(CLASS_RULES, "classes") | dict.fromkeys(ORDERS, "order"),
    ServiceChange: {"shelved": "shelved"},
}
"""Words of which each stands for one of several keys; `shelved` means that the key of that name is true."""

DEFINED: Final[dict[type[BaseModel], tuple[str, type[BaseModel]]]] = {ApprovalTree: ("step", Step)}
"""Models whose mapping may define what it names: beside the key of the name stand those of a model."""

WHOLE: Final[dict[tuple[type[BaseModel], str], str]] = {
    (Group, "home"): "100%", (Arrivals, "batch"): "100%",
}  # fmt: skip
"""Keys with shares by name, at which a name alone (or a number) has all of it."""

NAMED: Final[dict[tuple[type[BaseModel], str], str]] = {
    (Design, "shared_data"): "all", (Office, "windows"): COUNTER,
}  # fmt: skip
"""Keys with entries by name, at which a number or a text alone is the entry of this name."""

MOVED: Final[dict[tuple[type[BaseModel], str], str]] = {(Windows, "staff"): "on_duty"}
"""Keys at which a mapping is meant for another key of the same model, unless that is written too."""
