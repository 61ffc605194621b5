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
        zh="given 为有人统计所得，fitted 为使模型符合已知数据而拟合，assumed 为假定。",
        example="assumed",
    )
    title: LocalText | None = key(
        None,
        en="Name shown to people.",
        zh="显示名称。",
        example="{en: Generalist factor, zh: 综合窗口办理时间系数}",
    )
    values: tuple[str, ...] = key(
        (),
        en="Paths of the numbers it speaks of, as their keys stand in the file, * for every name; these "
        "are not moved.",
        zh="所说明的数值的路径（按文件中的键，* 代表所有名称）；不会变动。",
        example="[world.arrivals.per_day]",
    )
    sets: tuple[str, ...] = key(
        (),
        en="Paths of the numbers that are one assumption: all are set to the same value within the range.",
        zh="属于同一假定的数值的路径：在范围内统一取同一值。",
        example="[designs.unified.windows.*.generalist.time]",
    )
    scales: tuple[str, ...] = key(
        (),
        en="Paths of the numbers and laws that the assumption multiplies, by one factor within the range; "
        "counts are rounded and stay at least 1.",
        zh="该假定所乘的数值与分布的路径：统一乘以范围内的一个倍数；个数取整且不小于 1。",
        example="[world.services.*.counter]",
    )
    range: str | None = key(
        None,
        en="What is plausible, in the unit of the numbers set, or as factors of the numbers scaled.",
        zh="合理范围：sets 用数值的单位，scales 用倍数。",
        example="1.0..1.5",
    )
    to: tuple[str, ...] = key(
        (),
        en="Figures (metrics of the key figures) that the numbers were fitted to: these validate nothing.",
        zh="拟合所依据的数据（figures 中的指标）：不能再用于检验模型。",
        example="[repeat_share]",
    )
    source: LocalText | None = key(
        None, en="Where it is from, or why it is plausible.", zh="出处或理由。", example="annual report 2025"
    )
