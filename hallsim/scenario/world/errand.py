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
        None, en="Name shown to people.", zh="显示名称。", example="{en: Open a restaurant, zh: 开饭店}"
    )
    services: tuple[str, ...] = key(
        ...,
        en="The services it takes, all brought on the first visit, in this order.",
        zh="所需事项，首次来访时按此顺序一并办理。",
        example="[business_licence, food_permit, tax_registration]",
    )
    share: Share = key(
        "0%",
        en="Share of the citizens (of sources naming no service) who come for it instead of their own mix.",
        zh="为此而来的群众比例（不含指定事项的到达来源），代替其自选事项。",
        unit="share",
        example="5%",
    )
