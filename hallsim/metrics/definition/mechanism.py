"""What a hall must have for some figures to mean anything: without a hotline nobody calls it, always."""

from __future__ import annotations

from typing import Literal

Mechanism = Literal[
    "agents", "answers from afar", "appointments", "approvals", "authority", "calling", "catalogue",
    "collecting", "corrections", "couriers", "covers", "deemed approval", "documents", "enquiries",
    "enterprises", "home service", "hotline", "inspections", "kiosks", "leaving", "limit of visits",
    "meetings", "officers", "payments", "refusals", "sending back", "stop", "warnings", "withdrawing",
]  # fmt: skip
"""A metric that needs one is left out of a study none of whose designs has it; where one of them has it, the
others have an honest zero.
"""
