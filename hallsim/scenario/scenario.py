"""A scenario: one world, one or more designs, run defaults."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.base import Model, key
from hallsim.scenario.design import Design
from hallsim.scenario.fields import LocalText, Number, Quantity, Whole
from hallsim.scenario.world import World


class Run(Model):
    """Run defaults; the command line wins over them."""

    replications: Whole = key(
        30,
        en="Independent replications.",
        zh="独立重复次数。",
        unit="replications",
        example="30",
        ge=1,
        le=100000,
    )
    seed: Whole = key(1, en="Seed of every stream.", zh="随机种子。", example="1", ge=0, le=2**63 - 1)
    wait_target_min: Number = key(
        15.0,
        en="Wait that counts as short in the share served within target.",
        zh="等候达标线。",
        unit="min",
        example="15",
        gt=0,
    )
    metrics: tuple[str, ...] = key(
        (),
        en="Metrics that lead the tables, in this order; a hall's usual ones when absent.",
        zh="表格中的主要指标及顺序；不写为常用指标。",
        example="[wait_mean, p_wait, queue_length_mean]",
    )
    primary: tuple[str, ...] = key(
        (),
        en="The few metrics that are judged together (better, worse, practically the same, not settled); all "
        "others are described. A hall's usual ones when absent.",
        zh="共同评判的少数主要指标（更好、更差、实际相同、尚无定论）；其余只作描述。不写为常用指标。",
        example="[wait_mean, visits_per_matter]",
    )
    thresholds: dict[str, Quantity] = key(
        {},
        en="Smallest difference that matters, by metric, in the metric's unit; the unit's "
        "usual one when absent.",
        zh="有实际意义的最小差异（按指标，用指标的单位）；不写为该单位的常用值。",
        example="{wait_mean: 1, wait_target_share: 2%}",
    )


class Figure(Model):
    """A figure known of the real hall, to hold the base design against."""

    value: Quantity = key(
        ...,
        en="The figure, in the metric's unit; a share as 58%.",
        zh="数值（指标的单位；比例写 58%）。",
        example="58%",
    )
    source: LocalText | None = key(None, en="Where it is from.", zh="出处。", example="annual report 2025")


class Scenario(Model):
    """One scenario file after includes, based_on and defaults."""

    hallsim: Literal[1] = key(..., en="Version of the scenario language.", zh="场景语言版本。", example="1")
    title: LocalText | None = key(
        None,
        en="Title shown in reports.",
        zh="报告标题。",
        example="{en: Municipal hall, zh: 市政务服务中心}",
    )
    description: LocalText | None = key(
        None,
        en="A few sentences for the reader.",
        zh="简介。",
        example="What the hall is and where its numbers come from",
    )
    world: World = key(
        ...,
        en="What citizens bring and want.",
        zh="群众的需求。",
        example="{services: {...}, arrivals: {...}}",
    )
    designs: dict[str, Design] = key(
        ...,
        en="Ways of running the hall, by name; the first is the base of comparisons.",
        zh="各种方案；第一个为比较基准。",
        example="{today: {windows: {hall: 3}}}",
        min_length=1,
    )
    figures: dict[str, Figure] = key(
        {},
        en="Figures known of the real hall by metric; reports show the base design beside them.",
        zh="真实大厅的已知数据（按指标）；报告中与基准方案对照。",
        example="{visits_per_day: {value: 4000, source: annual report}}",
    )
    run: Run = key(Run(), en="Run defaults.", zh="运行默认值。", example="{replications: 30, seed: 1}")
