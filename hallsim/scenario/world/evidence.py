"""What the numbers of a scenario rest on: given by somebody, fitted to something, assumed in a range."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText


class Evidence(Model):
    """What one or several numbers of the file rest on; for an assumption that moves them, how far."""

    kind: Literal["given", "fitted", "assumed"] = key(
        ...,
        en="Given by somebody who counted, fitted so that the model gives a known figure, or assumed.",
        example="assumed",
    )
    title: LocalText | None = key(
        None, en="Name shown to people.", example="{en: Generalist factor, zh: 综合窗口办理时间系数}"
    )
    values: tuple[str, ...] = key(
        (),
        en="Paths of the numbers it speaks of, as their keys stand in the file, * for every name; these "
        "are not moved.",
        example="[world.arrivals.per_day]",
    )
    sets: tuple[str, ...] = key(
        (),
        en="Paths of the numbers that are one assumption: all are set to the same value within the range.",
        example="[designs.unified.windows.*.generalist.time]",
    )
    scales: tuple[str, ...] = key(
        (),
        en="Paths of the numbers and laws that the assumption multiplies, by one factor within the range; "
        "counts are rounded and stay at least 1.",
        example="[world.services.*.counter]",
    )
    range: str | None = key(
        None,
        en="What is plausible, in the unit of the numbers set, or as factors of the numbers scaled.",
        example="1.0..1.5",
    )
    to: tuple[str, ...] = key(
        (),
        en="Figures (metrics of the key figures) that the numbers were fitted to: these validate nothing.",
        example="[repeat_share]",
    )
    source: LocalText | None = key(
        None, en="Where it is from, or why it is plausible.", example="annual report 2025"
    )
