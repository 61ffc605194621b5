"""What people want done that takes several services at once."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import (
    LocalText,
    Share,
)


class Errand(Model):
    """Something people want done that takes several services, such as opening a restaurant."""

    title: LocalText | None = key(
        None, en="Name shown to people.", example="{en: Open a restaurant, zh: 开饭店}"
    )
    services: tuple[str, ...] = key(
        ...,
        en="The services it takes, all brought on the first visit, in this order.",
        example="[business_licence, food_permit, tax_registration]",
    )
    share: Share = key(
        "0%",
        en="Share of the citizens (of sources naming no service) who come for it instead of their own mix.",
        unit="share",
        example="5%",
    )
