"""What the no-form rule covers, and the errors that remain to be corrected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.design.design import Design
from hallsim.scenario.design.documents import NoForm
from hallsim.scenario.world.world import World


def corrections(world: World, design: Design) -> tuple[float, ...]:
    """Probability of an error to correct, by service."""
    without = formless(world, design.no_form)
    return tuple(
        min(1.0, service.correction * design.no_form.error) if free else service.correction
        for service, free in zip(world.services.values(), without.tolist(), strict=True)
    )


def formless(world: World, rule: NoForm) -> NDArray[np.bool_]:
    """(services,) whether the no-form rule applies."""
    return np.array([
        name in rule.services if rule.services else service.kind == "case"
        for name, service in world.services.items()
    ])  # fmt: skip
