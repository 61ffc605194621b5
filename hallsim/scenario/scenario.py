"""A scenario: one world, one or more designs, run defaults."""

from __future__ import annotations

from typing import Final, Literal

from hallsim.scenario.design.design import Design
from hallsim.scenario.satisfaction.model import Satisfaction
from hallsim.scenario.targets.target import Target
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText, Number, VersionOne, WarmUp, Whole
from hallsim.scenario.world.evidence import Evidence
from hallsim.scenario.world.figure import ANY_AMOUNT, Figure
from hallsim.scenario.world.named_world import NamedWorld
from hallsim.scenario.world.world import World

EngineAsked = Literal["auto", "reference", "compiled"]
WORLD: Final = "world"
"""What the world of the file is called among the others."""


class Robust(Model):
    """How the answer is tried out over the ranges of what is assumed (`hallsim compare --robust`)."""

    worlds: Whole = key(
        12,
        en="Plausible worlds: each takes one value from the range of every assumption, spread evenly "
        "(a Latin hypercube).",
        unit="worlds",
        example="12",
        ge=2,
        le=1000,
    )
    replications: Whole = key(
        1,
        en="Replications in each world, the first of the study's own: the same citizens.",
        unit="replications",
        example="1",
        ge=1,
        le=1000,
    )
    weeks: Whole | None = key(
        None,
        en="Weeks measured in each world, after the warm-up; as many as the calendar has when absent.",
        unit="weeks",
        example="1",
        ge=1,
        le=5200,
    )
    warm_up: WarmUp | None = key(
        None,
        en="Warm-up of each world, as in the calendar; the calendar's own when absent.",
        unit="days or duration",
        example="2",
    )


class Run(Model):
    """Run defaults; the command line wins over them."""

    replications: Whole = key(
        30, en="Independent replications.", unit="replications", example="30", ge=1, le=100000
    )
    seed: Whole = key(1, en="Seed of every stream.", example="1", ge=0, le=2**63 - 1)
    wait_target_min: Number = key(
        15.0,
        en="Wait that counts as short in the share served within target.",
        unit="min",
        example="15",
        gt=0,
        le=1_440,
    )
    metrics: tuple[str, ...] = key(
        (),
        en="Metrics that lead the tables, in this order; a hall's usual ones when absent.",
        example="[wait_mean, p_wait, queue_length_mean]",
    )
    primary: tuple[str, ...] = key(
        (),
        en="The few metrics that are judged together (better, worse, practically the same, not settled); all "
        "others are described. A hall's usual ones when absent.",
        example="[wait_mean, visits_per_matter]",
    )
    thresholds: dict[str, ANY_AMOUNT] = key(
        {},
        en="Smallest difference that matters, by metric, in the metric's unit or with its own; the unit's "
        "usual one when absent.",
        example="{wait_mean: 1, wait_target_share: 2%}",
    )
    robust: Robust = key(
        Robust(),
        en="How the answer is tried out over the ranges of what is assumed; a bare number is the worlds.",
        example="{worlds: 12, weeks: 1}",
    )
    engine: EngineAsked = key(
        "auto",
        en="Which engine runs: compiled is fast and refuses what it does not cover, reference is the "
        "definition in Python, auto takes the compiled one wherever it can. The records are the same.",
        example="auto",
    )


class Scenario(Model):
    """One scenario file after includes, based_on and defaults."""

    hallsim: VersionOne = key(..., en="Version of the scenario language.", example="1")
    title: LocalText | None = key(
        None, en="Title shown in reports.", example="{en: Municipal hall, zh: 市政务服务中心}"
    )
    description: LocalText | None = key(
        None, en="A few sentences for the reader.", example="What the hall is and where its numbers come from"
    )
    world: World = key(..., en="What citizens bring and want.", example="{services: {...}, arrivals: {...}}")
    worlds: dict[str, NamedWorld] = key(
        {},
        en="Other worlds, by name: each is laid over world as a design is over the one it is based on.",
        example="{growth: {arrivals: {per_day: 4800}}}",
    )
    designs: dict[str, Design] = key(
        ...,
        en="Ways of running the hall, by name; the first is the base of comparisons.",
        example="{today: {windows: {hall: 3}}}",
        min_length=1,
    )
    figures: dict[str, Figure] = key(
        {},
        en="Figures known of the real hall by metric; reports show the base design beside them. A bare "
        "number is the value.",
        example="{visits_per_day: {value: 4000, source: annual report}}",
    )
    evidence: dict[str, Evidence] = key(
        {},
        en="What numbers of the file rest on, by names of your own; an assumption moves one or many within "
        "its range.",
        example="{work: {kind: assumed, scales: [world.services.*.counter], range: 0.8..1.6}}",
    )
    satisfaction: Satisfaction = key(
        Satisfaction(),
        en="What people would say of what they experience: a model, not calibrated until fitted to a survey.",
        example="{model: logit, acceptable_wait: 15 min}",
    )
    targets: tuple[Target, ...] = key(
        (),
        en="What is to hold in the hall: every report says whether each design meets it, and hallsim "
        "size finds the numbers that do. A text alone says what is to hold.",
        example="[wait_p90 <= 15 min, {hold: left_share <= 3%, at: hour}]",
    )
    run: Run = key(Run(), en="Run defaults.", example="{replications: 30, seed: 1}")

    def world_names(self) -> tuple[str, ...]:
        """The worlds that designs can be run in, that of the file first."""
        return (WORLD, *self.worlds)

    def in_world(self, name: str) -> Scenario:
        """The scenario with a named world in place of the world of the file."""
        world = self.world if name == WORLD else self.worlds[name]
        return self.model_copy(update={"world": world, "worlds": {}})
